using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// Decides which web pages may connect, according to the Origins option (RFC 6455 §10.2). Both the socket server and the ASP.NET Core
/// integration use this class.
/// </summary>
internal static class OriginPolicy
{
    private const string All = "*";

    /// <summary>
    /// Returns the error if the request comes from a web page that may not connect. Returns None if the page may connect or the request has
    /// no Origin field.
    /// </summary>
    public static Option<HandshakeError> Check(UpgradeRequest request, IEnumerable<string> origins)
    {
        if (request.Origin.Case is not string origin) return Option<HandshakeError>.None;
        if (origins.Any(static named => named == All)) return Option<HandshakeError>.None;
        var sameHost = !origins.Any();
        var allowed = sameHost
            ? request.IsOfSameHost
            : origins.Any(one => string.Equals(one, origin, StringComparison.OrdinalIgnoreCase));
        return allowed
            ? Option<HandshakeError>.None
            : new HandshakeError(403, Seq<Header>.Empty, "RFC 6455 §10.2", Why(origin, request, sameHost));
    }

    private static string Why(string origin, UpgradeRequest request, bool sameHost) => sameHost
        ? $"origin {Printable(origin)} does not match the requested host, {Printable(request.Host.IfNone("none"))}: "
            + $"list it in the option Origins, or set that to \"{All}\" for all"
        : $"origin {Printable(origin)} is not listed in the option Origins";

    /// <summary>
    /// Makes text from the peer safe for a log message. Only the first 100 characters are kept, and each character that is not printable
    /// ASCII is replaced with a question mark.
    /// </summary>
    private static string Printable(string text) =>
        new([.. text.Take(100).Select(static character => character is >= ' ' and <= '~' ? character : '?')]);
}
