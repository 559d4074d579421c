using System.CommandLine;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The commands around reports that are there.</summary>
internal static class ReportCommands
{
    public static Command Report() => new("report", "Compare, join and rewrite reports that are there.") { Diff(), Merge() };

    private static Command Diff()
    {
        var before = new Argument<string>("A") { Description = "The earlier index.json, or a folder that has one." };
        var after = new Argument<string>("B") { Description = "The later one." };
        var markdown = new System.CommandLine.Option<string?>("--markdown")
        {
            Description = "A file to write the changes to, as a Markdown page; - is standard output.",
        };
        var command = new Command("diff", "Tell what got worse, better, is new or gone from A to B; ends with 1 when something got worse.")
        {
            before,
            after,
            markdown,
        };
        command.SetAction(parsed =>
            Reporting.Diff(parsed.GetValue(before)!, parsed.GetValue(after)!, Prelude.Optional(parsed.GetValue(markdown)!))
        );
        return command;
    }

    private static Command Merge()
    {
        var folders = new Argument<string[]>("FOLDER")
        {
            Description = "The folders of reports; one alone to write formats of it.",
            Arity = ArgumentArity.OneOrMore,
        };
        var target = new System.CommandLine.Option<string>("--out")
        {
            Description = "The folder to write to; it may be one of those.",
            Required = true,
        };
        var prefer = new System.CommandLine.Option<string?>("--prefer")
        {
            Description = "Which folder to believe when two give a case different verdicts: first or last.",
        };
        var agent = new System.CommandLine.Option<string?>("--agent") { Description = "The agent of the badge; without it the worst." };
        var expect = new System.CommandLine.Option<string?>("--expect")
        {
            Description = "An index.json stored before: the exit code is 1 when something got worse, or is gone.",
        };
        var cases = new System.CommandLine.Option<string[]>("--cases")
        {
            Description = "With --expect: the cases that the parts were to run; the other stored ones are not missed.",
            DefaultValueFactory = _ => ["*"],
        };
        var exclude = new System.CommandLine.Option<string[]>("--exclude")
        {
            Description = "With --expect: the cases that the parts left out.",
            DefaultValueFactory = _ => [],
        };
        var formats = new FormatOptions();
        var command = new Command("merge", "Join folders of reports, as of shards, into one.")
        {
            folders,
            target,
            prefer,
            agent,
            expect,
            cases,
            exclude,
        };
        formats.AddTo(command);
        command.SetAction(parsed => Reporting.Merge(
            Seq.create<string>(parsed.GetValue(folders)!),
            parsed.GetValue(target)!,
            PreferredBy(parsed.GetValue(prefer)),
            formats.Read(parsed),
            Prelude.Optional(parsed.GetValue(agent)!),
            Expected(parsed)));
        return command;

        LanguageExt.Option<Baseline> Expected(ParseResult parsed)
        {
            var isPart = new[] { cases.Name, exclude.Name }.Any(name =>
                parsed.GetResult(name) is System.CommandLine.Parsing.OptionResult { Implicit: false }
            );
            if (parsed.GetValue(expect) is not { } file)
            {
                if (isPart) throw new WrongUseException("--cases and --exclude say which stored cases count: they go with --expect.");
                return LanguageExt.Option<Baseline>.None;
            }

            return isPart
                ? Baseline.Read(file).In(CaseOptions.Choose(parsed.GetValue(cases)!, parsed.GetValue(exclude)!, Catalogue.All))
                : Baseline.Read(file);
        }
    }

    private static Preferred PreferredBy(string? name) => name switch
    {
        null => Preferred.None,
        "first" => Preferred.First,
        "last" => Preferred.Last,
        _ => throw new WrongUseException($"--prefer '{name}' is neither first nor last."),
    };
}
