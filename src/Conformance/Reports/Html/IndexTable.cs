using System.Globalization;
using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes the rows of the index table. Each family has one table body for its name, and one table body for each group of its cases.
/// </summary>
internal static class IndexTable
{
    public static string Write(IndexView view)
    {
        var table = new StringBuilder();
        foreach (var family in view.Rows.GroupBy(row => row.Id.Family, StringComparer.Ordinal))
        {
            table.Append(FamilyRows(view, family.Key, [.. family.Select(row => row.Id)]));
            foreach (var group in family.GroupBy(row => CaseGroup.Of(row.Id), StringComparer.Ordinal))
            {
                table.Append($"<tbody data-family=\"{Html.Text(family.Key)}\">{Group(view, group.Key)}");
                foreach (var (id, known) in group) table.Append(Row(view, id, known));
                table.Append("</tbody>\n");
            }
        }

        return table.ToString();
    }

    private static string FamilyRows(IndexView view, string family, CaseId[] ids) =>
        $"<tbody class=\"family\" data-family=\"{Html.Text(family)}\"><tr><th colspan=\"2\" scope=\"rowgroup\"><h2 "
            + $"id=\"family-{Html.Text(family)}\">{IndexView.FamilyTitle(family)}</h2><button type=\"button\" aria-expanded=\"true\" "
            + $"aria-label=\"The cases of {IndexView.FamilyTitle(family)}\"></button>"
        + string.Concat(view.Agents.Select(agent => PassedOf(ids.Length, [.. ids.SelectMany(id => view.Of(agent, id))])))
        + "</tbody>\n";

    /// <summary>
    /// Returns the table cell for one agent and family. The cell shows the number of cases that ran and did not fail. If a case failed, the
    /// cell also shows the number of cases that ran.
    /// </summary>
    private static string PassedOf(int all, IndexEntry[] ran)
    {
        var sound = ran.Count(entry => !entry.IsFailure);
        return ran.Length == 0 ? "<td colspan=\"2\" class=\"none\">–"
            : $"<td colspan=\"2\"{(sound < ran.Length ? " data-v=\"fail\"" : "")} title=\"{sound} of {ran.Length} did not fail, "
                + $"{all - ran.Length} did not run\">{(sound == ran.Length ? $"{sound}" : $"{sound}/{ran.Length}")}";
    }

    private static string Group(IndexView view, string group) =>
        CaseGroup.NameOf(group).Length == 0
            ? ""
            : $"<tr class=\"group\"><th colspan=\"{2 + (2 * view.Agents.Count)}\" scope=\"rowgroup\"><h3>{Html.Text(group)} "
                + $"{CaseGroup.NameOf(group)}</h3></tr>\n";

    private static string Row(IndexView view, CaseId id, Option<Case> known) =>
        $"<tr class=\"case\" id=\"case-{Html.Text(id.Text)}\"><th scope=\"row\"><a "
            + $"href=\"#case-{Html.Text(id.Text)}\">{Html.Text(id.Text)}</a><td id=\"case_desc_{Html.Text(id.Text.Replace('.', '_'))}\">"
        + known.Match(
            Some: found => $"{Html.Text(found.Description)} <i>{Html.Text(found.Expected)}</i> <small>{Html.Text(found.Rule)}</small>",
            None: () => "<i>This case is not in the catalogue.</i>"
        )
        + string.Concat(
            view.Agents.Select(agent =>
                view.Of(agent, id).Match(Some: entry => Cells(entry, known), None: () => "<td colspan=\"2\" data-v=\"missing\">Missing")
            )
        )
        + "</tr>\n";

    private static string Cells(IndexEntry entry, Option<Case> known)
    {
        var key = VerdictWords.KeyOf(entry.Behavior);
        var isWide = entry.Behavior == Verdict.Unimplemented;
        return $"<td{(isWide ? " colspan=\"2\"" : "")} data-v=\"{key}\" data-ms=\"{entry.Milliseconds}\"><a "
            + $"href=\"{IndexView.PageOf(entry)}\">{VerdictWords.WordOf(entry.Behavior)}</a>{Measured(entry, known)}"
            + (
                isWide
                    ? ""
                    : $"<td data-c=\"{VerdictWords.CloseKeyOf(entry.Close)}\">"
                        + $"{VerdictWords.CloseWordOf(entry.Close, entry.RemoteCloseCode)}"
            );
    }

    /// <summary>
    /// Returns the measurements of a case as HTML. The result contains the duration if the case is timed. The result also contains the
    /// compression ratios in both directions if the case offers compression or a ratio is known.
    /// </summary>
    private static string Measured(IndexEntry entry, Option<Case> known)
    {
        var isTimed = known.Exists(found => found.Expectation is not Expectation.Events);
        var hasRatios = entry.IncomingRatio.IsSome || entry.OutgoingRatio.IsSome || known.Exists(found => found.Compression.IsSome);
        return $"{(isTimed ? $"<small>{entry.Milliseconds} ms</small>" : "")}"
            + $"{(hasRatios ? $"<small class=\"ratio\">[{Ratio(entry.IncomingRatio)}/{Ratio(entry.OutgoingRatio)}]</small>" : "")}";
    }

    private static string Ratio(Option<double> ratio) =>
        ratio.Map(value => value.ToString("0.000", CultureInfo.InvariantCulture)).IfNone("-");
}
