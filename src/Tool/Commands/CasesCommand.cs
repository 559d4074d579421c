using System.CommandLine;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Defines the command cases, which lists the cases of the catalogue.</summary>
internal static class CasesCommand
{
    public static Command Create()
    {
        var patterns = new Argument<string[]>("PATTERN")
        {
            Description = "Ids and patterns such as 7.* 2.1; all cases if omitted.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var json = new System.CommandLine.Option<bool>("--json")
        {
            Description = "Print JSON: index, id, family, familyName, description, expectation, rule and isHeavy of each case.",
        };
        var command = new Command("cases", "List the cases: their ids and what each sends.") { patterns, json };
        command.SetAction(parsed => Show(Select(parsed.GetValue(patterns)!), parsed.GetValue(json)));
        return command;
    }

    private static Seq<Case> Select(string[] given)
    {
        var patterns = Seq.create<string>([
            .. given.SelectMany(one => one.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
        ]);
        return CasePattern
            .Choose(Catalogue.All, patterns.IsEmpty ? Seq.create("*") : patterns, Seq<string>.Empty)
            .IfLeft(pattern =>
                throw new UsageException(
                    $"no case matches '{pattern}'. The families are "
                        + $"{string.Join(", ", Catalogue.All.Map(found => found.Id.Family).Distinct())}; use ids or patterns such as 7.*"
                )
            );
    }

    private static int Show(Seq<Case> cases, bool asJson)
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
            Console.WriteLine($"{family.Key} {Catalogue.FamilyName(family.Key)}");
            foreach (var found in family) Console.WriteLine($"  {found.Id.Text,-8} {found.Description}");
        }

        return 0;
    }
}
