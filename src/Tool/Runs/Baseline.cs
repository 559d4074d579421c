using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The stored results of an earlier run, for comparison with the current run.</summary>
/// <param name="File">The index file.</param>
/// <param name="Entries">The entries of the index file.</param>
internal sealed record Baseline(string File, Seq<IndexEntry> Entries)
{
    public static Baseline Read(string file) => new(file, IndexFile.Read("--expect", file));

    /// <summary>Returns a baseline that contains only the entries of the given cases.</summary>
    public Baseline In(Seq<Case> chosen)
    {
        var ids = chosen.Map(one => one.Id).ToHashSet();
        return this with { Entries = Entries.Filter(entry => ids.Contains(entry.Id)).Strict() };
    }

    /// <summary>Returns true if <see cref="Of"/> throws no exception for any agent of the given entries; otherwise, false.</summary>
    public bool Has(Seq<IndexEntry> entries)
    {
        var agents = Entries.Map(entry => entry.Agent).ToHashSet();
        return agents.Count <= 1 || entries.ForAll(entry => agents.Contains(entry.Agent));
    }

    /// <summary>
    /// Returns the stored entries of an agent. If the file contains only one agent, its entries are returned for any given name. Two
    /// versions of a peer can therefore be compared even if their names differ.
    /// </summary>
    /// <exception cref="UsageException">The file contains several agents, but not the given agent.</exception>
    public Seq<IndexEntry> Of(string agent)
    {
        var agents = Entries.Map(entry => entry.Agent).Distinct().Strict();
        if (agents.Count <= 1) return Entries;
        return Entries.Filter(entry => entry.Agent == agent).Strict() is { IsEmpty: false } found
            ? found
            : throw new UsageException(
                PrintableText.OneLine(
                    $"--expect '{File}' contains {string.Join(", ", agents)}, but not '{agent}'. Select one of them with --agent."
                )
            );
    }
}
