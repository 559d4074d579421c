using System.CommandLine;
using System.CommandLine.Parsing;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>An option that names case files.</summary>
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

    /// <summary>Returns the files and folders in the order in which the command line lists them.</summary>
    public Seq<string> Paths(ParseResult parsed) => Found(parsed).Map(loaded => loaded.Paths).IfNone(Seq<string>.Empty);

    /// <summary>
    /// Returns the cases of all files and folders, in the order of their ids. Returns an empty list if the option is not given.
    /// </summary>
    public Seq<Case> Cases(ParseResult parsed) => Found(parsed).Map(loaded => loaded.Cases).IfNone(Seq<Case>.Empty);

    /// <summary>
    /// Loads the cases of all files and folders. Reports all files that cannot be read, and all problems in the other files.
    /// </summary>
    public static Loaded? Load(ArgumentResult given)
    {
        var paths = Seq.create<string>([.. given.Tokens.Select(token => token.Value)]);
        var loaded = CaseFiles.Load(paths, throwsIfUnreadable: false);
        foreach (var problem in loaded.LeftToSeq().SelectMany(problems => problems))
            given.AddError(PrintableText.OneLine(OfOption(problem)));
        return new Loaded(paths, loaded.IfLeft(Seq<Case>.Empty));

        // If a problem has a location in a file, the message begins with the file, the line and the column, which terminals show as a link.
        // A message about a file or a folder that is named on the command line begins with the option.
        string OfOption(string problem) =>
            paths
                .Find(path => problem.StartsWith($"{path}: ", StringComparison.Ordinal))
                .Match(Some: path => $"{ValueParser.Named(given, path)}{problem[path.Length..]}.", None: () => problem);
    }

    private LanguageExt.Option<Loaded> Found(ParseResult parsed) =>
        IsGiven(parsed) ? Prelude.Optional(parsed.GetValue(option)!) : LanguageExt.Option<Loaded>.None;

    /// <summary>The cases that were loaded.</summary>
    /// <param name="Paths">The files and folders.</param>
    /// <param name="Cases">The cases, in the order of their ids.</param>
    internal sealed record Loaded(Seq<string> Paths, Seq<Case> Cases);
}
