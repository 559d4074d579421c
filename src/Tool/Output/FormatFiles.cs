using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>An additional report file, in a format that the report folder does not contain.</summary>
/// <param name="Option">The option that specifies the file.</param>
/// <param name="Path">The path of the file, or a hyphen for standard output.</param>
/// <param name="Write">A function that converts the results to the format of the file.</param>
internal sealed record FormatFile(string Option, string Path, Func<FormatInput, string> Write)
{
    private const string StandardOutput = "-";

    public bool IsStandardOutput => Path == StandardOutput;

    /// <summary>Creates the file if it does not exist, so that an error is reported before the run starts.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public void Prepare() => Try(() =>
    {
        if (IsStandardOutput) return;
        if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) is { } folder) Directory.CreateDirectory(folder);
        File.Open(Path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
    }).IfSome(error => throw new UsageException(error));

    /// <summary>
    /// Writes the results. Returns the error message, or None if the results were written. No temporary file is used, because the path can
    /// refer to a device or a pipe.
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
        catch (Exception error) when (FileProblem.IsCause(error))
        {
            return $"{Option} cannot be written to '{Path}': {FileProblem.OfWriting(Path, error)}.";
        }
    }
}

/// <summary>The input of a report format.</summary>
/// <param name="Entries">The results.</param>
/// <param name="Cases">The cases, which contain the descriptions and rules for the reports.</param>
/// <param name="Agent">The agent specified on the command line, or None. A format that shows only one agent shows this agent.</param>
internal sealed record FormatInput(Seq<IndexEntry> Entries, Seq<Case> Cases, Option<string> Agent)
{
    /// <summary>
    /// The numbers of cases that apply completely, in part, and not at all. The value is None if the peer is an echo peer, because all
    /// cases apply to an echo peer.
    /// </summary>
    public Option<ProfileScope> Scope { get; init; }

    /// <summary>The changes since the stored results, or None if the results are not compared with stored results.</summary>
    public Option<Seq<VerdictChange>> Changes { get; init; }
}

/// <summary>The additional report files that are specified on the command line.</summary>
internal sealed record FormatFiles(Seq<FormatFile> Files)
{
    /// <summary>
    /// Checks that all files can be written. If a report will be written to standard output, redirects all other output to standard error.
    /// </summary>
    /// <exception cref="UsageException">A file cannot be written, or more than one report would be written to standard output.</exception>
    public void Prepare()
    {
        if (Files.Filter(file => file.IsStandardOutput) is { Count: > 1 } several)
            throw new UsageException(
                $"{string.Join(" and ", several.Map(file => file.Option))} cannot all be written to standard output. Name a file."
            );
        Files.Iter(file => file.Prepare());
        Redirect();
    }

    /// <summary>If a report will be written to standard output, redirects all other output to standard error.</summary>
    public void Redirect()
    {
        if (Files.Exists(file => file.IsStandardOutput)) Terminal.MoveToErrors();
    }

    /// <summary>
    /// Writes all files, and prints an error for each file that cannot be written. Returns whether all files were written.
    /// </summary>
    public bool WriteResults(FormatInput results)
    {
        var errors = Files.Map(file => file.WriteResults(results)).Somes().Strict();
        foreach (var error in errors) UsageError.Report(error);
        return errors.IsEmpty;
    }
}
