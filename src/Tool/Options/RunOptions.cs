using System.CommandLine;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The options of all commands that run cases, with or without a spec file.</summary>
/// <param name="isQuick">The default value of --quick.</param>
internal sealed class RunOptions(bool isQuick)
{
    /// <summary>The maximum value of --parallel.</summary>
    internal const int MostDegree = 1024;

    private const int DefaultDegree = 16;

    private readonly System.CommandLine.Option<int> parallel = new("--parallel")
    {
        HelpName = "N",
        Description = "The number of cases that run at the same time.",
        DefaultValueFactory = _ => DefaultDegree,
        CustomParser = given => ValueParser.WholeNumber(given, 1, MostDegree),
    };

    private readonly System.CommandLine.Option<bool> quick = new("--quick")
    {
        Description =
            $"Send 50 messages instead of 1000 in each case of families 12 and 13, which takes seconds instead of minutes. "
                + $"{(isQuick ? "On by default without a command; '--quick false' turns it off." : "Off by default.")}",
        DefaultValueFactory = _ => isQuick,
    };

    private readonly System.CommandLine.Option<double> patience = new("--patience")
    {
        HelpName = "FACTOR",
        Description = "The factor for every wait of the scripts, for a busy machine or a slow peer.",
        DefaultValueFactory = _ => 1,
        CustomParser = given => ValueParser.Number(given, 1, 1000),
    };
    private readonly System.CommandLine.Option<Shard?> shard = new("--shard")
    {
        HelpName = "PART",
        Description = "The part of the cases to run, such as 1/8 for the first of eight. Each case is in exactly one part.",
        CustomParser = given => ValueParser.One(given, ShardOf),
    };
    private readonly System.CommandLine.Option<Baseline?> expect = new("--expect")
    {
        HelpName = "FILE",
        Description =
            "An index.json of an earlier run. Only changes of the selected cases count: the exit code is 1 if one got worse.",
        CustomParser = given => ValueParser.One(given, Baseline.Read),
    };
    private readonly CaseFileOption files = CaseFileOption.InsteadOfCatalogue();
    private readonly FormatOptions formats = new();

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="runsCases">
    /// Whether the command itself starts the cases and has the --parallel option. If false, the tested clients start the cases.
    /// </param>
    public void AddTo(Command command, bool runsCases = true)
    {
        if (runsCases) command.Options.Add(parallel);
        files.AddTo(command);
        command.Options.Add(quick);
        command.Options.Add(patience);
        command.Options.Add(shard);
        command.Options.Add(expect);
        formats.AddTo(command);
    }

    /// <summary>
    /// Returns the cases for a tester in the given role. If the command line specifies case files, the cases come from these files.
    /// Otherwise, the cases come from the catalogue. If --quick is true, the catalogue's cases of families 12 and 13 send 50 messages
    /// instead of 1000.
    /// </summary>
    /// <exception cref="UsageException">
    /// The case files contain no case for this role, or the command line contains both --quick and --cases-file.
    /// </exception>
    public Seq<Case> Catalogue(ParseResult parsed, Role tester)
    {
        if (!files.IsGiven(parsed))
            return Conformance.Catalogue.For(tester, parsed.GetValue(quick) ? Conformance.Catalogue.Quick : Conformance.Catalogue.All);
        if (IsGiven(parsed, quick))
        {
            throw new UsageException(
                "--quick and --cases-file cannot be combined, because --cases-file replaces the cases of the catalogue."
            );
        }

        var cases = Conformance.Catalogue.For(tester, files.Cases(parsed));
        return cases.IsEmpty
            ? throw new UsageException(
                $"the case files contain no case that tests {(tester == Role.Client ? "servers" : "clients")}. "
                    + $"The key \"tests\" selects the peers of a case."
            )
            : cases;
    }

    /// <summary>Returns the value of --parallel, or the given default if the command line does not contain --parallel.</summary>
    public int Parallel(ParseResult parsed, int defaultDegree) =>
        IsGiven(parsed, parallel) ? Parallel(parsed) : defaultDegree;

    /// <summary>Returns the value of --parallel.</summary>
    public int Parallel(ParseResult parsed) => parsed.GetValue(parallel);

    /// <summary>Creates the plan of a run from the selected cases and these options.</summary>
    public TestPlan Plan(ParseResult parsed, Seq<Case> chosen, string folder, LanguageExt.Option<string> agent)
    {
        var cases = parsed.GetValue(shard) is { } part ? part.Of(chosen) : chosen;
        return new TestPlan(cases, agent, folder, formats.Read(parsed))
        {
            CaseFiles = files.Paths(parsed),
            Quick = IsGiven(parsed, quick) ? parsed.GetValue(quick) : LanguageExt.Option<bool>.None,
            Baseline = Prelude.Optional(parsed.GetValue(expect)!),
            Patience = parsed.GetValue(patience),
        };
    }

    private static bool IsGiven(ParseResult parsed, System.CommandLine.Option option) =>
        parsed.GetResult(option) is System.CommandLine.Parsing.OptionResult { Implicit: false };

    private static Shard ShardOf(string text) =>
        Shard
            .Parse(text)
            .IfNone(() =>
                throw new UsageException(
                    $"--shard '{text}' is not a part and the number of parts, such as 1/8 to 8/8, with at most {Shard.MaxCount} parts. "
                        + $"Parts are numbered from 1."
                )
            );
}
