namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes the failures of each agent with their reasons. Cases with the same verdicts and the same reason are listed together.
/// </summary>
internal static class IndexFailures
{
    private const int Shown = 12;

    public static string Write(IndexView view) =>
        string.Concat(view.Agents.Select((agent, at) => Of(agent, at, view.Of(agent).Filter(entry => entry.IsFailure).Strict())));

    private static string Of(string agent, int at, Seq<IndexEntry> failed)
    {
        if (failed.IsEmpty) return "";
        var reasons = failed.GroupBy(entry => (entry.Behavior, entry.Close, entry.Result)).Select(Reason).ToArray();
        return $"<section class=\"failures\" data-agent=\"{at}\"><h3>{Html.Isolate(agent)} <small>{failed.Count} "
            + $"failed</small></h3><ul>{string.Concat(reasons.Take(Shown))}</ul>"
            + (
                reasons.Length > Shown
                    ? $"<details><summary>{reasons.Length - Shown} more "
                        + $"reasons</summary><ul>{string.Concat(reasons.Skip(Shown))}</ul></details>"
                    : ""
            )
            + "</section>";
    }

    private static string Reason(IGrouping<(Verdict Behavior, Verdict Close, Option<string> Result), IndexEntry> same)
    {
        var (behavior, close, result) = same.Key;
        return $"<li>{Label("v", VerdictWords.KeyOf(behavior), VerdictWords.WordOf(behavior))}"
            + $"{(VerdictText.IsBad(close) ? " " + Label("c", VerdictWords.CloseKeyOf(close), VerdictWords.CloseSentenceOf(close)) : "")} "
            + $"{result.Map(Html.Text).IfNone("The page of the case has the reason.")} "
            + $"<span class=\"cases\">"
            + $"{string.Join(' ', same.Select(entry => $"<a href=\"{IndexView.PageOf(entry)}\">{Html.Text(entry.Id.Text)}</a>"))}"
            + $"</span>";
    }

    private static string Label(string kind, string key, string word) => $"<b data-{kind}=\"{key}\">{word}</b>";
}
