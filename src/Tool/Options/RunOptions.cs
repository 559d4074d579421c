using System.CommandLine;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The options of everything that runs cases, however the cases are named.</summary>
/// <param name="isQuick">Whether the run is a quick one when nothing is said.</param>
internal sealed class RunOptions(bool isQuick)
{
    private const int UsualDegree = 16;

    private readonly System.CommandLine.Option<int> parallel = new("--parallel")
    {
        Description = "How many cases to run at once.",
        DefaultValueFactory = _ => UsualDegree,
    };

    private readonly System.CommandLine.Option<bool> quick = new("--quick")
    {
        Description =
            $"Send 50 messages in each case of families 12 and 13, not 1000: seconds in place of minutes. "
                + $"{(isQuick ? "Without a command this is so; '--quick false' sends all." : "Off unless given.")}",
        DefaultValueFactory = _ => isQuick,
    };

    private readonly System.CommandLine.Option<double> patience = new("--patience")
    {
        Description = "The factor by which every wait of the scripts is longer, for a busy machine or a slow peer.",
        DefaultValueFactory = _ => 1,
    };
    private readonly System.CommandLine.Option<string?> shard = new("--shard")
    {
        Description = "Which part of the cases to run, and of how many, as 1/8: each case is in exactly one part.",
    };
    private readonly System.CommandLine.Option<string?> expect = new("--expect")
    {
        Description =
            "An index.json stored before. Then only what changed in the chosen cases counts: the exit code is 1 when something got worse.",
    };
    private readonly FormatOptions formats = new();

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="runsCases">Whether the command itself runs the cases, and so how many at once; else its clients do.</param>
    public void AddTo(Command command, bool runsCases = true)
    {
        if (runsCases) command.Options.Add(parallel);
        command.Options.Add(quick);
        command.Options.Add(patience);
        command.Options.Add(shard);
        command.Options.Add(expect);
        formats.AddTo(command);
    }

    /// <summary>The cases for a tester that is this end, with as many messages as asked for.</summary>
    public Seq<Case> Catalogue(ParseResult parsed, Role tester) =>
        Conformance.Catalogue.For(tester, parsed.GetValue(quick) ? Conformance.Catalogue.Quick : Conformance.Catalogue.All);

    /// <summary>How many at once, where the command line says it.</summary>
    public int Parallel(ParseResult parsed, int usual) =>
        parsed.GetResult(parallel) is System.CommandLine.Parsing.OptionResult { Implicit: false } ? Parallel(parsed) : usual;

    /// <summary>How the tester behaves, with the factor of the command line.</summary>
    public TesterOptions Tester(ParseResult parsed, TesterOptions options) => options with { Patience = Patience(parsed) };

    /// <summary>The factor of every wait.</summary>
    public double Patience(ParseResult parsed) =>
        parsed.GetValue(patience) is var factor && factor is >= 1 and <= 1000
            ? factor
            : throw new WrongUseException(FormattableString.Invariant($"--patience {factor} is not between 1 and 1000."));

    /// <summary>How many at once.</summary>
    public int Parallel(ParseResult parsed) =>
        parsed.GetValue(parallel) is var degree && degree is < 1 or > 1024
            ? throw new WrongUseException($"--parallel {degree} is not between 1 and 1024.")
            : degree;

    /// <summary>What to run of the cases chosen, and what to tell of it.</summary>
    public TestPlan Plan(ParseResult parsed, Seq<Case> chosen, string folder, LanguageExt.Option<string> agent)
    {
        var ours = Prelude.Optional(parsed.GetValue(shard)!).Match(Some: text => ShardOf(text).Of(chosen), None: () => chosen);
        return new TestPlan(ours, agent, folder, formats.Read(parsed))
        {
            Baseline = Prelude.Optional(parsed.GetValue(expect)!).Map(Tool.Baseline.Read),
            Patience = Patience(parsed),
        };
    }

    private static Shard ShardOf(string text) =>
        Shard
            .Parse(text)
            .IfNone(() =>
                throw new WrongUseException(
                    $"--shard '{text}' is not a part and a number of parts, as 1/8 to 8/8, with at most {Shard.MaxCount} parts; parts "
                        + $"are counted from 1."
                )
            );
}
