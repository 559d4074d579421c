using System.Text;

namespace Pure.WebSockets.Properties;

/// <summary>The diagram, the figures and the rules in docs/states.md come from the enumeration. PUREWS_RENEW=1 writes them.</summary>
public sealed class StatesPageTests
{
    private static string Path { get; } = System.IO.Path.Combine(Repository.Docs, "states.md");

    [Fact]
    public void What_the_page_shows_is_what_was_enumerated()
    {
        var page = File.ReadAllText(Path);
        var renewed = Blocks().Aggregate(page, (text, block) => With(text, block.Name, block.Text));
        if (Environment.GetEnvironmentVariable("PUREWS_RENEW") == "1")
            File.WriteAllText(Path, renewed);
        else
            Assert.True(
                page == renewed,
                $"docs/states.md does not match the enumeration: run this test with PUREWS_RENEW=1 and review the changes. It would "
                    + $"be:\n{renewed}"
            );
    }

    private static IEnumerable<(string Name, string Text)> Blocks() =>
    [
        ("diagram", Diagram.Of([.. Exploration.All])),
        ("rules", string.Join("\n", Rules.All.Select(rule => $"- {rule.Sentence}"))),
        ("worlds", Table()),
        ("inputs", string.Join("; ", World.All.SelectMany(world => world.Alphabet).Select(letter => letter.Name).Distinct())),
    ];

    private static string Table()
    {
        var text = new StringBuilder("| | inputs | states | transitions | depth | real states |\n|---|--:|--:|--:|--:|--:|");
        foreach (var explored in Exploration.All)
            text.Append(
                $"\n| {explored.World} | {explored.World.Alphabet.Length} | {explored.Classes.Count:N0} | {explored.Transitions:N0} | "
                    + $"{explored.Depth} | {explored.States:N0}{(explored.Left > 0 ? " and more" : "")} |"
            );
        return text.ToString();
    }

    /// <summary>The page with a block between its marks replaced.</summary>
    private static string With(string page, string name, string text)
    {
        var (begin, end) = ($"<!-- {name} -->\n", $"\n<!-- end of {name} -->");
        var from = page.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = page.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= begin.Length && to >= from - 1, $"docs/states.md has no marks for {name}");
        return string.Concat(page.AsSpan(0, from), text, page.AsSpan(to));
    }
}
