namespace Pure.WebSockets.Conformance;

/// <summary>Creates text that several report formats share.</summary>
internal static class ReportText
{
    /// <summary>Returns a dictionary of the cases, with the case ids as keys.</summary>
    public static Dictionary<CaseId, Case> ById(Seq<Case> cases) => cases.ToDictionary(found => found.Id);

    /// <summary>Groups the entries by agent. The agents are sorted by name, and the entries of each agent are sorted by case.</summary>
    public static IEnumerable<IGrouping<string, IndexEntry>> ByAgent(IEnumerable<IndexEntry> entries) =>
        entries
            .OrderBy(entry => entry.Agent, StringComparer.Ordinal)
            .ThenBy(entry => entry.Id)
            .GroupBy(entry => entry.Agent, StringComparer.Ordinal);

    /// <summary>Returns the id and the name of a family, or only the id if the family has no name.</summary>
    public static string FamilyTitle(string family) =>
        Catalogue.FamilyName(family) is var name && name != family ? $"{family} {name}" : family;

    /// <summary>Returns both verdicts of an entry as text.</summary>
    public static string Verdicts(IndexEntry entry) => $"{VerdictText.Of(entry.Behavior)}, close {VerdictText.Of(entry.Close)}";

    /// <summary>
    /// Returns the reasons for the verdicts. If the entry has no reasons, for example because another test suite wrote the index, returns a
    /// sentence that refers to the report file.
    /// </summary>
    public static string Sentence(IndexEntry entry) => entry.Result.IfNone(() => $"The index contains no reason. See {entry.ReportFile}.");

    /// <summary>
    /// Returns the text that the given function creates for the case of an entry, or a question mark if the case is unknown.
    /// </summary>
    public static string Of(IReadOnlyDictionary<CaseId, Case> known, IndexEntry entry, Func<Case, string> say) =>
        known.TryGetValue(entry.Id, out var found) ? say(found) : "?";
}
