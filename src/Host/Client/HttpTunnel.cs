using System.Net;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>Opens tunnels through HTTP proxies with CONNECT (RFC 9110 §9.3.6).</summary>
internal static class HttpTunnel
{
    private const int ReadBytes = 4096;

    private const string Older = "HTTP/1.0";

    // The initial state of a client connection, which is used only to parse the proxy's response. A client connection can parse the head
    // and the body of any HTTP/1.1 response that does not exceed the connection's limits. The upgrade request of this connection is never
    // sent. The values of the request matter only for a response with status 101, which is not a valid response to CONNECT.
    private static Connection Reader { get; } = Connection.Client(new UpgradeOffer("proxy", "/"), new byte[16], ConnectionOptions.Default)
        .IfLeft(refusal => throw new InvalidOperationException(refusal.ToString()));

    /// <summary>
    /// Requests a tunnel to an authority (a host and a port). When the method returns, the stream is connected to that host.
    /// </summary>
    /// <exception cref="ConnectException">The proxy did not open a tunnel.</exception>
    public static async Task OpenAsync(Stream stream, ClientProxy.Http proxy, string authority, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Request(proxy.Credentials, authority).Memory, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        var state = Reader;
        var buffer = new byte[ReadBytes];
        var matched = 0;
        while (true)
        {
            // Before the first byte of each response head, the state equals the initial state. There can be several heads, because the
            // proxy is allowed to send interim responses before the final response (RFC 9110 §15.2).
            if (state.Equals(Reader)) matched = 0;

            // The head of the response is read byte by byte. The bytes after the head of a 2xx response come from the server and must not
            // be read here. With HTTP/2, such bytes can arrive early, because a server can send bytes before the client has sent any bytes.
            var read = await ReadAsync(
                    stream,
                    state.Phase is Phase.ReadingRefusal ? buffer : buffer.AsMemory(0, 1),
                    state,
                    cancellationToken
                )
                .ConfigureAwait(false);

            // Many proxies answer with HTTP/1.0. The response heads of both versions have the same format, but the parser accepts only
            // HTTP/1.1. The version at the start of each head is therefore changed to 1.1.
            matched = matched >= 0 && matched < Older.Length && buffer[0] == Older[matched] ? matched + 1 : -1;
            if (matched == Older.Length) buffer[0] = (byte)'1';
            var progress = read == 0 ? Kernel.EndOfStream(state) : Kernel.Receive(state, buffer.AsMemory(0, read), Memory<byte>.Empty);
            state = progress.Next;
            if (Answered(progress, proxy)) return;
        }
    }

    /// <summary>Throws an exception if the credentials cannot be sent with CONNECT.</summary>
    /// <exception cref="ArgumentException">
    /// The user name contains a colon, or the user name or the password contains a control character.
    /// </exception>
    public static void Check(ClientProxy.Http proxy) => _ = Request(proxy.Credentials, "");

    private static ByteString Request(NetworkCredential? credentials, string authority)
    {
        List<Header> fields = [new("Host", authority)];
        if (credentials is not null)
            fields.Add(new Header("Proxy-Authorization", HttpAuthorization.Basic(credentials.UserName, credentials.Password).Value));
        return HeadWriter.WriteRequest(new RequestHead("CONNECT", authority, Seq.create<Header>(fields.ToArray())));
    }

    /// <summary>
    /// Returns whether the tunnel is open. The tunnel is open after the head of a 2xx response. A 2xx response to CONNECT has no body, even
    /// if its header fields announce a body (RFC 9110 §9.3.6).
    /// </summary>
    private static bool Answered(in StepResult progress, ClientProxy proxy)
    {
        var refused = progress.Lifecycle.Case is Effect.UpgradeRejected(var whole) ? whole : null;
        var head = refused?.Head ?? (progress.Next.Phase as Phase.ReadingRefusal)?.Response;
        if (head is { Status: >= 200 and < 300 }) return true;
        if (refused is not null) throw new ConnectException(new ConnectFailure.ProxyRefused(proxy, refused));
        if (progress.Next.Phase is not Phase.Closed(var closure)) return false;
        var seen = closure.Error.Map(error => $"{error.Seen} ({error.Rule})").IfNone("the connection to it ended");
        throw new ConnectException(new ConnectFailure.ProxyFailed(proxy, ProxyFault.Answer, seen));
    }

    // Returns 0 if the body of an error response is interrupted. The response is then reported with the part of the body that has arrived.
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
