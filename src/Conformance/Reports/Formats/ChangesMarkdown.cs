using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>The changes between two indexes, as a page for a CI job.</summary>
internal static class ChangesMarkdown
{
    // A job page is limited to a megabyte.
    private const int MostRows = 500;

    /// <summary>Writes the page. Unchanged cases are only counted.</summary>
    public static string Write(Seq<Change> changes)
    {
        var page = new StringBuilder("## WebSocket conformance: what changed\n");
        if (changes.ForAll(change => change.Kind == ChangeKind.Same))
            page.Append($"\nNothing: {changes.Count} cases are the same.\n");
        foreach (
            var agent in changes.Filter(change => change.Kind != ChangeKind.Same).GroupBy(change => change.Agent, StringComparer.Ordinal)
        )
        {
            page.Append($"\n### {MarkdownReport.Escape(agent.Key)}\n\n| case | change | before | after |\n|---|---|---|---|\n");
            foreach (var change in agent.OrderByDescending(change => change.IsRegression).Take(MostRows))
                page.Append(
                    $"| {MarkdownReport.Escape(change.Id.Text)} | "
                        + $"{(change.IsRegression ? $"**{ChangeText.Of(change.Kind)}**" : ChangeText.Of(change.Kind))} | "
                        + $"{Change.Verdicts(change.Before)} | {Change.Verdicts(change.After)} |\n"
                );
            if (agent.Count() > MostRows)
                page.Append($"\n{agent.Count() - MostRows} more are not listed.\n");
        }

        return page.ToString();
    }
}

/// <summary>Names of changes.</summary>
internal static class ChangeText
{
    /// <summary>A change as a word.</summary>
    public static string Of(ChangeKind kind) => kind switch
    {
        ChangeKind.Better => "better",
        ChangeKind.Worse => "worse",
        ChangeKind.New => "new",
        ChangeKind.Gone => "gone",
        _ => "same",
    };
}
