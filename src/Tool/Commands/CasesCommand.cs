using System.CommandLine;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Defines the command 'cases', which lists the cases from the catalogue or from case files. With the option --export, the command
/// writes these cases to case files instead.
/// </summary>
internal static class CasesCommand
{
    private const string StandardOutput = "-";

    public static Command Create()
    {
        var patterns = new Argument<string[]>("PATTERN")
        {
            Description = "Ids and patterns such as 7.* 2.1; all cases if omitted.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var json = new System.CommandLine.Option<bool>("--json")
        {
            Description = "Print JSON: index, id, family, familyName, description, expectation, rule, rules and isHeavy of each case.",
        };
        var rules = new System.CommandLine.Option<bool>("--rules")
        {
            Description = "Also print the rules of the RFCs that each case tests, with their sections.",
        };
        var export = new System.CommandLine.Option<string?>("--export")
        {
            Description =
                "Write the whole cases as JSON that --cases-file reads: to a file FILE.json, to a folder with a file for each family, or "
                + "to standard output if neither is named.",
            HelpName = "FILE|FOLDER",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var files = CaseFileOption.InsteadOfCatalogue();
        var command = new Command("cases", "List the cases: their ids and what each sends. Export them, or check case files.")
        {
            patterns,
            json,
            rules,
            export,
        };
        files.AddTo(command);
        command.SetAction(parsed =>
        {
            var cases = Select(parsed.GetValue(patterns)!, files.IsGiven(parsed) ? files.Cases(parsed) : Catalogue.All);
            if (parsed.GetResult(export) is null) return Show(cases, parsed.GetValue(json), parsed.GetValue(rules));
            var target = parsed.GetValue(export) ?? StandardOutput;
            if (parsed.GetValue(json)) throw new UsageException("--json and --export cannot be combined.");
            // Without this check, a pattern after --export would be used as the name of a folder, and all cases would be written to that
            // folder.
            if (!Path.Exists(target) && Catalogue.All.Exists(found => CasePattern.Matches(target, found)))
                throw new UsageException(
                    $"--export '{target}' is a case pattern. Write patterns before --export, and './{target}' for a folder."
                );
            return CaseExport.Write(cases, target);
        });
        return command;
    }

    private static Seq<Case> Select(string[] given, Seq<Case> all)
    {
        var patterns = Seq.create<string>([
            .. given.SelectMany(one => one.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
        ]);
        return CasePattern
            .Choose(all, patterns.IsEmpty ? Seq.create("*") : patterns, Seq<string>.Empty)
            .IfLeft(pattern =>
                throw new UsageException(
                    $"no case matches '{pattern}'. The families are "
                        + $"{string.Join(", ", all.Map(found => found.Id.Family).Distinct())}. Use ids or patterns such as 7.*"
                )
            );
    }

    private static int Show(Seq<Case> cases, bool asJson, bool withRules)
    {
        if (asJson)
        {
            using var output = Console.OpenStandardOutput();
            output.Write(CaseListJson.Write(cases));
            output.WriteByte((byte)'\n');
            return 0;
        }

        foreach (var family in cases.GroupBy(found => found.Id.Family))
        {
            Console.WriteLine(ReportText.FamilyTitle(family.Key));
            foreach (var found in family)
            {
                Console.WriteLine($"  {found.Id.Text,-8} {found.Description}");
                if (!withRules) continue;
                foreach (var rule in RfcRules.Of(found.Id)) Console.WriteLine($"           {rule.Name}: {RuleText.Sentence(rule)}");
            }
        }

        return 0;
    }
}
