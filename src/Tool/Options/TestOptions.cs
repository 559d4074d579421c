using System.CommandLine;
using LanguageExt;

namespace Pure.WebSockets.Tool;

/// <summary>The options of the commands that test one peer.</summary>
/// <param name="isQuick">The default value of --quick.</param>
internal sealed class TestOptions(bool isQuick)
{
    private readonly CaseOptions cases = new("reports");
    private readonly RunOptions run = new(isQuick);
    private readonly System.CommandLine.Option<string?> agent = new("--agent")
    {
        HelpName = "NAME",
        Description = "The name of the peer in the reports.",
    };

    public void AddTo(Command command)
    {
        cases.AddTo(command);
        command.Options.Add(agent);
        run.AddTo(command);
    }

    /// <summary>Creates the plan of a run for a tester in the given role.</summary>
    public TestPlan Read(ParseResult parsed, Role tester) =>
        run.Plan(
            parsed,
            cases.Choose(parsed, run.Catalogue(parsed, tester)),
            cases.Folder(parsed),
            Prelude.Optional(parsed.GetValue(agent)!).Filter(name => !string.IsNullOrWhiteSpace(name))
        ) with
        {
            Parallel = run.Parallel(parsed),
        };
}
