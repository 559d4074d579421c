using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// Checks whether the Origins option allows the origin of a request (RFC 6455 §10.2). The socket server and the ASP.NET Core integration
/// use this class.
/// </summary>
internal static class OriginPolicy
{
    private const string All = "*";

    /// <summary>
    /// Returns an error with status 403 if the origin of the request is not allowed. Returns None if the origin is allowed, or if the
    /// request has no Origin field.
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
        ? $"origin {Printable(origin)} does not match the requested host {Printable(request.Host.IfNone("none"))}. "
            + $"List it in the option Origins, or set Origins to \"{All}\" to allow all origins"
        : $"origin {Printable(origin)} is not listed in the option Origins";

    /// <summary>
    /// Returns text from the peer in a form that is safe for a log message. The result contains at most the first 100 characters. Each
    /// character that is not printable ASCII is replaced with a question mark.
    /// </summary>
    private static string Printable(string text) =>
        new([.. text.Take(100).Select(static character => character is >= ' ' and <= '~' ? character : '?')]);
}
