using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// A composite action of GitHub, whose steps with scripts run here as the runner runs them: expressions are evaluated, each step has files
/// for its outputs and its summary, and steps with <c>if: always()</c> run after a failure too. Steps that use other actions are not run;
/// their inputs are returned.
/// </summary>
internal sealed partial class CompositeAction(string path)
{
    private readonly YamlNode action = Yaml.Read(path);

    /// <summary>The names and the defaults of the inputs.</summary>
    public (string Name, string Default)[] Inputs =>
        [.. action.At("inputs").Pairs().Select(input => (input.Key, input.Value.Text("default") ?? ""))];

    /// <summary>The names of the outputs and their expressions.</summary>
    public (string Name, string Value)[] Outputs =>
        [.. action.At("outputs").Pairs().Select(output => (output.Key, output.Value.Text("value")!))];

    /// <summary>The scripts, with the names of the variables that each step sets.</summary>
    public (string Script, string[] Variables)[] Scripts =>
    [
        .. from step in Steps
        where step.Text("run") is not null
        select (step.Text("run")!, step.At("env").Texts().Select(one => one.Key).ToArray()),
    ];

    /// <summary>Everything that the action may contain expressions in.</summary>
    public string[] Texts => [.. action.AllTexts()];

    private IEnumerable<YamlNode> Steps => action.At("runs")!.Items("steps");

    /// <summary>Runs the steps.</summary>
    /// <param name="shell">The folder in which they run.</param>
    /// <param name="given">The inputs that the workflow sets.</param>
    /// <param name="github">The values of the context github, such as action_path, and of the variables that the runner sets.</param>
    public async Task<ActionRun> RunAsync(
        Shell shell,
        IEnumerable<(string Name, string Value)> given,
        params (string Name, string Value)[] github
    )
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in Inputs.Concat(given)) values[$"inputs.{name}"] = text;
        foreach (var (name, text) in github) values[$"github.{name}"] = text;
        var run = new ActionRun();
        var at = 0;
        foreach (var step in Steps)
        {
            var condition = step.Text("if") ?? "success()";
            if (run.Code != 0 && !condition.Contains("always()", StringComparison.Ordinal)) continue;
            if (!Holds(condition, values)) continue;
            if (step.Text("uses") is { } used)
            {
                run.Used.Add((used, step.At("with").Texts().ToDictionary(one => one.Key, one => Evaluated(one.Text, values))));
                continue;
            }

            Assert.Equal("bash", step.Text("shell"));
            var (output, summary) = (shell.In($"output{++at}"), shell.In($"summary{at}"));
            await File.WriteAllTextAsync(output, "", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(summary, "", TestContext.Current.CancellationToken);
            Directory.CreateDirectory(shell.In("temp"));
            var (code, log, error) = await shell.RunAsync(
                step.Text("run")!,
                [
                    ("GITHUB_OUTPUT", output),
                    ("GITHUB_STEP_SUMMARY", summary),
                    ("RUNNER_TEMP", shell.In("temp")),
                    .. github.Select(one => ($"GITHUB_{one.Name.ToUpperInvariant()}", one.Value)),
                    .. step.At("env").Texts().Select(one => (one.Key, Evaluated(one.Text, values))),
                ]
            );
            if (run.Code == 0) run.Code = code;
            run.Output += log;
            run.Error += error;
            run.Summary += await File.ReadAllTextAsync(summary, TestContext.Current.CancellationToken);
            foreach (var line in await File.ReadAllLinesAsync(output, TestContext.Current.CancellationToken))
                if (line.Split('=', 2) is [var name, var text]) values[$"steps.{step.Text("id")}.outputs.{name}"] = text;
        }

        foreach (var (name, text) in Outputs) run.Outputs[name] = Evaluated(text, values);
        return run;
    }

    private static string Evaluated(string text, Dictionary<string, string> values) =>
        Expression().Replace(text, match => values.GetValueOrDefault(match.Groups["name"].Value, ""));

    /// <summary>Evaluates a condition: comparisons with a text, always() and success(), joined by a logical and.</summary>
    private static bool Holds(string condition, Dictionary<string, string> values) => condition.Split(" && ").All(part =>
    {
        if (part is "always()" or "success()") return true;
        var match = Comparison().Match(part);
        Assert.True(match.Success, part);
        var isEqual = values.GetValueOrDefault(match.Groups["name"].Value, "") == match.Groups["text"].Value;
        return isEqual == (match.Groups["sign"].Value == "==");
    });

    [GeneratedRegex(@"\$\{\{ (?<name>[\w.-]+) \}\}", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Expression();

    [GeneratedRegex("^(?<name>[\\w.-]+) (?<sign>==|!=) '(?<text>[^']*)'$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Comparison();
}

/// <summary>What a run of an action did.</summary>
internal sealed class ActionRun
{
    /// <summary>The exit code of the first script that failed, or 0.</summary>
    public int Code { get; set; }

    /// <summary>What the scripts wrote to standard output.</summary>
    public string Output { get; set; } = "";

    /// <summary>What the scripts wrote to standard error.</summary>
    public string Error { get; set; } = "";

    /// <summary>The summary of the job, as Markdown.</summary>
    public string Summary { get; set; } = "";

    /// <summary>The outputs of the action.</summary>
    public Dictionary<string, string> Outputs { get; } = new(StringComparer.Ordinal);

    /// <summary>The other actions that were used, with their inputs.</summary>
    public List<(string Name, Dictionary<string, string> With)> Used { get; } = [];

    /// <summary>The annotations.</summary>
    public List<WorkflowCommand> Annotations => WorkflowCommand.InOutput(Output);
}
