using System.CommandLine;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The options that all test commands share.</summary>
/// <param name="isQuick">Whether the run is a quick one when nothing is said.</param>
internal sealed class TestOptions(bool isQuick)
{
    private readonly System.CommandLine.Option<string[]> cases = new("--cases") { Description = "The cases to run, separated by commas: ids and patterns, as 7.*,2.1", DefaultValueFactory = _ => ["*"] };
    private readonly System.CommandLine.Option<string[]> exclude = new("--exclude") { Description = "The cases to leave out, in the same form.", DefaultValueFactory = _ => [] };
    private readonly System.CommandLine.Option<string?> agent = new("--agent") { Description = "The peer's name in the reports." };
    private readonly System.CommandLine.Option<string> folder = new("--out") { Description = "The folder to write the reports to.", DefaultValueFactory = _ => "reports" };
    private readonly System.CommandLine.Option<int> parallel = new("--parallel") { Description = "How many cases to run at once.", DefaultValueFactory = _ => 16 };

    private readonly System.CommandLine.Option<bool> quick = new("--quick")
    {
        Description = $"Send 50 messages in each case of families 12 and 13, not 1000: seconds in place of minutes. {(isQuick ? "Without a command this is so; '--quick false' sends all." : "Off unless given.")}",
        DefaultValueFactory = _ => isQuick,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(cases);
        command.Options.Add(exclude);
        command.Options.Add(agent);
        command.Options.Add(folder);
        command.Options.Add(parallel);
        command.Options.Add(quick);
    }

    public TestPlan Read(ParseResult parsed)
    {
        if (parsed.GetValue(parallel) is var degree && degree is < 1 or > 1024) throw new WrongUseException($"--parallel {degree} is not between 1 and 1024.");
        if (Patterns(parsed.GetValue(cases)!).IsEmpty) throw new WrongUseException("--cases names no case; name ids or patterns, as 7.*,2.1");
        var chosen = CasePattern.Choose(parsed.GetValue(quick) ? Catalogue.Quick : Catalogue.All, Patterns(parsed.GetValue(cases)!), Patterns(parsed.GetValue(exclude)!));
        return new TestPlan(
            chosen.Match(
                Right: found => found.IsEmpty ? throw new WrongUseException("--exclude leaves no case to run.") : found,
                Left: pattern => throw new WrongUseException($"no case matches '{pattern}'. The families are {string.Join(", ", Catalogue.All.Map(found => found.Id.Family).Distinct())}; name ids or patterns, as 7.*,2.1")),
            Prelude.Optional(parsed.GetValue(agent)!).Filter(name => !string.IsNullOrWhiteSpace(name)),
            parsed.GetValue(folder)!,
            degree);
    }

    private static Seq<string> Patterns(string[] values) => Seq.create(values.SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray());
}

/// <summary>What to test and where to tell of it.</summary>
/// <param name="Cases">The cases.</param>
/// <param name="Agent">The peer's name, if one was given.</param>
/// <param name="Folder">Where the reports go.</param>
/// <param name="Parallel">How many cases at once.</param>
internal sealed record TestPlan(Seq<Case> Cases, LanguageExt.Option<string> Agent, string Folder, int Parallel);
