using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>An additional report file, in a different format from the files in the report folder.</summary>
/// <param name="Option">The option that names the file.</param>
/// <param name="Path">The path of the file. A hyphen means standard output.</param>
/// <param name="Write">The function that returns the results in the format of the file.</param>
internal sealed record FormatFile(string Option, string Path, Func<FormatInput, string> Write)
{
    private const string StandardOutput = "-";

    public bool IsStandardOutput => Path == StandardOutput;

    /// <summary>Creates the file, so that an error is reported before the run and not after it.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public void Prepare() => Try(() =>
    {
        if (IsStandardOutput) return;
        if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) is { } folder) Directory.CreateDirectory(folder);
        File.Open(Path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
    }).IfSome(error => throw new UsageException(error));

    /// <summary>
    /// Writes the results to the file itself and not to a temporary file, because the path can be that of a device or a pipe. Returns the
    /// error, or None if the results were written.
    /// </summary>
    public Option<string> WriteResults(FormatInput results) => Try(() =>
    {
        using var file = IsStandardOutput ? Console.OpenStandardOutput() : File.Open(Path, FileMode.Create, FileAccess.Write);
        file.Write(System.Text.Encoding.UTF8.GetBytes(Write(results)));
        file.Flush();
    });

    private Option<string> Try(Action write)
    {
        try
        {
            write();
            return Option<string>.None;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"{Option} cannot be written to '{Path}': {FileProblem.OfWriting(Path, error)}.";
        }
    }
}

/// <summary>The input of a report format.</summary>
/// <param name="Entries">The results.</param>
/// <param name="Cases">The cases, which provide the descriptions and rules.</param>
/// <param name="Agent">The agent named on the command line. A format that shows only one agent shows this agent.</param>
internal sealed record FormatInput(Seq<IndexEntry> Entries, Seq<Case> Cases, Option<string> Agent)
{
    /// <summary>The numbers of cases that apply to the peer, or None if the peer echoes.</summary>
    public Option<ProfileScope> Scope { get; init; }
}

/// <summary>The additional report files that are named on the command line.</summary>
internal sealed record FormatFiles(Seq<FormatFile> Files)
{
    /// <summary>
    /// Checks that all files can be written. If a report is to be written to standard output, all other output is written to standard
    /// error.
    /// </summary>
    /// <exception cref="UsageException">A file cannot be written, or more than one report would be written to standard output.</exception>
    public void Prepare()
    {
        if (Files.Filter(file => file.IsStandardOutput) is { Count: > 1 } several)
            throw new UsageException(
                $"{string.Join(" and ", several.Map(file => file.Option))} cannot all be written to standard output; name a file."
            );
        Files.Iter(file => file.Prepare());
        if (Files.Exists(file => file.IsStandardOutput)) Terminal.MoveToErrors();
    }

    /// <summary>Writes all files, and reports those that cannot be written. Returns whether all files were written.</summary>
    public bool WriteResults(FormatInput results)
    {
        var errors = Files.Map(file => file.WriteResults(results)).Somes().Strict();
        foreach (var error in errors) UsageError.Report(error);
        return errors.IsEmpty;
    }
}
