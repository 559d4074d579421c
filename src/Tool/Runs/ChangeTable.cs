using LanguageExt;
using Pure.WebSockets.Conformance;
using Spectre.Console;

namespace Pure.WebSockets.Tool;

/// <summary>Prints the changes between two indexes.</summary>
internal static class ChangeTable
{
    private const int MaxGone = 20;

    /// <summary>
    /// Prints a table of changes for each agent, and the number of changes of each kind. Unchanged cases are not in the tables. Returns the
    /// exit code, which is 1 if a change is a regression; otherwise, 0.
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
                // At most 20 missing cases are listed. If only some of the cases ran, hundreds of stored cases can be missing, and a
                // complete list would make the other regressions hard to find.
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
