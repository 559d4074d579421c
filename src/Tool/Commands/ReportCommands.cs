using System.CommandLine;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Defines the command 'report' and its subcommands, which process existing reports.</summary>
internal static class ReportCommands
{
    public static Command Report() => new("report", "Compare, merge and convert existing reports.") { Diff(), Merge() };

    private static Command Diff()
    {
        var before = Index("A", "The earlier index.json, or a folder that contains one.");
        var after = Index("B", "The later index.json, or a folder that contains one.");
        var markdown = new System.CommandLine.Option<string?>("--markdown")
        {
            HelpName = "FILE",
            Description = "Write the changes to a Markdown page. The file name - means standard output.",
            CustomParser = ValueParser.OutputFile,
        };
        var command = new Command("diff", "Show what got worse or better, is new or is gone. The exit code is 1 if something got worse.")
        {
            before,
            after,
            markdown,
        };
        command.SetAction(parsed =>
            ReportOperations.Diff(parsed.GetValue(before), parsed.GetValue(after), Prelude.Optional(parsed.GetValue(markdown)!))
        );
        return command;
    }

    private static Argument<Seq<IndexEntry>> Index(string name, string description) => new(name)
    {
        HelpName = "FILE|FOLDER",
        Description = description,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = given => ValueParser.One(given, path => IndexFile.Read("report diff", path)),
    };

    private static Command Merge()
    {
        var folders = new Argument<ReportOperations.Source[]>("FOLDER")
        {
            Description = "The report folders. A single folder is only converted to other formats.",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = given => ValueParser.Each(given, ReportOperations.Source.Read),
        };
        var target = new System.CommandLine.Option<string?>("--out")
        {
            HelpName = "FOLDER",
            Description = "The folder to write to, which may be one of the input folders.",
            Required = true,
            CustomParser = ValueParser.OutputFolder,
        };
        var prefer = new System.CommandLine.Option<MergePreference>("--prefer")
        {
            HelpName = "first|last",
            Description = "The folder that is used if two contain different verdicts for a case: first or last.",
            CustomParser = given => ValueParser.Choice(given, ("first", MergePreference.First), ("last", MergePreference.Last)),
        };
        var agent = new System.CommandLine.Option<string?>("--agent")
        {
            HelpName = "NAME",
            Description = "The agent of the badge. By default, it is the agent with the worst result.",
        };
        var expect = new System.CommandLine.Option<Baseline?>("--expect")
        {
            HelpName = "FILE",
            Description = "An index.json of an earlier run to compare with. The exit code is 1 if something got worse or is gone.",
            CustomParser = given => ValueParser.One(given, Baseline.Read),
        };
        var cases = new System.CommandLine.Option<string[]>("--cases")
        {
            HelpName = "CASES",
            Description = "With --expect: the cases that the parts ran. Other stored cases do not count as gone.",
            DefaultValueFactory = _ => ["*"],
        };
        var exclude = new System.CommandLine.Option<string[]>("--exclude")
        {
            HelpName = "CASES",
            Description = "With --expect: the cases that the parts left out.",
            DefaultValueFactory = _ => [],
        };
        var formats = new FormatOptions();
        var command = new Command("merge", "Merge report folders, such as those of shards, into one.")
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
        command.SetAction(parsed => ReportOperations.Merge(
            Seq.create<ReportOperations.Source>(parsed.GetValue(folders)!),
            parsed.GetValue(target)!,
            parsed.GetValue(prefer),
            formats.Read(parsed),
            Prelude.Optional(parsed.GetValue(agent)!),
            ReadBaseline(parsed)));
        return command;

        LanguageExt.Option<Baseline> ReadBaseline(ParseResult parsed)
        {
            var isPart = new[] { cases.Name, exclude.Name }.Any(name =>
                parsed.GetResult(name) is System.CommandLine.Parsing.OptionResult { Implicit: false }
            );
            if (parsed.GetValue(expect) is not { } stored)
            {
                if (isPart) throw new UsageException("--cases and --exclude select the stored cases to compare. They require --expect.");
                return LanguageExt.Option<Baseline>.None;
            }

            return isPart
                ? stored.In(CaseOptions.Choose(parsed.GetValue(cases)!, parsed.GetValue(exclude)!, Catalogue.All))
                : stored;
        }
    }
}
