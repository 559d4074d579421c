using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// Which pages may connect, by the option Origins: the one rule of the socket server and of ASP.NET Core (RFC 6455 §10.2).
/// </summary>
internal static class OriginPolicy
{
    private const string All = "*";

    /// <summary>What a rejection says of a page that may not connect; nothing where it may, or where no page asks.</summary>
    public static Option<HandshakeError> Refuse(UpgradeRequest request, IEnumerable<string> origins)
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
        ? $"origin {Shown(origin)} is not of the host that was asked, {Shown(request.Host.IfNone("none"))}: "
            + $"the option Origins names the origins that may connect, or \"{All}\" for all"
        : $"origin {Shown(origin)} is not one of those that the option Origins names";

    /// <summary>What a peer wrote, short enough for a line of the log, and in ASCII.</summary>
    private static string Shown(string text) =>
        new([.. text.Take(100).Select(static character => character is >= ' ' and <= '~' ? character : '?')]);
}
