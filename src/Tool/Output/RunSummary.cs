using LanguageExt;
using Pure.WebSockets.Conformance;
using Spectre.Console;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Prints the results of a run. The output contains a table with a row for each family, the failed cases with their reasons, and the
/// path of the report.
/// </summary>
internal static class RunSummary
{
    // The maximum number of cases that are printed one by one if they fail for the same reason. If more cases fail for the same reason
    // before the connection opens, these cases are combined into one line. For example, all cases fail for the same reason if a server
    // accepts no connections.
    private const int MaxSameFailures = 20;

    public static void Show(Seq<CaseOutcome> outcomes, TimeSpan time, string page, Option<ProfileScope> scope)
    {
        ShowTable(outcomes.Map(outcome => outcome.Entry).Strict());
        var failures = outcomes.Filter(outcome => outcome.Entry.IsFailure).Strict();
        foreach (var failure in failures.Filter(failure => failure.WasOpen)) ShowFailure(failure);
        foreach (var same in failures.Filter(failure => !failure.WasOpen).GroupBy(failure => failure.Entry.Result))
        {
            if (same.Count() > MaxSameFailures)
                AnsiConsole.MarkupLineInterpolated($"[red]{same.First().Case.Id}[/] and {same.Count() - 1} more: {Sentence(same.First())}");
            else
                foreach (var failure in same) ShowFailure(failure);
        }

        if (outcomes.Count(outcome => outcome.Entry.Repeated.IsSome) is > 0 and var repeated)
            Console.WriteLine(
                $"{CountText.Of(repeated, "case")} timed out while other cases ran, and {(repeated == 1 ? "was" : "were")} "
                    + "repeated alone. The second result counts."
            );
        if (outcomes.Count(outcome => outcome.IsUnreached) is > 0 and var unrun)
            Console.WriteLine(
                $"{CountText.Of(unrun, "case")} {(unrun == 1 ? "was" : "were")} not run, because the server could not be reached. "
                    + $"{(unrun == 1 ? "It counts" : "They count")} as failed."
            );
        foreach (var line in scope.ToSeq().SelectMany(ScopeText.Lines)) Console.WriteLine(line);
        Console.WriteLine(
            $"{CountText.Of(outcomes.Count, "case")}, {failures.Count} failed, {time.TotalSeconds:0.0} s. The report: {page}"
        );
    }

    /// <summary>Prints a table with a row for each family and a row with the totals.</summary>
    public static void ShowTable(Seq<IndexEntry> entries)
    {
        var table = new Table()
            .Border(TableBorder.Simple)
            .AddColumn("family")
            .AddColumn(Right("cases"))
            .AddColumn(Right("OK"))
            .AddColumn(Right("non-strict"))
            .AddColumn(Right("info"))
            .AddColumn(Right("unimplemented"))
            .AddColumn(Right("failed"));
        foreach (var family in entries.GroupBy(entry => entry.Id.Family))
            AddRow(table, ReportText.FamilyTitle(family.Key), Tally.Of(family));
        AddRow(table, "all", Tally.Of(entries));
        AnsiConsole.Write(table);
    }

    private static TableColumn Right(string title) => new TableColumn(title).RightAligned();

    private static void AddRow(Table table, string name, Tally tally) => table.AddRow(
        Markup.Escape(PrintableText.OneLine(name)),
        $"{tally.Cases}",
        $"{tally.Ok}",
        $"{tally.NonStrict}",
        $"{tally.Informational}",
        $"{tally.Unimplemented}",
        tally.Failed == 0 ? "0" : $"[red]{tally.Failed}[/]");

    private static string RuleOf(CaseOutcome failure) => failure.IsUnreached ? "" : $" ({failure.Case.Rule})";

    private static void ShowFailure(CaseOutcome failure)
    {
        var (running, entry) = (failure.Case, failure.Entry);
        AnsiConsole.MarkupLineInterpolated(
            $"[red]{running.Id}[/] {VerdictText.Of(entry.Behavior)}, close {VerdictText.Of(entry.Close)}{RuleOf(failure)}"
        );
        Console.WriteLine($"  sent:     {running.Description}");
        Console.WriteLine($"  expected: {running.Expected}");
        Console.WriteLine($"  seen:     {Sentence(failure)}");
    }

    private static string Sentence(CaseOutcome failure) => PrintableText.OneLine(failure.Entry.Result.IfNone(""));
}
