namespace Pure.WebSockets.Conformance;

/// <summary>Specifies how the verdicts on a case changed from one index to another index.</summary>
public enum VerdictChangeKind
{
    /// <summary>The verdict on the behaviour and the verdict on the closing handshake are both unchanged.</summary>
    Same,

    /// <summary>At least one verdict is better, and no verdict is worse.</summary>
    Better,

    /// <summary>At least one verdict is worse.</summary>
    Worse,

    /// <summary>The case is only in the later index.</summary>
    New,

    /// <summary>The case is only in the earlier index.</summary>
    Gone,
}

/// <summary>The change in the verdicts on a case between an earlier and a later index.</summary>
/// <param name="Agent">
/// The peer's name. If the two indexes have different names for the same peer, the value is the name in the later index.
/// </param>
/// <param name="Id">The id of the case.</param>
/// <param name="Kind">The kind of change.</param>
/// <param name="Before">The entry of the case in the earlier index, or None if that index does not have the case.</param>
/// <param name="After">The entry of the case in the later index, or None if that index does not have the case.</param>
public sealed record VerdictChange(string Agent, CaseId Id, VerdictChangeKind Kind, Option<IndexEntry> Before, Option<IndexEntry> After)
{
    /// <summary>
    /// Whether the change is a regression. A change is a regression if a verdict is worse, if the case is missing from the later index, or
    /// if the case is new and fails.
    /// </summary>
    public bool IsRegression =>
        Kind is VerdictChangeKind.Worse or VerdictChangeKind.Gone
        || (Kind == VerdictChangeKind.New && After.Exists(entry => entry.IsFailure));

    /// <summary>Returns both verdicts of an entry as text, or a hyphen if there is no entry.</summary>
    internal static string Verdicts(Option<IndexEntry> entry) => entry.Map(ReportText.Verdicts).IfNone("-");
}

/// <summary>
/// Compares the verdicts of two indexes. <see cref="VerdictText.Rank"/> defines which of two verdicts is better. Durations are ignored.
/// </summary>
public static class IndexComparison
{
    /// <summary>
    /// Compares two indexes. Returns one entry for each combination of agent and case that occurs in either index, including
    /// combinations whose verdicts have not changed. The entries are sorted by agent and then by case. Agents are matched by name. If
    /// each index has exactly one agent, these two agents are compared even if their names differ.
    /// </summary>
    public static Seq<VerdictChange> Of(IEnumerable<IndexEntry> before, IEnumerable<IndexEntry> after)
    {
        IndexEntry[] entries = [.. after];
        var earlier = Renamed([.. before], entries).ToDictionary(entry => (entry.Agent, entry.Id));
        var later = entries.ToDictionary(entry => (entry.Agent, entry.Id));
        return Seq.create<VerdictChange>([
            .. earlier
                .Keys.Union(later.Keys)
                .OrderBy(key => key.Agent, StringComparer.Ordinal)
                .ThenBy(key => key.Id)
                .Select(key => Of(key.Agent, key.Id, Find(earlier, key), Find(later, key))),
        ]);
    }

    private static VerdictChange Of(string agent, CaseId id, Option<IndexEntry> before, Option<IndexEntry> after) =>
        new(agent, id, Kind(before, after), before, after);

    private static VerdictChangeKind Kind(Option<IndexEntry> before, Option<IndexEntry> after) =>
        (before.Case, after.Case) switch
        {
            (IndexEntry old, IndexEntry now) => Kind(
                VerdictText.Rank(now.Behavior) - VerdictText.Rank(old.Behavior),
                VerdictText.Rank(now.Close) - VerdictText.Rank(old.Close)
            ),
            (_, IndexEntry) => VerdictChangeKind.New,
            _ => VerdictChangeKind.Gone,
        };

    private static VerdictChangeKind Kind(int behavior, int close) =>
        behavior > 0 || close > 0 ? VerdictChangeKind.Worse
        : behavior < 0 || close < 0 ? VerdictChangeKind.Better
        : VerdictChangeKind.Same;

    private static IEnumerable<IndexEntry> Renamed(IndexEntry[] before, IndexEntry[] after) =>
        Agents(before) is { Length: 1 } && Agents(after) is [var agent] ? before.Select(entry => entry with { Agent = agent }) : before;

    private static string[] Agents(IEnumerable<IndexEntry> entries) =>
        [.. entries.Select(entry => entry.Agent).Distinct(StringComparer.Ordinal)];

    private static Option<IndexEntry> Find(Dictionary<(string Agent, CaseId Id), IndexEntry> entries, (string Agent, CaseId Id) key) =>
        entries.TryGetValue(key, out var found) ? found : Option<IndexEntry>.None;
}
