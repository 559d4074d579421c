using System.Net.Sockets;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>Why a client could not connect. Nothing of the attempt is left.</summary>
public abstract partial record ConnectFailure
{
    private ConnectFailure() { }

    /// <summary>One sentence that says what went wrong, and where.</summary>
    public abstract string Message { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => Message;

    private static string At(string host, int port) => port == 0 ? host : host.Contains(':') ? $"[{host}]:{port}" : $"{host}:{port}";

    private static string Words(ResponseHead head) => head.Reason.Length > 0 ? $" {head.Reason}" : "";

    /// <summary>What of the operating system's words a sentence needs.</summary>
    internal static string Words(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "the connection was refused",
        SocketError.HostNotFound or SocketError.NoData => "there is no host of that name",
        SocketError.TryAgain => "the name could not be looked up for now",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "there is no route to it",
        SocketError.TimedOut => "it did not answer",
        _ => new SocketException((int)error).Message,
    };

    /// <summary>There is no such host, or no TCP connection to it.</summary>
    /// <param name="Host">The name or address, or the file of a Unix domain socket.</param>
    /// <param name="Port">The port; 0 where there is none.</param>
    /// <param name="Error">What the operating system said: of the last address tried, where the name stands for several.</param>
    public sealed record Unreachable(string Host, int Port, SocketError Error) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"Cannot reach {At(Host, Port)}: {Words(Error)}.";
    }

    /// <summary>The server was reached, and TLS was not agreed on: its certificate is not trusted, or it does not speak TLS.</summary>
    /// <param name="Host">The name or address.</param>
    /// <param name="Port">The port.</param>
    /// <param name="Reason">What the framework's TLS said.</param>
    public sealed record TlsFailed(string Host, int Port, string Reason) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"The TLS handshake with {At(Host, Port)} failed: {Reason.TrimEnd('.')}.";
    }

    /// <summary>It took too long.</summary>
    /// <param name="Step">What was being waited for.</param>
    /// <param name="After">The time that was allowed.</param>
    public sealed record TimedOut(ConnectStep Step, TimeSpan After) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"{What} was not done after {After.TotalSeconds:0.###} s.";

        private string What => Step switch
        {
            ConnectStep.Transport => "The TCP connection",
            ConnectStep.Proxy => "The proxy's tunnel",
            ConnectStep.Tls => "The TLS handshake",
            _ => "The opening handshake",
        };
    }

    /// <summary>The server answered the upgrade with another response: a challenge, a redirect, a refusal.</summary>
    /// <param name="Response">The whole response.</param>
    public sealed record Refused(RefusedResponse Response) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"The server refused the upgrade with {Response.Head.Status}{Words(Response.Head)}.";
    }

    /// <summary>
    /// What answered breaks a rule of the opening handshake, or is no WebSocket server at all, or left before its answer was whole.
    /// </summary>
    /// <param name="Error">The rule, and what was seen.</param>
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
    /// The name is looked up and a TCP connection made, to the server or to the proxy, within
    /// <see cref="WebSocketClientOptions.ConnectTimeout"/>.
    /// </summary>
    Transport,

    /// <summary>
    /// The proxy is asked for a tunnel, and answers, within <see cref="WebSocketClientOptions.ProxyTimeout"/>; TLS with the proxy is part
    /// of it.
    /// </summary>
    Proxy,

    /// <summary>TLS is agreed on with the server, within <see cref="WebSocketClientOptions.TlsTimeout"/>.</summary>
    Tls,

    /// <summary>The request is sent and answered, within <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>.</summary>
    OpeningHandshake,
}
