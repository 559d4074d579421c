using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>A file that results are written to beside the folder of reports.</summary>
/// <param name="Option">The option that asked for it.</param>
/// <param name="Path">The file; - is standard output.</param>
/// <param name="Write">The format.</param>
internal sealed record FormatFile(string Option, string Path, Func<Results, string> Write)
{
    private const string StandardOutput = "-";

    public bool IsStandardOutput => Path == StandardOutput;

    /// <summary>The file is there from now on, and can be written to; else that is told before anything runs.</summary>
    public void Prepare() => Try(() =>
    {
        if (IsStandardOutput) return;
        if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) is { } folder) Directory.CreateDirectory(folder);
        File.Open(Path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
    }).IfSome(error => throw new WrongUseException(error));

    /// <summary>Writes it, in place: it may be a device or a pipe. Gives what went wrong.</summary>
    public Option<string> Tell(Results results) => Try(() =>
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
            return $"{Option} cannot be written to '{Path}': {error.Message}";
        }
    }
}

/// <summary>What formats are made of.</summary>
/// <param name="Entries">What ran.</param>
/// <param name="Cases">The cases, for their descriptions and rules.</param>
/// <param name="Agent">The agent that was named, for what shows only one.</param>
internal sealed record Results(Seq<IndexEntry> Entries, Seq<Case> Cases, Option<string> Agent);

/// <summary>The files that were asked for.</summary>
internal sealed record Formats(Seq<FormatFile> Files)
{
    /// <summary>Before anything runs: all of them can be written. When one is standard output, people are told on standard error.</summary>
    public void Prepare()
    {
        if (Files.Filter(file => file.IsStandardOutput) is { Count: > 1 } several)
            throw new WrongUseException(
                $"{string.Join(" and ", several.Map(file => file.Option))} cannot all go to standard output; name a file."
            );
        Files.Iter(file => file.Prepare());
        if (Files.Exists(file => file.IsStandardOutput)) Terminal.MoveToErrors();
    }

    /// <summary>Writes all of them, also when some cannot be; these are told. Whether all could.</summary>
    public bool Tell(Results results)
    {
        var errors = Files.Map(file => file.Tell(results)).Somes().Strict();
        foreach (var error in errors) WrongUse.Tell(error);
        return errors.IsEmpty;
    }
}
