using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>
/// Reads and stores the cookies of a ws or wss URI. For a ws URI, the cookies are those of the http URI with the same host and path. For a
/// wss URI, the cookies are those of the https URI (RFC 6455 §4.1, RFC 6265).
/// </summary>
internal static class ClientCookies
{
    /// <summary>
    /// Returns the value of the Cookie header field for the target, or an empty string if the container has no cookies for the target.
    /// </summary>
    public static string HeaderFor(CookieContainer cookies, Uri target) => cookies.GetCookieHeader(OfHttp(target));

    /// <summary>Stores the cookies that a response sets. If the container is null, the method does nothing.</summary>
    public static void Store(CookieContainer? cookies, Uri target, IEnumerable<Header> response)
    {
        if (cookies is null) return;
        foreach (var cookie in HeaderList.Values(response, "Set-Cookie"))
        {
            try
            {
                cookies.SetCookies(OfHttp(target), cookie);
            }
            catch (CookieException)
            {
                // Malformed cookies and cookies for other hosts are ignored (RFC 6265 §5.3).
            }
        }
    }

    /// <summary>Returns the http or https URI that has the same host and path as the given ws or wss URI.</summary>
    public static Uri OfHttp(Uri target) => new UriBuilder(target) { Scheme = target.Scheme == "wss" ? "https" : "http" }.Uri;
}
