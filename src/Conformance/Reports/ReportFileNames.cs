using System.Security.Cryptography;
using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The names of report files: the agent's name in lower-case letters and digits, then the case id, as the Autobahn Testsuite has them.
/// </summary>
internal static class ReportFileNames
{
    /// <summary>Separates the agent from the case id.</summary>
    public const string CaseMark = "_case_";

    /// <summary>The number of hash digits that first mark an agent whose usual file names are taken.</summary>
    public const int HashDigits = 8;

    private const int MaxAgentLength = 100;

    /// <summary>
    /// Returns the usual name of a case's files, without extension. <see cref="ReportFolder.NameOf"/> gives another one if an earlier agent
    /// of the folder has the same usual names.
    /// </summary>
    public static string Usual(string agent, CaseId id) => Join(AgentPart(agent), id);

    /// <summary>Returns the name of a case's files, without extension.</summary>
    public static string Join(string agentPart, CaseId id) => $"{agentPart}{CaseMark}{id.Text.Replace('.', '_')}";

    /// <summary>
    /// What an agent's file names usually begin with. The peer chooses its name, so it is cut to a length that file systems take, and a
    /// name without ASCII letters and digits is replaced by a hash.
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
    /// Returns the beginning of a file name, with this many digits of the agent's hash. If more digits are requested than a SHA-256 has, a
    /// number follows.
    /// </summary>
    public static string Marked(string agentPart, string agent, int digits)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(agent)));
        return $"{agentPart}_{hash[..Math.Min(digits, hash.Length)]}{(digits > hash.Length ? $"_{digits}" : "")}";
    }
}
