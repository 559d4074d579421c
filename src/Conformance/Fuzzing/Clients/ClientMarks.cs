using System.Security.Cryptography;
using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Gives each client a mark for the names of its case files and for the ids of its cases. The marks differ from each other, also where a
/// file system does not distinguish upper and lower case.
/// </summary>
internal sealed class ClientMarks
{
    // With this length, the id of a case has at most 64 characters, whatever its seed and number are.
    private const int LongestName = 12;
    private const int HashDigits = 8;

    private readonly System.Collections.Generic.HashSet<string> taken = new(StringComparer.Ordinal);

    /// <summary>Returns the mark of a client: its name if possible, or the beginning of its name with a hash.</summary>
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
