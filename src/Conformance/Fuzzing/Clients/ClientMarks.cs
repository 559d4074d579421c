using System.Security.Cryptography;
using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Assigns each client a unique mark, which is used in the names of its case files and in the ids of its cases. The marks are in lower
/// case, so they are also unique on case-insensitive file systems.
/// </summary>
internal sealed class ClientMarks
{
    // The maximum number of characters of a client's name that a mark contains. With this length, the id of a case has at most 64
    // characters, even with the largest seed and number.
    private const int LongestName = 12;
    private const int HashDigits = 8;

    private readonly System.Collections.Generic.HashSet<string> taken = new(StringComparer.Ordinal);

    /// <summary>
    /// Returns the mark of a new client. The mark is the client's name if possible. Otherwise, the mark is the beginning of the name,
    /// followed by the first eight hexadecimal digits of the name's hash. If another client already has this mark, a number replaces
    /// the hash.
    /// </summary>
    public string Next(string agent)
    {
        var kept = string.Concat(
            agent.ToLowerInvariant().Take(LongestName).Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')
        );
        if (kept == agent && taken.Add(agent)) return agent;
        var mark = $"{kept}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(agent)))[..HashDigits]}";
        for (var number = 2; !taken.Add(mark); number++) mark = FormattableString.Invariant($"{kept}-{number}");
        return mark;
    }
}
