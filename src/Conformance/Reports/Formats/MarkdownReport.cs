using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes a Markdown page for a CI job's summary. For each agent, the page has a table of families and a table of failures with their rules
/// and reasons.
/// </summary>
internal static class MarkdownReport
{
    // The maximum number of failures that are listed for each agent, because a CI job's summary page is limited to one megabyte.
    private const int MostFailures = 100;
    private const string Special = "\\`*_{}[]<>()#+-!|~&@$:";

    /// <summary>Returns the page.</summary>
    /// <param name="entries">The results.</param>
    /// <param name="cases">The cases, which provide the rules.</param>
    /// <param name="scope">The numbers of cases that apply to the peer, or None if the peer echoes messages and all cases apply.</param>
    /// <param name="changes">The changes since the stored results, or None if the results are not compared with stored results.</param>
    public static string Write(
        Seq<IndexEntry> entries,
        Seq<Case> cases,
        Option<ProfileScope> scope = default,
        Option<Seq<VerdictChange>> changes = default
    )
    {
        var page = new StringBuilder("## WebSocket conformance\n");
        var known = ReportText.ById(cases);
        foreach (var some in scope)
        {
            page.Append($"\n{Escape(some.ToString())}\n\n");
            foreach (var line in ScopeText.Lines(some).Skip(1)) page.Append($"- {Escape(line)}\n");
        }

        if (entries.IsEmpty) page.Append("\nNo case ran.\n");
        foreach (var agent in ReportText.ByAgent(entries)) WriteAgent(page, agent.Key, [.. agent], known);
        foreach (var some in changes) page.Append($"\n{ChangesMarkdown.Write(some)}");
        return page.ToString();
    }

    /// <summary>Escapes text that can come from a peer. The result contains no markup and no line breaks.</summary>
    internal static string Escape(string text) =>
        PrintableText
            .OneLine(text)
            .Aggregate(
                new StringBuilder(text.Length),
                (escaped, letter) => (Special.Contains(letter, StringComparison.Ordinal) ? escaped.Append('\\') : escaped).Append(letter)
            )
            .ToString();

    private static void WriteAgent(StringBuilder page, string agent, IndexEntry[] entries, Dictionary<CaseId, Case> known)
    {
        page.Append(
            $"\n### {Escape(agent)}\n\n| family | cases | OK | non-strict | info | unimplemented | failed "
                + $"|\n|---|---:|---:|---:|---:|---:|---:|\n"
        );
        foreach (var family in entries.GroupBy(entry => entry.Id.Family, StringComparer.Ordinal))
            WriteRow(page, Escape(ReportText.FamilyTitle(family.Key)), Tally.Of(family));
        WriteRow(page, "all", Tally.Of(entries));

        var failures = entries.Where(entry => entry.IsFailure).ToArray();
        if (failures.Length == 0) return;
        page.Append("\n| case | verdict | close | rule | seen |\n|---|---|---|---|---|\n");
        foreach (var failure in failures.Take(MostFailures))
            page.Append(
                $"| {Escape(failure.Id.Text)} | {VerdictText.Of(failure.Behavior)} | {VerdictText.Of(failure.Close)} | "
                    + $"{Escape(ReportText.Of(known, failure, found => found.Rule))} | {Escape(ReportText.Sentence(failure))} |\n"
            );
        if (failures.Length > MostFailures)
            page.Append($"\nThe reports have {CountText.Of(failures.Length - MostFailures, "more failure")}.\n");
    }

    private static void WriteRow(StringBuilder page, string name, Tally tally) =>
        page.Append(
            $"| {name} | {tally.Cases} | {tally.Ok} | {tally.NonStrict} | {tally.Informational} | {tally.Unimplemented} | "
                + $"{(tally.Failed == 0 ? "0" : $"**{tally.Failed}**")} |\n"
        );
}
