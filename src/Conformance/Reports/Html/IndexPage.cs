using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes index.html, a self-contained page that needs no other files and no network access. The page links to the pages of the cases. The
/// table has a row for each case and two columns for each agent. The failures and their reasons are listed above the table. All results are
/// visible even if scripts are disabled. The script adds filters, a search, sorting, keyboard shortcuts and a button for the colour theme.
/// </summary>
internal static partial class IndexPage
{
    /// <summary>Returns the page without a list of runs.</summary>
    public static string Write(Seq<IndexEntry> entries) => Write(entries, Seq<AgentRun>.Empty);

    /// <summary>Returns the page with a list of the runs.</summary>
    public static string Write(Seq<IndexEntry> entries, Seq<AgentRun> runs) => Write(entries, runs, []);

    /// <summary>Returns the page with a list of the runs.</summary>
    /// <param name="entries">The results.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="cases">
    /// The cases that ran. For cases that are not in the catalogue, the page uses the descriptions in this list.
    /// </param>
    public static string Write(Seq<IndexEntry> entries, Seq<AgentRun> runs, IEnumerable<Case> cases)
    {
        var view = IndexView.Of(entries, cases);
        return Fill(
            PageAssets.Read("index.html"),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["style"] = PageAssets.Read("theme.css") + PageAssets.Read("index.css"),
                ["theme"] = PageAssets.Read("theme.js"),
                ["script"] = PageAssets.Read("index.js"),
                ["title"] =
                    $"WebSocket conformance"
                            + string.Concat(
                                view.Agents.Take(1)
                                    .Select(agent => $": {Html.Text(agent)}"
                                        + $"{(view.Agents.Count > 1 ? $" and {view.Agents.Count - 1} more" : "")}")
                            ),
                ["lead"] = Lead(view),
                ["agents"] = $"{view.Agents.Count}",
                ["summary"] = IndexSummary.Write(view, runs) + IndexRuns.Write(view, runs),
                ["failures"] = IndexFailures.Write(view),
                ["agentoptions"] = string.Concat(view.Agents.Select((agent, at) => $"<option value=\"{at}\">{Html.Text(agent)}")),
                ["familyoptions"] = string.Concat(
                    view.Rows.Select(row => row.Id.Family)
                        .Distinct(StringComparer.Ordinal)
                        .Select(family => $"<option value=\"{Html.Text(family)}\">{IndexView.FamilyTitle(family)}")
                ),
                ["sortoptions"] = string.Concat(
                    view.Agents.Select((agent, at) => $"<option value=\"{at}\">Slowest first: {Html.Text(agent)}")
                ),
                ["heads"] = string.Concat(
                    view.Agents.Select(
                        (agent, at) =>
                            $"<th scope=\"col\" colspan=\"2\" data-agent=\"{at}\" title=\"{Html.Text(agent)}\">{Html.Isolate(agent)}"
                    )
                ),
                ["table"] = IndexTable.Write(view),
            }
        );
    }

    private static string Lead(IndexView view)
    {
        var failing = view.Agents.Count(agent => view.Of(agent).Exists(entry => entry.IsFailure));
        return view.Agents.Count == 0 ? "No case ran."
            : $"{CountText.Of(view.Rows.Count, "case")}, {(view.Agents.Count == 1 ? "one agent" : $"{view.Agents.Count} agents")}. "
                + (
                    failing == 0 ? "Nothing failed."
                    : view.Agents.Count == 1 ? "Some failed."
                    : $"{failing} of {view.Agents.Count} agents failed in some cases."
                );
    }

    /// <summary>Replaces each placeholder <c>{{name}}</c> in a template. Placeholders in the inserted text are not replaced.</summary>
    private static string Fill(string template, IReadOnlyDictionary<string, string> places) =>
        Place().Replace(template, place => places[place.Groups["name"].Value]);

    [GeneratedRegex(@"\{\{(?<name>[a-z]+)\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Place();
}
