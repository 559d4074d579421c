using System.CommandLine;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The option that names case files.</summary>
internal sealed class CaseFileOption
{
    private readonly System.CommandLine.Option<string[]> files = new("--cases-file")
    {
        HelpName = "FILE|FOLDER",
        Description = "Use the cases of this JSON file, or of all JSON files in this folder, instead of the catalogue; may be repeated.",
        DefaultValueFactory = _ => [],
    };

    public void AddTo(Command command) => command.Options.Add(files);

    public bool IsGiven(ParseResult parsed) => !Paths(parsed).IsEmpty;

    /// <summary>Returns the files and folders in the order in which the command line lists them.</summary>
    public Seq<string> Paths(ParseResult parsed) => Seq.create<string>([.. parsed.GetValue(files)!]);

    /// <summary>Returns the cases of all files, in the order of their ids.</summary>
    /// <exception cref="UsageException">A file cannot be read, or is not valid.</exception>
    public Seq<Case> Read(ParseResult parsed) => Load(Paths(parsed));

    /// <summary>Returns the cases of all files and folders, in the order of their ids.</summary>
    /// <exception cref="UsageException">A file cannot be read, or is not valid.</exception>
    public static Seq<Case> Load(IEnumerable<string> paths)
    {
        try
        {
            return CaseFiles
                .Load(paths)
                .IfLeft(problems => throw new UsageException(string.Join('\n', problems.Map(PrintableText.OneLine))));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"a case file cannot be read: {error.Message}");
        }
    }
}
