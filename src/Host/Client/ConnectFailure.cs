using System.Net.Sockets;

namespace Pure.WebSockets.Host;

/// <summary>Why a client could not connect. All resources of the attempt are freed.</summary>
public abstract partial record ConnectFailure
{
    private ConnectFailure() { }

    /// <summary>One sentence that states what failed, and where.</summary>
    public abstract string Message { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => Message;

    private static string At(string host, int port) => port == 0 ? host : host.Contains(':') ? $"[{host}]:{port}" : $"{host}:{port}";

    private static string Describe(ResponseHead head) => head.Reason.Length > 0 ? $" {head.Reason}" : "";

    /// <summary>Describes an error of the operating system, as part of a sentence.</summary>
    internal static string Describe(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "the connection was refused",
        SocketError.HostNotFound or SocketError.NoData => "the host name does not exist",
        SocketError.TryAgain => "the name look-up failed temporarily",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "there is no route to it",
        SocketError.TimedOut => "it did not answer",
        _ => new SocketException((int)error).Message,
    };

    /// <summary>The host does not exist, or the TCP connection failed.</summary>
    /// <param name="Host">The name or address, or the file of a Unix domain socket.</param>
    /// <param name="Port">The port, or 0 if there is none.</param>
    /// <param name="Error">The error of the operating system. If the name has several addresses, the error of the last one tried.</param>
    public sealed record Unreachable(string Host, int Port, SocketError Error) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"Cannot reach {At(Host, Port)}: {Describe(Error)}.";
    }

    /// <summary>The TLS handshake with the server failed: its certificate is not trusted, or it does not support TLS.</summary>
    /// <param name="Host">The name or address.</param>
    /// <param name="Port">The port.</param>
    /// <param name="Reason">The error of .NET's TLS.</param>
    public sealed record TlsFailed(string Host, int Port, string Reason) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"The TLS handshake with {At(Host, Port)} failed: {Reason.TrimEnd('.')}.";
    }

    /// <summary>A step took too long.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="After">The time limit of the step.</param>
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
    /// The server answered the upgrade request with a status that opens no connection, for example a challenge, a redirect or an error.
    /// </summary>
    /// <param name="Response">The complete response.</param>
    public sealed record Rejected(RejectedResponse Response) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"The server rejected the upgrade with {Response.Head.Status}{Describe(Response.Head)}.";
    }

    /// <summary>
    /// The answer breaks a rule of the opening handshake, does not come from a WebSocket server, or ended before it was complete.
    /// </summary>
    /// <param name="Error">The rule, and what was received.</param>
    public sealed record BadResponse(ProtocolError Error) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"The opening handshake failed: {Error.Seen} ({Error.Rule}).";
    }
}

/// <summary>The steps of connecting, in their order.</summary>
public enum ConnectStep : byte
{
    /// <summary>
    /// The name is looked up, and a TCP connection to the server or to the proxy is made, within
    /// <see cref="WebSocketClientOptions.ConnectTimeout"/>.
    /// </summary>
    Transport,

    /// <summary>
    /// The proxy makes a tunnel, within <see cref="WebSocketClientOptions.ProxyTimeout"/>. TLS with the proxy is part of this step.
    /// </summary>
    Proxy,

    /// <summary>The TLS handshake with the server, within <see cref="WebSocketClientOptions.TlsTimeout"/>.</summary>
    Tls,

    /// <summary>The request and its response, within <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>.</summary>
    OpeningHandshake,
}
