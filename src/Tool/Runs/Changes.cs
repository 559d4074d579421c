using LanguageExt;
using Pure.WebSockets.Conformance;
using Spectre.Console;

namespace Pure.WebSockets.Tool;

/// <summary>Tells what changed between two indexes.</summary>
internal static class Changes
{
    private const int MostGone = 20;

    /// <summary>
    /// What got worse or better, is new or gone, for each agent; what is the same is only counted. The exit code: 1 when something is a
    /// step back.
    /// </summary>
    public static int Show(Seq<Change> changes)
    {
        foreach (var agent in changes.Filter(change => change.Kind != ChangeKind.Same).GroupBy(change => change.Agent))
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
                // A run of a few cases against a stored one of all: hundreds of lines would hide what got worse.
                var shown = kind.Key.Kind == ChangeKind.Gone ? MostGone : int.MaxValue;
                foreach (var change in kind.Take(shown))
                    table.AddRow(
                        Shown(change.Id.Text),
                        Coloured(kind.Key.Kind),
                        Change.Verdicts(change.Before),
                        Change.Verdicts(change.After)
                    );
                if (kind.Count() > shown)
                    table.AddRow("…", Coloured(kind.Key.Kind), $"{kind.Count() - shown} more", "-");
                string Coloured(ChangeKind of) => $"[{(kind.Key.IsRegression ? "red" : "green")}]{ChangeText.Of(of)}[/]";
            }

            AnsiConsole.Write(table);
        }

        Console.WriteLine(
            string.Join(
                ", ",
                Enum.GetValues<ChangeKind>().Select(kind => $"{changes.Count(change => change.Kind == kind)} {ChangeText.Of(kind)}")
            ) + "."
        );
        return changes.Exists(change => change.IsRegression) ? 1 : 0;
    }

    private static string Shown(string text) => Markup.Escape(PrintableText.OneLine(text));
}
