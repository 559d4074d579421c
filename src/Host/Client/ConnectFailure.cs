using System.Net.Sockets;

namespace Pure.WebSockets.Host;

/// <summary>
/// The reason why a client could not connect. When an application receives this value, all resources of the attempt have been freed.
/// </summary>
public abstract partial record ConnectFailure
{
    private ConnectFailure() { }

    /// <summary>One sentence that states which step failed and why.</summary>
    public abstract string Message { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => Message;

    private static string At(string host, int port) => port == 0 ? host : host.Contains(':') ? $"[{host}]:{port}" : $"{host}:{port}";

    private static string Describe(ResponseHead head) => head.Reason.Length > 0 ? $" {head.Reason}" : "";

    /// <summary>Returns a description of a socket error, such as "the connection was refused", for use within an error message.</summary>
    internal static string Describe(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "the connection was refused",
        SocketError.HostNotFound or SocketError.NoData => "the host name does not exist",
        SocketError.TryAgain => "the name look-up failed temporarily",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "there is no route to it",
        SocketError.TimedOut => "it did not answer",
        _ => new SocketException((int)error).Message,
    };

    /// <summary>The host name could not be resolved, or the connection to the host or the Unix domain socket failed.</summary>
    /// <param name="Host">The host name or IP address, or the path of a Unix domain socket.</param>
    /// <param name="Port">The port, or 0 for a Unix domain socket.</param>
    /// <param name="Error">
    /// The error from the operating system. If the client tried several addresses, this is the error of the attempt that failed last.
    /// </param>
    public sealed record Unreachable(string Host, int Port, SocketError Error) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"Cannot reach {At(Host, Port)}: {Describe(Error)}.";
    }

    /// <summary>
    /// The TLS handshake with the server failed, for example because the server's certificate is not trusted or the server does not support
    /// TLS.
    /// </summary>
    /// <param name="Host">The host name or IP address.</param>
    /// <param name="Port">The port.</param>
    /// <param name="Reason">The error message from .NET's TLS implementation.</param>
    public sealed record TlsFailed(string Host, int Port, string Reason) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"The TLS handshake with {At(Host, Port)} failed: {Reason.TrimEnd('.')}.";
    }

    /// <summary>A step of the connection attempt exceeded its time limit.</summary>
    /// <param name="Step">The step that exceeded its time limit.</param>
    /// <param name="After">The time limit for the step.</param>
    public sealed record TimedOut(ConnectStep Step, TimeSpan After) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"{What} was not complete after {After.TotalSeconds:0.###} s.";

        private string What => Step switch
        {
            ConnectStep.Transport => "The TCP connection",
            ConnectStep.Proxy => "The proxy's tunnel",
            ConnectStep.Tls => "The TLS handshake",
            _ => "The opening handshake",
        };
    }

    /// <summary>
    /// The server answered the upgrade request with a response that does not open a connection, for example an authentication challenge, a
    /// redirect or an error.
    /// </summary>
    /// <param name="Response">The response, including its body.</param>
    public sealed record Rejected(RejectedResponse Response) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"The server rejected the upgrade with {Response.Head.Status}{Describe(Response.Head)}.";
    }

    /// <summary>
    /// The server's response violates a rule of the opening handshake or is incomplete, or the server is not a WebSocket server.
    /// </summary>
    /// <param name="Error">The violated rule and a description of the violation.</param>
    public sealed record BadResponse(ProtocolError Error) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"The opening handshake failed: {Error.Seen} ({Error.Rule}).";
    }
}

/// <summary>The steps of a connection attempt, in the order in which they are performed.</summary>
public enum ConnectStep : byte
{
    /// <summary>
    /// The name look-up and the TCP connection to the server or the proxy. The time limit is
    /// <see cref="WebSocketClientOptions.ConnectTimeout"/>.
    /// </summary>
    Transport,

    /// <summary>
    /// The tunnel through the proxy, including the TLS handshake with the proxy. The time limit is
    /// <see cref="WebSocketClientOptions.ProxyTimeout"/>.
    /// </summary>
    Proxy,

    /// <summary>The TLS handshake with the server. The time limit is <see cref="WebSocketClientOptions.TlsTimeout"/>.</summary>
    Tls,

    /// <summary>The upgrade request and its response. The time limit is <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>.</summary>
    OpeningHandshake,
}
