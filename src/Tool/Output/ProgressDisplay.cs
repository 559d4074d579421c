using LanguageExt;
using Pure.WebSockets.Conformance;
using Spectre.Console;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Shows the progress of a run. On a terminal, each family has a progress bar. Otherwise, one line is printed for each family.
/// </summary>
internal static class ProgressDisplay
{
    public static Task<Seq<CaseOutcome>> ShowAsync(
        string title,
        Seq<Case> cases,
        Func<Action<CaseOutcome>, Task<Seq<CaseOutcome>>> run
    )
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{title}[/]");
        return AnsiConsole.Profile.Capabilities.Interactive ? WithBarsAsync(cases, run) : WithLinesAsync(cases, run);
    }

    private static Task<Seq<CaseOutcome>> WithBarsAsync(Seq<Case> cases, Func<Action<CaseOutcome>, Task<Seq<CaseOutcome>>> run) =>
        AnsiConsole
            .Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new ElapsedTimeColumn()
            )
            .StartAsync(progress =>
            {
                var bars = Families(cases)
                    .ToDictionary(
                        family => family.Key,
                        family => progress.AddTask(Markup.Escape(Title(family.Key)), maxValue: family.Count()),
                        StringComparer.Ordinal
                    );
                return run(outcome => bars[outcome.Case.Id.Family].Increment(1));
            });

    private static Task<Seq<CaseOutcome>> WithLinesAsync(Seq<Case> cases, Func<Action<CaseOutcome>, Task<Seq<CaseOutcome>>> run)
    {
        var remaining = Families(cases).ToDictionary(family => family.Key, family => family.Count(), StringComparer.Ordinal);
        return run(outcome =>
        {
            if (--remaining[outcome.Case.Id.Family] == 0) Console.WriteLine($"  {Title(outcome.Case.Id.Family)}: done");
        });
    }

    private static IEnumerable<IGrouping<string, Case>> Families(Seq<Case> cases) => cases.GroupBy(found => found.Id.Family);

    private static string Title(string family) => ReportText.FamilyTitle(family);
}
