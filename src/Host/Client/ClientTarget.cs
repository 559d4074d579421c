using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>Where a ws or wss URI points to (RFC 6455 §3), by which way, and what is asked for there.</summary>
/// <param name="Uri">The URI.</param>
/// <param name="Host">Name or address, as it is looked up and as TLS names it.</param>
/// <param name="Offer">What the server is asked for.</param>
/// <param name="Proxy">The proxy on the way, if there is one.</param>
internal sealed record ClientTarget(Uri Uri, string Host, UpgradeOffer Offer, ClientProxy? Proxy)
{
    public int Port => Uri.Port;

    /// <summary>Whether it is wss.</summary>
    public bool Secure => Uri.Scheme == "wss";

    /// <exception cref="ArgumentException">It is no such URI, or the options contradict each other; the message says what is
    /// wrong.</exception>
    public static ClientTarget Of(Uri target, WebSocketClientOptions options)
    {
        if (!target.IsAbsoluteUri || target.Scheme is not ("ws" or "wss"))
            throw new ArgumentException($"{target} is no ws or wss URI (RFC 6455 §3).", nameof(target));
        if (target.Fragment.Length > 0)
            throw new ArgumentException($"{target} has a fragment, which a ws URI must not have (RFC 6455 §3).", nameof(target));
        if (target.UserInfo.Length > 0)
            throw new ArgumentException(
                "The URI names a user, which a ws URI must not (RFC 6455 §3): set the option Authorization.",
                nameof(target)
            );
        var host = HostOf(target);
        var name = target.HostNameType == UriHostNameType.IPv6 ? target.Host : host;
        var offer = new UpgradeOffer(target.IsDefaultPort ? name : $"{name}:{target.Port}", target.PathAndQuery)
        {
            Subprotocols = options.Subprotocols,
            Headers = Fields(target, options),
        };
        return new ClientTarget(target, host, offer, ProxyOf(target, options));
    }

    /// <summary>A URI's host as it is looked up: an address without brackets, or a name in ASCII.</summary>
    /// <exception cref="ArgumentException">It is a name that has no form in ASCII.</exception>
    public static string HostOf(Uri uri)
    {
        try
        {
            return uri.HostNameType == UriHostNameType.IPv6 ? uri.DnsSafeHost : uri.IdnHost;
        }
        catch (UriFormatException exception)
        {
            throw new ArgumentException(
                "The URI's host is no name that can be looked up: it has no form in ASCII (RFC 5891 §4.4).",
                nameof(uri),
                exception
            );
        }
    }

    /// <summary>The application's fields, and those that its options stand for.</summary>
    private static Seq<Header> Fields(Uri target, WebSocketClientOptions options)
    {
        var fields = options.Headers.AsSeq();
        if (options.Authorization is { } authorization)
            fields = fields.Add(new Header("Authorization", authorization.Value));
        return options.Cookies is { } cookies && ClientCookies.For(cookies, target) is { Length: > 0 } cookie
            ? fields.Add(new Header("Cookie", cookie))
            : fields;
    }

    private static ClientProxy? ProxyOf(Uri target, WebSocketClientOptions options)
    {
        var proxy = options.Proxy?.Invoke(target);
        if (proxy is ClientProxy.Http http) HttpTunnel.Check(http);
        else if (proxy is ClientProxy.Socks5 socks) SocksTunnel.Check(socks);
        return proxy;
    }
}
