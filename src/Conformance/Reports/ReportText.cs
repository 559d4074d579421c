namespace Pure.WebSockets.Conformance;

/// <summary>What formats say alike: an entry beside the case that it is of.</summary>
internal static class ReportText
{
    /// <summary>The cases by their ids.</summary>
    public static Dictionary<CaseId, Case> ById(Seq<Case> cases) => cases.ToDictionary(found => found.Id);

    /// <summary>The entries of each agent, in the order of names and cases.</summary>
    public static IEnumerable<IGrouping<string, IndexEntry>> ByAgent(IEnumerable<IndexEntry> entries) =>
        entries
            .OrderBy(entry => entry.Agent, StringComparer.Ordinal)
            .ThenBy(entry => entry.Id)
            .GroupBy(entry => entry.Agent, StringComparer.Ordinal);

    /// <summary>A family with its number and its name.</summary>
    public static string Family(string family) => Catalogue.FamilyName(family) is var name && name != family ? $"{family} {name}" : family;

    /// <summary>Both verdicts.</summary>
    public static string Verdicts(IndexEntry entry) => $"{VerdictText.Of(entry.Behavior)}, close {VerdictText.Of(entry.Close)}";

    /// <summary>Why. An index that another suite wrote does not say.</summary>
    public static string Sentence(IndexEntry entry) => entry.Result.IfNone(() => $"The index does not say; {entry.ReportFile} does.");

    /// <summary>What the case says of itself; an index may tell of cases that are not known here.</summary>
    public static string Of(IReadOnlyDictionary<CaseId, Case> known, IndexEntry entry, Func<Case, string> say) =>
        known.TryGetValue(entry.Id, out var found) ? say(found) : "?";
}
