using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>
/// Reads and stores the cookies of a ws or wss URI. These are the cookies of the http or https URI with the same host and path (RFC 6455
/// §4.1, RFC 6265).
/// </summary>
internal static class ClientCookies
{
    /// <summary>Returns the value of the Cookie header field. The value is empty if there are no cookies.</summary>
    public static string HeaderFor(CookieContainer cookies, Uri target) => cookies.GetCookieHeader(OfHttp(target));

    /// <summary>Stores the cookies that a response sets.</summary>
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
