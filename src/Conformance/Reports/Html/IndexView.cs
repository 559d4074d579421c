namespace Pure.WebSockets.Conformance;

/// <summary>
/// The entries of an index, arranged for the index page by agent and by case. If an Autobahn case ran, or if there are no entries, all
/// Autobahn cases are listed. Other cases are listed only if an agent ran them, because some of these cases are not suitable for every
/// peer.
/// </summary>
internal sealed class IndexView
{
    private readonly Dictionary<string, Seq<IndexEntry>> ofAgent;
    private readonly Dictionary<(string Agent, CaseId Id), IndexEntry> entries;

    private IndexView(Seq<IndexEntry> all, IEnumerable<Case> ran)
    {
        entries = all.GroupBy(entry => (entry.Agent, entry.Id)).ToDictionary(group => group.Key, group => group.Last());
        ofAgent = entries
            .Values.GroupBy(entry => entry.Agent, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => Seq.create<IndexEntry>([.. group.OrderBy(entry => entry.Id)]),
                StringComparer.Ordinal
            );
        Agents = [.. ofAgent.Keys.Order(StringComparer.Ordinal)];
        var known = Catalogue.All.ToDictionary(found => found.Id);
        var ranClassic = entries.Count == 0 || entries.Keys.Any(key => known.TryGetValue(key.Id, out var found) && found.IsAutobahn);
        foreach (var own in ran) known[own.Id] = own;
        Rows =
        [
            .. Catalogue
                .All.Where(found => found.IsAutobahn && ranClassic)
                .Select(found => found.Id)
                .Union(entries.Keys.Select(key => key.Id))
                .Order()
                .Select(id => (id, known.TryGetValue(id, out var found) ? found : Option<Case>.None)),
        ];
    }

    /// <summary>The names of the agents, in ascending order.</summary>
    public IReadOnlyList<string> Agents { get; }

    /// <summary>The cases to list, sorted by id. For an unknown case, only the id is available.</summary>
    public IReadOnlyList<(CaseId Id, Option<Case> Known)> Rows { get; }

    /// <summary>Creates the view of the given entries.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="ran">The cases that ran, which can include cases that are not in the catalogue.</param>
    public static IndexView Of(Seq<IndexEntry> entries, IEnumerable<Case> ran) => new(entries, ran);

    /// <summary>Returns the id and the name of a family as HTML, or only the id if the family has no name.</summary>
    public static string FamilyTitle(string family) =>
        Catalogue.FamilyName(family) == family ? Html.Text(family) : $"{Html.Text(family)} {Html.Text(Catalogue.FamilyName(family))}";

    /// <summary>Returns the results of an agent, sorted by case.</summary>
    public Seq<IndexEntry> Of(string agent) => ofAgent[agent];

    /// <summary>Returns an agent's result for a case, or None if the agent did not run the case.</summary>
    public Option<IndexEntry> Of(string agent, CaseId id) =>
        entries.TryGetValue((agent, id), out var entry) ? entry : Option<IndexEntry>.None;

    /// <summary>
    /// Returns the URL of a case's page, relative to the index. The page and the report file have the same name, but the extension of the
    /// page is .html.
    /// </summary>
    public static string PageOf(IndexEntry entry) => Html.Text(Uri.EscapeDataString(Path.ChangeExtension(entry.ReportFile, ".html")));
}
