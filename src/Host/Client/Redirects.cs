using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>Interprets the redirects (RFC 9110 §15.4) that a WebSocket client can follow.</summary>
internal static class Redirects
{
    /// <summary>Returns whether the response is a redirect that a client can follow automatically.</summary>
    public static bool IsRedirect(RejectedResponse response) => response.Head.Status is 301 or 302 or 303 or 307 or 308;

    /// <summary>
    /// Returns the ws or wss URI that is the target of the redirect, or the reason why the client must not follow the redirect.
    /// </summary>
    public static Either<string, Uri> Next(Uri from, RejectedResponse response)
    {
        if (HeaderList.Single(response.Head.Headers, "Location").Case is not string location)
            return "it does not have exactly one Location field (RFC 9110 §10.2.2)";
        if (!Uri.TryCreate(ClientCookies.OfHttp(from), location, out var named))
            return "its Location is not a URI (RFC 9110 §10.2.2)";
        if (named.Scheme is not ("ws" or "wss" or "http" or "https"))
            return $"its Location has the scheme {named.Scheme}, which is not supported";
        if (named.UserInfo.Length > 0)
            return "its Location contains a user, but a ws URI must not contain a user (RFC 6455 §3)";
        var secure = named.Scheme is "wss" or "https";
        if (from.Scheme == "wss" && !secure) return "it redirects from wss to ws, which is not encrypted";

        try
        {
            // The fragment is removed, because a ws URI must not have a fragment (RFC 6455 §3).
            return new UriBuilder(named) { Scheme = secure ? "wss" : "ws", Fragment = "" }.Uri;
        }
        catch (UriFormatException)
        {
            return "its Location is not a ws URI (RFC 6455 §3)";
        }
    }

    /// <summary>
    /// Returns the options for the target of a redirect. For a target with the same origin, the options are returned unchanged. A target
    /// with another origin must not receive data that is intended only for the first origin (RFC 9110 §15.4). For such a target, the
    /// returned options do not contain the end point, the credentials, the client certificates, or the header fields that are not listed in
    /// CrossOriginHeaders.
    /// </summary>
    public static WebSocketClientOptions OptionsFor(WebSocketClientOptions options, Uri from, Uri to) =>
        Uri.Compare(from, to, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0
            ? options
            : options with
            {
                EndPoint = null,
                Authorization = null,
                Headers = options.Headers.Where(field => options.CrossOriginHeaders.Any(name => IsSame(name, field.Name))),
                Tls = options.Tls is null ? null : TlsSettings.OfAnotherOrigin(options.Tls),
            };

    /// <summary>
    /// Returns whether a header field with this name contains credentials, which are never sent to another origin after a redirect.
    /// </summary>
    public static bool IsSecret(string name) =>
        IsSame(name, "Authorization") || IsSame(name, "Cookie") || IsSame(name, "Proxy-Authorization");

    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
