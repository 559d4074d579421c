using System.Security.Cryptography;
using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Assigns each peer a mark, which is used in the names of its case files and in the ids of its cases. The mark depends only on the
/// peer, so a later run uses the same one. The marks are in lower case, so they are also unique on case-insensitive file systems.
/// </summary>
internal sealed class PeerMarks
{
    // The maximum number of characters of a client's name, or of a server's host and port, that a mark contains. With these lengths, the
    // ids of cases and the names of files are short enough for every seed and number.
    private const int LongestName = 12;
    private const int LongestAuthority = 32;
    private const int HashDigits = 8;

    private readonly System.Collections.Generic.HashSet<string> taken = new(StringComparer.Ordinal);

    /// <summary>Returns the mark of the core in the given role.</summary>
    public static string OfCore(Role role) => role == Role.Server ? "core-server" : "core-client";

    /// <summary>
    /// Returns the mark of a server, such as localhost-9001. If the URL is more than a scheme ws, a short host name in lower case and a
    /// port, a part of its hash is added.
    /// </summary>
    public static string OfServer(Uri url)
    {
        var authority = $"{url.IdnHost}:{url.Port}";
        var kept = Kept(authority, LongestAuthority);
        var isWhole = url is { Scheme: "ws", PathAndQuery: "/" }
            && authority.Length <= LongestAuthority
            && authority.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or ':' or '-');
        return isWhole ? kept : Hashed(kept, url.AbsoluteUri);
    }

    /// <summary>
    /// Returns the mark of a new client. The mark is the client's name if possible. Otherwise, the mark is the beginning of the name,
    /// followed by the first eight hexadecimal digits of the name's hash. If another client already has this mark, a number replaces
    /// the hash.
    /// </summary>
    public string Next(string agent)
    {
        var kept = Kept(agent, LongestName);
        if (kept == agent && taken.Add(agent)) return agent;
        var mark = Hashed(kept, agent);
        for (var number = 2; !taken.Add(mark); number++) mark = FormattableString.Invariant($"{kept}-{number}");
        return mark;
    }

    private static string Kept(string name, int longest) =>
        string.Concat(name.ToLowerInvariant().Take(longest).Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));

    private static string Hashed(string kept, string name) =>
        $"{kept}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashDigits]}";
}
