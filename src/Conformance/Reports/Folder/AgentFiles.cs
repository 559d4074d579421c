using System.Security.Cryptography;
using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// What the files of each agent in a folder begin with. It is what the old suite called them: the agent's name in small letters and
/// digits. Names that differ by signs only would have the same, and so the later ones have a part of their hash, too: no agent's files
/// are ever another's. One user at a time.
/// </summary>
internal sealed class AgentFiles
{
    private const int LongestName = 100;
    private const int HashDigits = 8;
    private const string Case = "_case_";

    private readonly Dictionary<string, string> beginnings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> owners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Agent, CaseId Id)> taken = new(StringComparer.Ordinal);

    /// <summary>The name of a case's files, without their endings.</summary>
    public static string Join(string beginning, CaseId id) => $"{beginning}{Case}{id.Text.Replace('.', '_')}";

    /// <summary>
    /// What an agent's files begin with where no other agent's do. The name is a peer's choice: no file system takes any length, and of a
    /// name without a letter of ASCII nothing would be left.
    /// </summary>
    public static string Usual(string agent)
    {
        var kept = string.Concat(
                agent.ToLowerInvariant().Select(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) ? letter : ' ')
            )
            .Trim()
            .Replace(' ', '_');
        return kept.Length == 0 ? Marked("agent", agent, HashDigits) : kept[..Math.Min(kept.Length, LongestName)];
    }

    /// <summary>What this agent's files begin with in this folder.</summary>
    public string Of(string agent)
    {
        if (beginnings.TryGetValue(agent, out var known)) return known;
        var beginning = Usual(agent);
        for (var digits = HashDigits; owners.ContainsKey(beginning); digits += HashDigits) beginning = Marked(Usual(agent), agent, digits);
        owners.Add(beginning, agent);
        beginnings.Add(agent, beginning);
        return beginning;
    }

    /// <summary>The name of the file of a case that comes from another folder: its own, unless another case has it here.</summary>
    public string Take(IndexEntry entry)
    {
        var key = (entry.Agent, entry.Id);
        if (taken.TryAdd(entry.ReportFile, key) || taken[entry.ReportFile].Equals(key)) return entry.ReportFile;
        var ending = Path.GetExtension(entry.ReportFile);
        var name = Join(Marked(Usual(entry.Agent), entry.Agent, HashDigits), entry.Id) + ending;
        for (var digits = 2 * HashDigits; !taken.TryAdd(name, key) && !taken[name].Equals(key); digits += HashDigits)
            name = Join(Marked(Usual(entry.Agent), entry.Agent, digits), entry.Id) + ending;
        return name;
    }

    /// <summary>A page whose links lead to the files of its agent under their new name.</summary>
    public static string Renamed(string page, IndexEntry before, IndexEntry after) =>
        BeginningOf(before)
            .Bind(old =>
                BeginningOf(after).Map(now => page.Replace($"href=\"{old}{Case}", $"href=\"{now}{Case}", StringComparison.Ordinal))
            )
            .IfNone(page);

    private static Option<string> BeginningOf(IndexEntry entry) =>
        entry.ReportFile.LastIndexOf(Case, StringComparison.Ordinal) is >= 0 and var at ? entry.ReportFile[..at] : Option<string>.None;

    // As many digits as a SHA-256 has, at the most.
    private static string Marked(string beginning, string agent, int digits)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(agent)));
        return $"{beginning}_{hash[..Math.Min(digits, hash.Length)]}{(digits > hash.Length ? $"_{digits}" : "")}";
    }
}
