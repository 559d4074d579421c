using LanguageExt;
using Pure.WebSockets.Conformance;
using Spectre.Console;

namespace Pure.WebSockets.Tool;

/// <summary>Shows a run while it goes on: a bar on a terminal, a line a family elsewhere.</summary>
internal static class Live
{
    public static Task<Seq<Outcome>> ShowAsync(string title, Seq<Case> cases, Func<Action<Outcome>, Task<Seq<Outcome>>> run)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{title}[/]");
        return AnsiConsole.Profile.Capabilities.Interactive ? WithBarsAsync(cases, run) : WithLinesAsync(cases, run);
    }

    private static Task<Seq<Outcome>> WithBarsAsync(Seq<Case> cases, Func<Action<Outcome>, Task<Seq<Outcome>>> run) =>
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
                        family => progress.AddTask(Markup.Escape(Named(family.Key)), maxValue: family.Count()),
                        StringComparer.Ordinal
                    );
                return run(result => bars[result.Case.Id.Family].Increment(1));
            });

    private static Task<Seq<Outcome>> WithLinesAsync(Seq<Case> cases, Func<Action<Outcome>, Task<Seq<Outcome>>> run)
    {
        var left = Families(cases).ToDictionary(family => family.Key, family => family.Count(), StringComparer.Ordinal);
        return run(result =>
        {
            if (--left[result.Case.Id.Family] == 0) Console.WriteLine($"  {Named(result.Case.Id.Family)}: done");
        });
    }

    private static IEnumerable<IGrouping<string, Case>> Families(Seq<Case> cases) => cases.GroupBy(found => found.Id.Family);

    private static string Named(string family) => $"{family} {Catalogue.FamilyName(family)}";
}
