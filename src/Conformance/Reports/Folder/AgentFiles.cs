using static Pure.WebSockets.Conformance.ReportFileNames;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Assigns a file-name prefix to each agent in a folder. Usually, the prefix is the agent's name in lower-case letters, digits and
/// underscores, as in the Autobahn Testsuite. If another agent already has the same prefix, the first hexadecimal digits of the hash of
/// the agent's name are appended. The files of one agent therefore never replace the files of another agent. This class is not
/// thread-safe.
/// </summary>
internal sealed class AgentFiles
{
    private readonly Dictionary<string, string> beginnings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> owners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Agent, CaseId Id)> taken = new(StringComparer.Ordinal);

    /// <summary>Returns the prefix of an agent's file names in this folder.</summary>
    public string Of(string agent)
    {
        if (beginnings.TryGetValue(agent, out var known)) return known;
        var beginning = AgentPart(agent);
        for (var digits = HashDigits; owners.ContainsKey(beginning); digits += HashDigits)
            beginning = Marked(AgentPart(agent), agent, digits);
        owners.Add(beginning, agent);
        beginnings.Add(agent, beginning);
        return beginning;
    }

    /// <summary>
    /// Returns the file name for a report file that is copied from another folder. If a file with the same name has already been copied
    /// for another agent or case, returns a different name. Otherwise, returns the name of the given entry's file. The prefix
    /// of the name then belongs to the agent, unless another agent has it.
    /// </summary>
    public string Take(IndexEntry entry)
    {
        var name = NameFor(entry);
        if (BeginningOf(entry with { ReportFile = name }).Case is string beginning && owners.TryAdd(beginning, entry.Agent))
            beginnings.TryAdd(entry.Agent, beginning);
        return name;
    }

    /// <summary>
    /// Changes the links in a page to other cases of the same agent, so that the links refer to the new file names of the agent.
    /// </summary>
    public static string Renamed(string page, IndexEntry before, IndexEntry after) =>
        BeginningOf(before)
            .Bind(old =>
                BeginningOf(after).Map(now => page.Replace($"href=\"{old}{CaseMark}", $"href=\"{now}{CaseMark}", StringComparison.Ordinal))
            )
            .IfNone(page);

    private string NameFor(IndexEntry entry)
    {
        var key = (entry.Agent, entry.Id);
        if (taken.TryAdd(entry.ReportFile, key) || taken[entry.ReportFile].Equals(key)) return entry.ReportFile;
        var ending = Path.GetExtension(entry.ReportFile);
        var name = Join(Marked(AgentPart(entry.Agent), entry.Agent, HashDigits), entry.Id) + ending;
        for (var digits = 2 * HashDigits; !taken.TryAdd(name, key) && !taken[name].Equals(key); digits += HashDigits)
            name = Join(Marked(AgentPart(entry.Agent), entry.Agent, digits), entry.Id) + ending;
        return name;
    }

    private static Option<string> BeginningOf(IndexEntry entry) =>
        entry.ReportFile.LastIndexOf(CaseMark, StringComparison.Ordinal) is >= 0 and var at ? entry.ReportFile[..at] : Option<string>.None;
}
