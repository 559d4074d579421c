using LanguageExt;

namespace Pure.WebSockets.Host;

/// <content>What goes wrong between the client and the server's transport: at a proxy, or on the way that redirects show.</content>
public abstract partial record ConnectFailure
{
    /// <summary>The proxy makes no tunnel, for a reason that lies between client and proxy.</summary>
    /// <param name="Proxy">The proxy.</param>
    /// <param name="Fault">What went wrong.</param>
    /// <param name="Reason">The same in words.</param>
    public sealed record ProxyFailed(ClientProxy Proxy, ProxyFault Fault, string Reason) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"The proxy {Proxy} gives no tunnel: {Reason.TrimEnd('.')}.";
    }

    /// <summary>
    /// An HTTP proxy answered with a response that is no tunnel: a 407 that asks for credentials, a 403, a 502 because the server cannot
    /// be reached.
    /// </summary>
    /// <param name="Proxy">The proxy.</param>
    /// <param name="Response">The whole response.</param>
    public sealed record ProxyRefused(ClientProxy Proxy, RefusedResponse Response) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"The proxy {Proxy} refused the tunnel with {Response.Head.Status}{Words(Response.Head)}.";
    }

    /// <summary>A SOCKS proxy answered that it makes no tunnel.</summary>
    /// <param name="Proxy">The proxy.</param>
    /// <param name="Reply">Its answer.</param>
    public sealed record SocksRefused(ClientProxy Proxy, SocksReply Reply) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message => $"The proxy {Proxy} refused the tunnel: {Reason} (reply {(int)Reply}, RFC 1928 §6).";

        private string Reason => Reply switch
        {
            SocksReply.GeneralFailure => "it failed, and does not say why",
            SocksReply.NotAllowed => "its rules do not allow it",
            SocksReply.NetworkUnreachable => "the server's network cannot be reached",
            SocksReply.HostUnreachable => "the server cannot be reached",
            SocksReply.ConnectionRefused => "the server refused the connection",
            SocksReply.TtlExpired => "the way to the server is too long",
            SocksReply.CommandNotSupported => "it makes no connections",
            SocksReply.AddressTypeNotSupported => "it does not know this kind of address",
            _ => "its answer has no meaning",
        };
    }

    /// <summary>The server sent the client elsewhere, and the client does not go there.</summary>
    /// <param name="From">The URI that was asked.</param>
    /// <param name="Response">The whole response.</param>
    /// <param name="Reason">What is wrong with where it points.</param>
    public sealed record RedirectFailed(Uri From, RefusedResponse Response, string Reason) : ConnectFailure
    {
        /// <inheritdoc/>
        public override string Message =>
            $"The redirect of {From.GetLeftPart(UriPartial.Authority)} with {Response.Head.Status} is not followed: {Reason}.";
    }
}

/// <summary>The kinds of thing that go wrong between client and proxy.</summary>
public enum ProxyFault : byte
{
    /// <summary>There is no such host, or no TCP connection to it.</summary>
    Unreachable,

    /// <summary>TLS was not agreed on.</summary>
    Tls,

    /// <summary>What answered breaks a rule, or is no such proxy at all, or left before its answer was whole.</summary>
    Answer,

    /// <summary>The proxy wants credentials, or others. An HTTP proxy says so with a 407.</summary>
    Credentials,
}
