using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>A ws or wss URI (RFC 6455 §3), the proxy through which the server is reached, and the request to send to the server.</summary>
/// <param name="Uri">The URI.</param>
/// <param name="Host">The host name or IP address that is used for the name look-up and for TLS.</param>
/// <param name="Offer">The upgrade request.</param>
/// <param name="Proxy">The proxy, or null if no proxy is used.</param>
internal sealed record ClientTarget(Uri Uri, string Host, UpgradeOffer Offer, ClientProxy? Proxy)
{
    public int Port => Uri.Port;

    /// <summary>Whether the scheme is wss.</summary>
    public bool Secure => Uri.Scheme == "wss";

    /// <exception cref="ArgumentException">
    /// The URI is invalid, or the options contradict each other. The exception's message states the reason.
    /// </exception>
    public static ClientTarget Of(Uri target, WebSocketClientOptions options)
    {
        if (!target.IsAbsoluteUri || target.Scheme is not ("ws" or "wss"))
            throw new ArgumentException($"{target} is not a ws or wss URI (RFC 6455 §3).", nameof(target));
        if (target.Fragment.Length > 0)
            throw new ArgumentException($"{target} has a fragment, which a ws URI must not have (RFC 6455 §3).", nameof(target));
        if (target.UserInfo.Length > 0)
            throw new ArgumentException(
                "A ws URI must not contain a user (RFC 6455 §3). Set the option Authorization instead.",
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

    /// <summary>
    /// Returns the host of a URI in the form that a name look-up requires. This form is an IP address without brackets, or a name in ASCII.
    /// </summary>
    /// <exception cref="ArgumentException">The name has no ASCII form.</exception>
    public static string HostOf(Uri uri)
    {
        try
        {
            return uri.HostNameType == UriHostNameType.IPv6 ? uri.DnsSafeHost : uri.IdnHost;
        }
        catch (UriFormatException exception)
        {
            throw new ArgumentException(
                "The host of the URI has no ASCII form and cannot be looked up (RFC 5891 §4.4).",
                nameof(uri),
                exception
            );
        }
    }

    /// <summary>Returns the application's header fields, followed by the fields for the Authorization and Cookies options.</summary>
    private static Seq<Header> Fields(Uri target, WebSocketClientOptions options)
    {
        var fields = options.Headers.AsSeq();
        if (options.Authorization is { } authorization)
            fields = fields.Add(new Header("Authorization", authorization.Value));
        return options.Cookies is { } cookies && ClientCookies.HeaderFor(cookies, target) is { Length: > 0 } cookie
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
