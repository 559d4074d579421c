using System.CommandLine;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The options that select the cases to run and the report folder.</summary>
/// <param name="defaultFolder">The report folder that is used if the command line does not specify one.</param>
internal sealed class CaseOptions(string defaultFolder)
{
    private readonly System.CommandLine.Option<string[]> cases = new("--cases")
    {
        HelpName = "CASES",
        Description = "The cases to run, separated by commas: ids and patterns such as 7.*,2.1.",
        DefaultValueFactory = _ => ["*"],
    };
    private readonly System.CommandLine.Option<string[]> exclude = new("--exclude")
    {
        HelpName = "CASES",
        Description = "The cases to leave out, in the same format.",
        DefaultValueFactory = _ => [],
    };
    private readonly System.CommandLine.Option<string?> folder = new("--out")
    {
        HelpName = "FOLDER",
        Description = "The folder to write the reports to.",
        DefaultValueFactory = _ => defaultFolder,
        CustomParser = ValueParser.OutputFolder,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(cases);
        command.Options.Add(exclude);
        command.Options.Add(folder);
    }

    /// <summary>
    /// Returns whether the command line contains --exclude or --out. A spec file already contains the settings of these options.
    /// </summary>
    public bool AreOfSpec(ParseResult parsed) =>
        new[] { exclude.Name, folder.Name }.Any(name =>
            parsed.GetResult(name) is System.CommandLine.Parsing.OptionResult { Implicit: false }
        );

    public string Folder(ParseResult parsed) => parsed.GetValue(folder)!;

    /// <summary>Returns the cases that the options select from the given catalogue.</summary>
    /// <exception cref="UsageException">A pattern matches no case, or no case is selected.</exception>
    public Seq<Case> Choose(ParseResult parsed, Seq<Case> catalogue) =>
        Choose(parsed.GetValue(cases)!, parsed.GetValue(exclude)!, catalogue);

    /// <summary>Returns the cases that the given values of --cases and --exclude select from the given catalogue.</summary>
    /// <exception cref="UsageException">A pattern matches no case, or no case is selected.</exception>
    public static Seq<Case> Choose(string[] cases, string[] exclude, Seq<Case> catalogue)
    {
        if (Patterns(cases).IsEmpty) throw new UsageException("--cases selects no case. Use ids or patterns such as 7.*,2.1");
        return CasePattern.Choose(catalogue, Patterns(cases), Patterns(exclude)).Match(
            Right: found => found.IsEmpty ? throw new UsageException("--exclude leaves no case to run.") : found,
            Left: pattern => throw new UsageException(
                PrintableText.OneLine(
                    $"{(Patterns(cases).Contains(pattern) ? "--cases" : "--exclude")}: no case matches '{pattern}'. "
                        + Hint(pattern, catalogue)
                )
            ));
    }

    private static string Hint(string pattern, Seq<Case> catalogue) =>
        catalogue.Exists(found => CasePattern.Matches(pattern + ".*", found)) ? $"'{pattern}.*' selects all cases below it."
        : Catalogue.All.Find(found => CasePattern.Matches(pattern.ToUpperInvariant(), found)).Case is Case known
            ? catalogue.Exists(found => found.Id.Equals(known.Id)) ? $"Families are in upper case: '{pattern.ToUpperInvariant()}'."
                : known.Tester.IsNone ? $"{known.Id} is a case of the catalogue, which --cases-file replaces."
                : $"{known.Id} is a case for "
                    + (
                        known.Tester == Role.Server
                            ? "clients: purews test client, or purews test core --role client."
                            : "servers: purews test server, or purews test core --role server."
                    )
        : $"The families are {string.Join(", ", catalogue.Map(found => found.Id.Family).Distinct())}. Use ids or patterns such as 7.*,2.1";

    private static Seq<string> Patterns(string[] values) =>
        Seq.create(
            values.SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray()
        );
}
