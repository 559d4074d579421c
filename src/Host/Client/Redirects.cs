using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>Where a response sends a client (RFC 9110 §15.4): as far as a client that opens WebSockets goes.</summary>
internal static class Redirects
{
    /// <summary>Whether the response is a redirect that a client may follow by itself.</summary>
    public static bool IsRedirect(RefusedResponse response) => response.Head.Status is 301 or 302 or 303 or 307 or 308;

    /// <summary>The ws or wss URI that it points to; else what is wrong with it.</summary>
    public static Either<string, Uri> Next(Uri from, RefusedResponse response)
    {
        if (HeaderList.Single(response.Head.Headers, "Location").Case is not string location)
            return "it has not one field Location (RFC 9110 §10.2.2)";
        if (!Uri.TryCreate(ClientCookies.OfHttp(from), location, out var named))
            return "its Location is no URI (RFC 9110 §10.2.2)";
        if (named.Scheme is not ("ws" or "wss" or "http" or "https"))
            return $"it leads to the scheme {named.Scheme}";
        if (named.UserInfo.Length > 0)
            return "it leads to a URI that names a user, which a ws URI must not (RFC 6455 §3)";
        var secure = named.Scheme is "wss" or "https";
        if (from.Scheme == "wss" && !secure) return "it leads from wss to ws: what was secure would not be any more";

        try
        {
            // What stands after # is for whoever shows a page.
            return new UriBuilder(named) { Scheme = secure ? "wss" : "ws", Fragment = "" }.Uri;
        }
        catch (UriFormatException)
        {
            return "its Location is no ws URI (RFC 6455 §3)";
        }
    }

    /// <summary>
    /// The options with which one that came from there asks here. What the caller meant for one origin goes to no other (RFC 9110 §15.4):
    /// its credentials, its client certificates, and the fields that it did not release.
    /// </summary>
    public static WebSocketClientOptions Options(WebSocketClientOptions options, Uri from, Uri to) =>
        Uri.Compare(from, to, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0
            ? options
            : options with
            {
                EndPoint = null,
                Authorization = null,
                Headers = options.Headers.Where(field => options.CrossOriginHeaders.Any(name => IsSame(name, field.Name))),
                Tls = options.Tls is null ? null : TlsSettings.OfAnotherOrigin(options.Tls),
            };

    /// <summary>Whether a field of that name holds credentials, which no redirect carries to another origin.</summary>
    public static bool IsSecret(string name) =>
        IsSame(name, "Authorization") || IsSame(name, "Cookie") || IsSame(name, "Proxy-Authorization");

    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
