using System.Net;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>A tunnel through an HTTP proxy: CONNECT (RFC 9110 §9.3.6).</summary>
internal static class HttpTunnel
{
    private const int ReadBytes = 4096;

    /// <summary>Where "HTTP/1.0" and "HTTP/1.1" differ.</summary>
    private const int MinorVersionAt = 7;

    // A client of the core reads any response of HTTP/1.1, its limits and its body included; what it asked for plays no part in one that
    // is no 101.
    private static Connection Reader { get; } = Connection.Client(new UpgradeOffer("proxy", "/"), new byte[16], ConnectionOptions.Default)
        .IfLeft(refusal => throw new InvalidOperationException(refusal.ToString()));

    /// <summary>Asks for a tunnel to that authority, host and port; when this returns, what is written goes there.</summary>
    /// <exception cref="ConnectException">There is none.</exception>
    public static async Task OpenAsync(Stream stream, ClientProxy.Http proxy, string authority, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Request(proxy.Credentials, authority).Memory, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        var state = Reader;
        var buffer = new byte[ReadBytes];
        for (var total = 0; ;)
        {
            // No byte beyond the head of a yes: those are the server's, and over HTTP/2 it may speak first.
            var read = await ReadAsync(
                    stream,
                    state.Phase is Phase.ReadingRefusal ? buffer : buffer.AsMemory(0, 1),
                    state,
                    cancellationToken
                )
                .ConfigureAwait(false);

            // Many proxies answer in HTTP/1.0, whose heads read the same (RFC 9112 §2.3).
            if (total == MinorVersionAt && buffer[0] == '0') buffer[0] = (byte)'1';
            total += read;
            var progress = read == 0 ? Kernel.EndOfStream(state) : Kernel.Receive(state, buffer.AsMemory(0, read), Memory<byte>.Empty);
            state = progress.Next;
            if (Answered(progress, proxy)) return;
        }
    }

    /// <summary>Refuses, by name, what CONNECT cannot say.</summary>
    /// <exception cref="ArgumentException">The user has a colon, or either has a control character.</exception>
    public static void Check(ClientProxy.Http proxy) => _ = Request(proxy.Credentials, "");

    private static Octets Request(NetworkCredential? credentials, string authority)
    {
        List<Header> fields = [new("Host", authority)];
        if (credentials is not null)
            fields.Add(new Header("Proxy-Authorization", HttpAuthorization.Basic(credentials.UserName, credentials.Password).Value));
        return HeadWriter.WriteRequest(new RequestHead("CONNECT", authority, Seq.create<Header>(fields.ToArray())));
    }

    /// <summary>Whether the tunnel is there. A body that a successful answer speaks of is none (RFC 9110 §9.3.6).</summary>
    private static bool Answered(in Progress progress, ClientProxy proxy)
    {
        var refused = progress.Notice.Case is Effect.UpgradeRefused(var whole) ? whole : null;
        var head = refused?.Head ?? (progress.Next.Phase as Phase.ReadingRefusal)?.Response;
        if (head is { Status: >= 200 and < 300 }) return true;
        if (refused is not null) throw new ConnectException(new ConnectFailure.ProxyRefused(proxy, refused));
        if (progress.Next.Phase is not Phase.Closed(var closure)) return false;
        var seen = closure.Error.Map(error => $"{error.Seen} ({error.Rule})").IfNone("it ended");
        throw new ConnectException(new ConnectFailure.ProxyFailed(proxy, ProxyFault.Answer, seen));
    }

    // A refusal whose body never ends is told as far as it came.
    private static async ValueTask<int> ReadAsync(Stream stream, Memory<byte> buffer, Connection state, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (state.Phase is Phase.ReadingRefusal && exception is OperationCanceledException or IOException)
        {
            return 0;
        }
    }
}
