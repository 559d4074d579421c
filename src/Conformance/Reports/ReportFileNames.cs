using System.Security.Cryptography;
using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Creates the names of report files. As in the Autobahn Testsuite, a file name consists of the agent's name in lower case and the case id.
/// Characters of the agent's name that are not ASCII letters or digits are replaced with underscores. At the beginning and at the end of
/// the name, these characters are removed.
/// </summary>
internal static class ReportFileNames
{
    /// <summary>The text between the agent's name and the case id.</summary>
    public const string CaseMark = "_case_";

    /// <summary>
    /// The number of hexadecimal digits of the agent name's hash that are appended to a file-name prefix if another agent already has
    /// the same prefix. If the result is still not unique, more digits are appended.
    /// </summary>
    public const int HashDigits = 8;

    private const int MaxAgentLength = 100;

    /// <summary>
    /// Returns the default name of a case's files, without an extension. <see cref="ReportFolder.NameOf"/> returns a different name if
    /// an earlier agent in the folder has the same default name.
    /// </summary>
    public static string Usual(string agent, CaseId id) => Join(AgentPart(agent), id);

    /// <summary>Returns the name of a case's files, without an extension.</summary>
    public static string Join(string agentPart, CaseId id) => $"{agentPart}{CaseMark}{id.Text.Replace('.', '_')}";

    /// <summary>
    /// Returns the default prefix of an agent's file names. A peer can choose a name of any length, so the prefix is truncated to a
    /// length that file systems accept. If the name contains no ASCII letters or digits, the prefix is "agent_" followed by the first
    /// eight hexadecimal digits of the name's hash.
    /// </summary>
    public static string AgentPart(string agent)
    {
        var kept = string.Concat(
                agent.ToLowerInvariant().Select(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) ? letter : ' ')
            )
            .Trim()
            .Replace(' ', '_');
        return kept.Length == 0 ? Marked("agent", agent, HashDigits) : kept[..Math.Min(kept.Length, MaxAgentLength)];
    }

    /// <summary>
    /// Appends the first hexadecimal digits of the SHA-256 hash of the agent's name to a file-name prefix. If <paramref name="digits"/>
    /// is larger than the number of digits in the hash, appends the whole hash, followed by the value of <paramref name="digits"/>.
    /// </summary>
    public static string Marked(string agentPart, string agent, int digits)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(agent)));
        return $"{agentPart}_{hash[..Math.Min(digits, hash.Length)]}{(digits > hash.Length ? $"_{digits}" : "")}";
    }
}
