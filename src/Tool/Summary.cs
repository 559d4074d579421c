using Pure.WebSockets.Conformance;
using Spectre.Console;

namespace Pure.WebSockets.Tool;

/// <summary>Tells of a run that ended: a table by family, what failed and why, and where the reports are.</summary>
internal static class Summary
{
    public static void Show(Run run, TimeSpan time, string page)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("family").AddColumn(Right("cases")).AddColumn(Right("OK")).AddColumn(Right("non-strict")).AddColumn(Right("info")).AddColumn(Right("unimplemented")).AddColumn(Right("failed"));
        foreach (var family in run.Results.GroupBy(result => result.Case.Id.Family)) AddRow(table, $"{family.Key} {Catalogue.FamilyName(family.Key)}", [.. family]);
        AddRow(table, "all", [.. run.Results]);
        AnsiConsole.Write(table);

        var failures = run.Results.Filter(result => result.Judgement.IsFailure).Strict();
        foreach (var failure in failures.Filter(failure => failure.Observation.WasOpen)) Tell(failure);
        foreach (var same in failures.Filter(failure => !failure.Observation.WasOpen).GroupBy(failure => failure.Judgement.Result))
            AnsiConsole.MarkupLineInterpolated($"[red]{same.First().Case.Id}[/]{(same.Count() > 1 ? $" and {same.Count() - 1} more" : "")}: {same.Key}");
        Console.WriteLine($"{run.Results.Count} cases, {failures.Count} failed, {time.TotalSeconds:0.0} s. The report: {page}");
    }

    private static TableColumn Right(string title) => new TableColumn(title).RightAligned();

    private static void AddRow(Table table, string name, CaseResult[] results)
    {
        var failed = results.Count(result => result.Judgement.IsFailure);
        table.AddRow(
            Markup.Escape(name),
            $"{results.Length}",
            $"{Count(results, Verdict.Ok)}",
            $"{Count(results, Verdict.NonStrict)}",
            $"{Count(results, Verdict.Informational)}",
            $"{Count(results, Verdict.Unimplemented)}",
            failed == 0 ? "0" : $"[red]{failed}[/]");
    }

    private static int Count(CaseResult[] results, Verdict verdict) => results.Count(result => !result.Judgement.IsFailure && result.Judgement.Behavior == verdict);

    private static void Tell(CaseResult failure)
    {
        var (running, judgement) = (failure.Case, failure.Judgement);
        AnsiConsole.MarkupLineInterpolated($"[red]{running.Id}[/] {VerdictText.Of(judgement.Behavior)}, close {VerdictText.Of(judgement.Close)} ({running.Rule})");
        Console.WriteLine($"  sent:     {running.Description}");
        Console.WriteLine($"  expected: {running.Expected}");
        Console.WriteLine($"  seen:     {judgement.Sentence}");
    }
}
