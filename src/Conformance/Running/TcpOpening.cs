using System.Net.Sockets;
using System.Security.Cryptography;

namespace Pure.WebSockets.Conformance;

/// <summary>The opening handshake of a tester that is the client: the core's own half of it, over a socket.</summary>
internal static class TcpOpening
{
    private const string UserAgent = "purews/0.1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The entry that tells how it went, and what came behind the response's head.</summary>
    public static async Task<(Entry Entry, Octets Behind)> OpenAsync(Socket socket, Uri target, CancellationToken stop)
    {
        var offer = new UpgradeOffer($"{target.Host}:{target.Port}", target.PathAndQuery) { Headers = Seq.create<Header>(new[] { new Header("User-Agent", UserAgent) }) };
        var client = Connection.Client(offer, RandomNumberGenerator.GetBytes(AcceptKey.NonceBytes), ConnectionOptions.Default)
            .IfLeft(refusal => throw new ArgumentException(refusal.ToString(), nameof(target)));
        var started = Kernel.Start(client);
        var request = Octets.Of(started.Head);
        var (state, response) = (started.Next, new List<byte>());
        var reader = new TcpReader(socket, 16 * 1024);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        try
        {
            for (var rest = request.Memory; !rest.IsEmpty;) rest = rest[await socket.SendAsync(rest, limit.Token).ConfigureAwait(false)..];
            while (true)
            {
                var arrived = (await reader.ReadAsync(Patience, limit.Token).ConfigureAwait(false)).IfNone(() => throw new OperationCanceledException());
                var input = arrived.Memory;
                var progress = input.IsEmpty ? Kernel.EndOfStream(state) : Kernel.Receive(state, input, default);
                while (progress is { Next.Phase: Phase.AwaitingResponse or Phase.ReadingRefusal } && progress.Consumed < input.Length)
                {
                    Take(ref input, progress.Consumed, response);
                    progress = Kernel.Receive(progress.Next, input, default);
                }

                Take(ref input, progress.Consumed, response);
                state = progress.Next;
                if (state.Phase is Phase.Open) return (new Entry.Opened(request.ToText(), Text(response)), input);
                if (state.Phase is Phase.Closed closed) return (Failed(closed.Closure.Error.Map(error => error.ToString()).IfNone(""), timedOut: false), Octets.Empty);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (Failed($"no response within {Patience.TotalSeconds} s", timedOut: true), Octets.Empty);
        }
        catch (SocketException error)
        {
            return (Failed(error.Message, timedOut: false), Octets.Empty);
        }

        Entry Failed(string why, bool timedOut) => new Entry.NotOpened(why, timedOut, request.ToText(), Text(response));
    }

    private static void Take(ref ReadOnlyMemory<byte> input, int count, List<byte> response)
    {
        response.AddRange(input.Span[..count]);
        input = input[count..];
    }

    private static string Text(List<byte> response) => System.Text.Encoding.Latin1.GetString([.. response]);
}
