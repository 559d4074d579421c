using System.CommandLine;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The options that name cases, and the folder for their reports: where a spec file does not.</summary>
/// <param name="usual">The folder when none is named.</param>
internal sealed class CaseOptions(string usual)
{
    private readonly System.CommandLine.Option<string[]> cases = new("--cases")
    {
        Description = "The cases to run, separated by commas: ids and patterns, as 7.*,2.1",
        DefaultValueFactory = _ => ["*"],
    };
    private readonly System.CommandLine.Option<string[]> exclude = new("--exclude")
    {
        Description = "The cases to leave out, in the same form.",
        DefaultValueFactory = _ => [],
    };
    private readonly System.CommandLine.Option<string> folder = new("--out")
    {
        Description = "The folder to write the reports to.",
        DefaultValueFactory = _ => usual,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(cases);
        command.Options.Add(exclude);
        command.Options.Add(folder);
    }

    /// <summary>Whether cases were named, and not all of them meant for want of a name.</summary>
    public bool AreGiven(ParseResult parsed) =>
        new[] { cases.Name, exclude.Name, folder.Name }.Any(name =>
            parsed.GetResult(name) is System.CommandLine.Parsing.OptionResult { Implicit: false }
        );

    public string Folder(ParseResult parsed) => parsed.GetValue(folder)!;

    /// <summary>Those of the catalogue that are chosen.</summary>
    public Seq<Case> Choose(ParseResult parsed, Seq<Case> catalogue) =>
        Choose(parsed.GetValue(cases)!, parsed.GetValue(exclude)!, catalogue);

    /// <summary>Those of the catalogue that such values of the two options choose.</summary>
    public static Seq<Case> Choose(string[] cases, string[] exclude, Seq<Case> catalogue)
    {
        if (Patterns(cases).IsEmpty) throw new WrongUseException("--cases names no case; name ids or patterns, as 7.*,2.1");
        return CasePattern.Choose(catalogue, Patterns(cases), Patterns(exclude)).Match(
            Right: found => found.IsEmpty ? throw new WrongUseException("--exclude leaves no case to run.") : found,
            Left: pattern => throw new WrongUseException($"no case matches '{pattern}'. {Hint(pattern, catalogue)}"));
    }

    private static string Hint(string pattern, Seq<Case> catalogue) =>
        catalogue.Exists(found => CasePattern.Matches(pattern + ".*", found)) ? $"'{pattern}.*' names all cases below it."
        : Catalogue.All.Find(found => CasePattern.Matches(pattern.ToUpperInvariant(), found)).Case is Case known
            ? catalogue.Exists(found => found.Id.Equals(known.Id)) ? $"Families have capitals: '{pattern.ToUpperInvariant()}'."
                : $"{known.Id} is a case for "
                    + (
                        known.Tester == Role.Server
                            ? "clients: purews test client, or purews test core --role client."
                            : "servers: purews test server, or purews test core --role server."
                    )
        : $"The families are {string.Join(", ", catalogue.Map(found => found.Id.Family).Distinct())}; name ids or patterns, as 7.*,2.1";

    private static Seq<string> Patterns(string[] values) =>
        Seq.create(
            values.SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray()
        );
}
