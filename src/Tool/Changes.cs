using LanguageExt;
using Pure.WebSockets.Conformance;
using Spectre.Console;

namespace Pure.WebSockets.Tool;

/// <summary>Tells what changed between two indexes.</summary>
internal static class Changes
{
    /// <summary>What got worse or better, is new or gone, for each agent; what is the same is only counted. The exit code: 1 when something is a step back.</summary>
    public static int Show(Seq<Change> changes)
    {
        foreach (var agent in changes.Filter(change => change.Kind != ChangeKind.Same).GroupBy(change => change.Agent))
        {
            var table = new Table().Border(TableBorder.Simple).Title(Shown(agent.Key)).AddColumn("case").AddColumn("change").AddColumn("before").AddColumn("after");
            foreach (var change in agent.OrderByDescending(change => change.IsRegression))
                table.AddRow(Shown(change.Id.Text), $"[{(change.IsRegression ? "red" : "green")}]{ChangeText.Of(change.Kind)}[/]", Change.Verdicts(change.Before), Change.Verdicts(change.After));
            AnsiConsole.Write(table);
        }

        Console.WriteLine(string.Join(", ", Enum.GetValues<ChangeKind>().Select(kind => $"{changes.Count(change => change.Kind == kind)} {ChangeText.Of(kind)}")) + ".");
        return changes.Exists(change => change.IsRegression) ? 1 : 0;
    }

    private static string Shown(string text) => Markup.Escape(PrintableText.OneLine(text));
}
