using System.CommandLine;
using System.CommandLine.Parsing;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>An option whose values are the paths of case files, or of folders with case files.</summary>
/// <param name="option">The option.</param>
internal sealed class CaseFileOption(System.CommandLine.Option<CaseFileOption.Loaded?> option)
{
    /// <summary>Creates the option --cases-file.</summary>
    public static CaseFileOption InsteadOfCatalogue() =>
        new(
            new("--cases-file")
            {
                HelpName = "FILE|FOLDER",
                Description =
                    "Use the cases of this JSON file, or of all JSON files in this folder, instead of the catalogue; may be repeated.",
                Arity = ArgumentArity.OneOrMore,
                CustomParser = Load,
            }
        );

    public void AddTo(Command command) => command.Options.Add(option);

    public bool IsGiven(ParseResult parsed) => parsed.GetResult(option) is not null;

    /// <summary>Returns the paths of the files and folders, in the order of the command line.</summary>
    public Seq<string> Paths(ParseResult parsed) => Found(parsed).Map(loaded => loaded.Paths).IfNone(Seq<string>.Empty);

    /// <summary>Returns the cases from all files and folders, sorted by id. Returns an empty list if the option is not specified.</summary>
    public Seq<Case> Cases(ParseResult parsed) => Found(parsed).Map(loaded => loaded.Cases).IfNone(Seq<Case>.Empty);

    /// <summary>
    /// Loads the cases from all files and folders. Reports an error for each file that cannot be read, and for each problem in the other
    /// files.
    /// </summary>
    public static Loaded? Load(ArgumentResult given)
    {
        var paths = Seq.create<string>([.. given.Tokens.Select(token => token.Value)]);
        var loaded = CaseFiles.Load(paths, throwsIfUnreadable: false);
        foreach (var problem in loaded.LeftToSeq().SelectMany(problems => problems))
            given.AddError(PrintableText.OneLine(OfOption(problem)));
        return new Loaded(paths, loaded.IfLeft(Seq<Case>.Empty));

        // A message about a problem in a file is not changed. The message begins with the path, the line and the column, which many
        // terminals show as a link. If a file or folder from the command line cannot be read, the name of the option is inserted before the
        // message.
        string OfOption(string problem) =>
            paths
                .Find(path => problem.StartsWith($"{path}: ", StringComparison.Ordinal))
                .Match(Some: path => $"{ValueParser.Named(given, path)}{problem[path.Length..]}.", None: () => problem);
    }

    private LanguageExt.Option<Loaded> Found(ParseResult parsed) =>
        IsGiven(parsed) ? Prelude.Optional(parsed.GetValue(option)!) : LanguageExt.Option<Loaded>.None;

    /// <summary>The loaded cases and the paths from which they were loaded.</summary>
    /// <param name="Paths">The paths of the files and folders.</param>
    /// <param name="Cases">The cases, sorted by id.</param>
    internal sealed record Loaded(Seq<string> Paths, Seq<Case> Cases);
}
