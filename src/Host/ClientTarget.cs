namespace Pure.WebSockets.Host;

/// <summary>Where a ws or wss URI points to (RFC 6455 §3).</summary>
/// <param name="Host">Name or address, as it is looked up and as TLS names it.</param>
/// <param name="Port">The port.</param>
/// <param name="Secure">Whether it is wss.</param>
/// <param name="Offer">What the server is asked for.</param>
internal sealed record ClientTarget(string Host, int Port, bool Secure, UpgradeOffer Offer)
{
    /// <exception cref="ArgumentException">It is no such URI; the message says what is wrong.</exception>
    public static ClientTarget Of(Uri target, WebSocketClientOptions options)
    {
        if (!target.IsAbsoluteUri || target.Scheme is not ("ws" or "wss")) throw new ArgumentException($"{target} is no ws or wss URI (RFC 6455 §3).", nameof(target));
        if (target.Fragment.Length > 0) throw new ArgumentException($"{target} has a fragment, which a ws URI must not have (RFC 6455 §3).", nameof(target));
        if (target.UserInfo.Length > 0) throw new ArgumentException("The URI names a user, which a ws URI must not (RFC 6455 §3): send a field Authorization.", nameof(target));
        var literal = target.HostNameType == UriHostNameType.IPv6;
        var name = literal ? target.Host : target.IdnHost;
        var host = literal ? target.DnsSafeHost : name;
        var offer = new UpgradeOffer(target.IsDefaultPort ? name : $"{name}:{target.Port}", target.PathAndQuery) { Subprotocols = options.Subprotocols, Headers = options.Headers };
        return new ClientTarget(host, target.Port, target.Scheme == "wss", offer);
    }
}
