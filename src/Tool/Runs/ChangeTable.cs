using LanguageExt;
using Pure.WebSockets.Conformance;
using Spectre.Console;

namespace Pure.WebSockets.Tool;

/// <summary>Prints the changes between two indexes.</summary>
internal static class ChangeTable
{
    private const int MaxGone = 20;

    /// <summary>
    /// Prints a table with the changes of each agent. Cases without a change are only counted. Returns the exit code, which is 1 if a
    /// change is a regression and 0 otherwise.
    /// </summary>
    public static int Show(Seq<VerdictChange> changes)
    {
        foreach (var agent in changes.Filter(change => change.Kind != VerdictChangeKind.Same).GroupBy(change => change.Agent))
        {
            var table = new Table()
                .Border(TableBorder.Simple)
                .Title(Shown(agent.Key))
                .AddColumn("case")
                .AddColumn("change")
                .AddColumn("before")
                .AddColumn("after");
            foreach (
                var kind in agent.OrderByDescending(change => change.IsRegression).GroupBy(change => (change.Kind, change.IsRegression))
            )
            {
                // Only some of the missing cases are listed. If a few cases are compared with a stored run of all cases, hundreds of cases
                // are missing. A complete list of these cases would hide the other regressions.
                var shown = kind.Key.Kind == VerdictChangeKind.Gone ? MaxGone : int.MaxValue;
                foreach (var change in kind.Take(shown))
                    table.AddRow(
                        Shown(change.Id.Text),
                        Coloured(kind.Key.Kind),
                        VerdictChange.Verdicts(change.Before),
                        VerdictChange.Verdicts(change.After)
                    );
                if (kind.Count() > shown)
                    table.AddRow("…", Coloured(kind.Key.Kind), $"{kind.Count() - shown} more", "-");
                string Coloured(VerdictChangeKind of) => $"[{(kind.Key.IsRegression ? "red" : "green")}]{ChangeText.Of(of)}[/]";
            }

            AnsiConsole.Write(table);
        }

        Console.WriteLine(
            string.Join(
                ", ",
                Enum.GetValues<VerdictChangeKind>().Select(kind => $"{changes.Count(change => change.Kind == kind)} {ChangeText.Of(kind)}")
            ) + "."
        );
        return changes.Exists(change => change.IsRegression) ? 1 : 0;
    }

    private static string Shown(string text) => Markup.Escape(PrintableText.OneLine(text));
}
