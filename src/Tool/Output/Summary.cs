using LanguageExt;
using Pure.WebSockets.Conformance;
using Spectre.Console;

namespace Pure.WebSockets.Tool;

/// <summary>Tells of a run that ended: a table by family, what failed and why, and where the reports are.</summary>
internal static class Summary
{
    // A server that opens no connection fails every case for one reason.
    private const int MostTold = 20;

    public static void Show(Seq<Outcome> outcomes, TimeSpan time, string page)
    {
        ShowTable(outcomes.Map(outcome => outcome.Entry).Strict());
        var failures = outcomes.Filter(outcome => outcome.Entry.IsFailure).Strict();
        foreach (var failure in failures.Filter(failure => failure.WasOpen)) Tell(failure);
        foreach (var same in failures.Filter(failure => !failure.WasOpen).GroupBy(failure => failure.Entry.Result))
        {
            if (same.Count() > MostTold)
                AnsiConsole.MarkupLineInterpolated($"[red]{same.First().Case.Id}[/] and {same.Count() - 1} more: {Sentence(same.First())}");
            else
                foreach (var failure in same)
                    Tell(failure);
        }

        if (outcomes.Count(outcome => outcome.Entry.Repeated.IsSome) is > 0 and var repeated)
            Console.WriteLine($"{repeated} timed out among other cases and ran again alone: that result counts.");
        Console.WriteLine($"{outcomes.Count} cases, {failures.Count} failed, {time.TotalSeconds:0.0} s. The report: {page}");
    }

    /// <summary>A table by family.</summary>
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
            AddRow(table, $"{family.Key} {Catalogue.FamilyName(family.Key)}", Tally.Of(family));
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

    private static void Tell(Outcome failure)
    {
        var (running, entry) = (failure.Case, failure.Entry);
        AnsiConsole.MarkupLineInterpolated(
            $"[red]{running.Id}[/] {VerdictText.Of(entry.Behavior)}, close {VerdictText.Of(entry.Close)} ({running.Rule})"
        );
        Console.WriteLine($"  sent:     {running.Description}");
        Console.WriteLine($"  expected: {running.Expected}");
        Console.WriteLine($"  seen:     {Sentence(failure)}");
    }

    private static string Sentence(Outcome failure) => PrintableText.OneLine(failure.Entry.Result.IfNone(""));
}
