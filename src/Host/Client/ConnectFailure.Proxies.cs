namespace Pure.WebSockets.Host;

/// <content>The failures that involve a proxy or a redirect.</content>
public abstract partial record ConnectFailure
{
    /// <summary>The tunnel could not be opened, for example because the proxy is unreachable or its answer violates the protocol.</summary>
    /// <param name="Proxy">The proxy.</param>
    /// <param name="Fault">The kind of failure.</param>
    /// <param name="Reason">A description of the failure.</param>
    public sealed record ProxyFailed(ClientProxy Proxy, ProxyFault Fault, string Reason) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"The proxy {Proxy} did not open a tunnel: {Reason.TrimEnd('.')}.";
    }

    /// <summary>
    /// An HTTP proxy answered CONNECT with an error status. For example, the status is 407 if the proxy requires credentials, 403 if the
    /// tunnel is not allowed, and 502 if the server is unreachable.
    /// </summary>
    /// <param name="Proxy">The proxy.</param>
    /// <param name="Response">The response, including its body.</param>
    public sealed record ProxyRefused(ClientProxy Proxy, RejectedResponse Response) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"The proxy {Proxy} rejected the tunnel with {Response.Head.Status}{Describe(Response.Head)}.";
    }

    /// <summary>A SOCKS proxy answered with an error.</summary>
    /// <param name="Proxy">The proxy.</param>
    /// <param name="Reply">The error code in the proxy's answer.</param>
    public sealed record SocksRefused(ClientProxy Proxy, SocksReply Reply) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"The proxy {Proxy} rejected the tunnel: {Reason} (reply {(int)Reply}, RFC 1928 §6).";

        private string Reason => Reply switch
        {
            SocksReply.GeneralFailure => "it failed without giving a reason",
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

    /// <summary>The server redirected the client, but the client did not follow the redirect.</summary>
    /// <param name="From">The URI of the request.</param>
    /// <param name="Response">The response, including its body.</param>
    /// <param name="Reason">The reason why the client did not follow the redirect.</param>
    public sealed record RedirectFailed(Uri From, RejectedResponse Response, string Reason) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message =>
            $"The redirect of {From.GetLeftPart(UriPartial.Authority)} with {Response.Head.Status} is not followed: {Reason}.";
    }
}

/// <summary>The kinds of <see cref="ConnectFailure.ProxyFailed"/>.</summary>
public enum ProxyFault : byte
{
    /// <summary>The proxy's host name could not be resolved, or the TCP connection to the proxy failed.</summary>
    Unreachable,

    /// <summary>The TLS handshake with the proxy failed.</summary>
    Tls,

    /// <summary>The proxy's answer violates the protocol or is incomplete, or the host is not a proxy of the configured kind.</summary>
    Answer,

    /// <summary>
    /// A SOCKS proxy requires credentials or rejected the client's credentials. An HTTP proxy reports this failure with status 407 instead
    /// (see <see cref="ConnectFailure.ProxyRefused"/>).
    /// </summary>
    Credentials,
}
