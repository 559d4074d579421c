using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>What to test and where to tell of it.</summary>
/// <param name="Cases">The cases; none when a shard has none.</param>
/// <param name="Agent">The peer's name, if one was given.</param>
/// <param name="Folder">Where the reports go.</param>
/// <param name="Formats">The files beside the reports.</param>
internal sealed record TestPlan(Seq<Case> Cases, Option<string> Agent, string Folder, Formats Formats)
{
    /// <summary>How many cases at once.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>What was stored of a run before, if this one is held against it.</summary>
    public Option<Baseline> Baseline { get; init; }

    /// <summary>The cases that were chosen, but are in other shards.</summary>
    public required System.Collections.Generic.HashSet<CaseId> Elsewhere { get; init; }

    /// <summary>What is expected of an agent in these cases.</summary>
    public Option<Seq<IndexEntry>> ExpectedOf(string agent) => Baseline.Map(stored => stored.Of(agent).Filter(entry => !Elsewhere.Contains(entry.Id)).Strict());

    /// <summary>The exit code: of what failed, or, where results are expected, of what got worse.</summary>
    public int Judge(Seq<IndexEntry> entries)
    {
        if (Baseline.IsNone) return entries.Exists(entry => entry.IsFailure) ? 1 : 0;
        var changes = entries.GroupBy(entry => entry.Agent).SelectMany(agent => ExpectedOf(agent.Key).ToSeq().Bind(expected => IndexComparison.Of(expected, Seq.create<IndexEntry>([.. agent]))));
        return Changes.Show(Seq.create<Change>([.. changes]));
    }
}
