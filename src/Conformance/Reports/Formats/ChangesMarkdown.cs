using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>Writes the changes between two indexes as a Markdown page for a CI job's summary.</summary>
internal static class ChangesMarkdown
{
    // The maximum number of changes that are listed for each agent, because a CI job's summary page is limited to one megabyte.
    private const int MostRows = 500;

    /// <summary>Returns the page. Unchanged cases are not listed.</summary>
    public static string Write(Seq<VerdictChange> changes)
    {
        var page = new StringBuilder("## WebSocket conformance: what changed\n");
        if (changes.ForAll(change => change.Kind == VerdictChangeKind.Same))
            page.Append($"\nNothing: {CountText.Of(changes.Count, "case")} {(changes.Count == 1 ? "is" : "are")} the same.\n");
        foreach (
            var agent in changes
                .Filter(change => change.Kind != VerdictChangeKind.Same)
                .GroupBy(change => change.Agent, StringComparer.Ordinal)
        )
        {
            page.Append($"\n### {MarkdownReport.Escape(agent.Key)}\n\n| case | change | before | after |\n|---|---|---|---|\n");
            foreach (var change in agent.OrderByDescending(change => change.IsRegression).Take(MostRows))
                page.Append(
                    $"| {MarkdownReport.Escape(change.Id.Text)} | "
                        + $"{(change.IsRegression ? $"**{ChangeText.Of(change.Kind)}**" : ChangeText.Of(change.Kind))} | "
                        + $"{VerdictChange.Verdicts(change.Before)} | {VerdictChange.Verdicts(change.After)} |\n"
                );
            if (agent.Count() > MostRows)
                page.Append($"\n{agent.Count() - MostRows} more are not listed.\n");
        }

        return page.ToString();
    }
}

/// <summary>The words for the kinds of changes.</summary>
internal static class ChangeText
{
    /// <summary>Returns the word for a kind of change.</summary>
    public static string Of(VerdictChangeKind kind) => kind switch
    {
        VerdictChangeKind.Better => "better",
        VerdictChangeKind.Worse => "worse",
        VerdictChangeKind.New => "new",
        VerdictChangeKind.Gone => "gone",
        _ => "same",
    };
}
