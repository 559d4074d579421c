using System.Net.Sockets;
using System.Security.Cryptography;

namespace Pure.WebSockets.Conformance;

/// <summary>The opening handshake of a tester that is the client, over a socket.</summary>
internal static class TcpOpening
{
    private const string UserAgent = "purews/0.1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The entry that tells how it went, and what came behind the response's head.</summary>
    public static async Task<(Entry Entry, Octets Behind)> OpenAsync(Socket socket, Uri target, Option<Compression> compression, CancellationToken stop)
    {
        var offer = new UpgradeOffer($"{target.Host}:{target.Port}", target.PathAndQuery) { Headers = Seq.create<Header>(new[] { new Header("User-Agent", UserAgent) }) };
        var opening = new ClientOpening(offer, RandomNumberGenerator.GetBytes(AcceptKey.NonceBytes), compression);
        var reader = new TcpReader(socket, 16 * 1024);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        try
        {
            for (var rest = opening.Request.Memory; !rest.IsEmpty;) rest = rest[await socket.SendAsync(rest, limit.Token).ConfigureAwait(false)..];
            while (true)
            {
                var arrived = (await reader.ReadAsync(Patience, limit.Token).ConfigureAwait(false)).IfNone(() => throw new OperationCanceledException());
                if (opening.Read(arrived.Memory).Case is SomeCase<(Entry Entry, Octets Behind)>(var ended)) return ended;
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (opening.Failed($"no response within {Patience.TotalSeconds} s", timedOut: true), Octets.Empty);
        }
        catch (SocketException error)
        {
            return (opening.Failed(error.Message), Octets.Empty);
        }
    }
}
