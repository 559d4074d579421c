namespace Pure.WebSockets.Host;

/// <content>Failures between the client and the server's transport: at a proxy, or at a redirect.</content>
public abstract partial record ConnectFailure
{
    /// <summary>The proxy made no tunnel, because of a failure between client and proxy.</summary>
    /// <param name="Proxy">The proxy.</param>
    /// <param name="Fault">The kind of failure.</param>
    /// <param name="Reason">The failure in words.</param>
    public sealed record ProxyFailed(ClientProxy Proxy, ProxyFault Fault, string Reason) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"The proxy {Proxy} made no tunnel: {Reason.TrimEnd('.')}.";
    }

    /// <summary>
    /// An HTTP proxy answered CONNECT with an error: 407 to request credentials, 403, or 502 because the server is unreachable.
    /// </summary>
    /// <param name="Proxy">The proxy.</param>
    /// <param name="Response">The complete response.</param>
    public sealed record ProxyRefused(ClientProxy Proxy, RejectedResponse Response) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"The proxy {Proxy} rejected the tunnel with {Response.Head.Status}{Describe(Response.Head)}.";
    }

    /// <summary>A SOCKS proxy answered with an error.</summary>
    /// <param name="Proxy">The proxy.</param>
    /// <param name="Reply">Its answer.</param>
    public sealed record SocksRefused(ClientProxy Proxy, SocksReply Reply) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"The proxy {Proxy} rejected the tunnel: {Reason} (reply {(int)Reply}, RFC 1928 §6).";

        private string Reason => Reply switch
        {
            SocksReply.GeneralFailure => "it failed without a reason",
            SocksReply.NotAllowed => "its rules do not allow it",
            SocksReply.NetworkUnreachable => "the server's network cannot be reached",
            SocksReply.HostUnreachable => "the server cannot be reached",
            SocksReply.ConnectionRefused => "the server refused the connection",
            SocksReply.TtlExpired => "the route to the server is too long",
            SocksReply.CommandNotSupported => "it does not support CONNECT",
            SocksReply.AddressTypeNotSupported => "it does not support this type of address",
            _ => "its reply code is unknown",
        };
    }

    /// <summary>The server redirected the client, and the client does not follow.</summary>
    /// <param name="From">The URI of the request.</param>
    /// <param name="Response">The complete response.</param>
    /// <param name="Reason">Why it is not followed.</param>
    public sealed record RedirectFailed(Uri From, RejectedResponse Response, string Reason) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message =>
            $"The redirect of {From.GetLeftPart(UriPartial.Authority)} with {Response.Head.Status} is not followed: {Reason}.";
    }
}

/// <summary>The kinds of failure between client and proxy.</summary>
public enum ProxyFault : byte
{
    /// <summary>The host does not exist, or the TCP connection failed.</summary>
    Unreachable,

    /// <summary>The TLS handshake failed.</summary>
    Tls,

    /// <summary>The answer breaks a rule, does not come from a proxy of this kind, or ended before it was complete.</summary>
    Answer,

    /// <summary>The proxy requires credentials, or rejects the ones that the client sent. An HTTP proxy reports this with 407.</summary>
    Credentials,
}
