using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>What is expected: the results of a run that were stored.</summary>
/// <param name="File">The index file.</param>
/// <param name="Entries">What it tells.</param>
internal sealed record Baseline(string File, Seq<IndexEntry> Entries)
{
    public static Baseline Read(string file) => new(file, Stored.Read("--expect", file));

    /// <summary>What it says of those cases alone.</summary>
    public Baseline In(Seq<Case> chosen)
    {
        var ids = chosen.Map(one => one.Id).ToHashSet();
        return this with { Entries = Entries.Filter(entry => ids.Contains(entry.Id)).Strict() };
    }

    /// <summary>What it tells of an agent; a file of one agent tells of any, so that a new version is held against the old one.</summary>
    public Seq<IndexEntry> Of(string agent)
    {
        var agents = Entries.Map(entry => entry.Agent).Distinct().Strict();
        if (agents.Count <= 1) return Entries;
        return Entries.Filter(entry => entry.Agent == agent).Strict() is { IsEmpty: false } found
            ? found
            : throw new WrongUseException(
                PrintableText.OneLine(
                    $"--expect '{File}' tells of {string.Join(", ", agents)}, not of '{agent}'. Name one of them with --agent."
                )
            );
    }
}

/// <summary>Index files that were stored.</summary>
internal static class Stored
{
    /// <summary>The entries of an index file, or of the one in a folder.</summary>
    public static Seq<IndexEntry> Read(string what, string path) =>
        IndexReport.Read(path).Match(Right: entries => entries, Left: error => throw new WrongUseException($"{what} {error}"));
}
