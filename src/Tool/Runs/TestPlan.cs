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

    /// <summary>The factor by which every wait of the scripts is longer.</summary>
    public double Patience { get; init; } = 1;

    /// <summary>What is expected of an agent in the cases that are chosen.</summary>
    public Option<Seq<IndexEntry>> ExpectedOf(string agent) => ExpectedOf(agent, Cases);

    /// <summary>The exit code: of what failed, or, where results are expected, of what got worse in the cases that are chosen.</summary>
    /// <param name="entries">What ran.</param>
    /// <param name="chosenOf">The cases that an agent was to run.</param>
    public int Judge(Seq<IndexEntry> entries, Func<string, Seq<Case>> chosenOf)
    {
        if (Baseline.IsNone)
            return entries.Exists(entry => entry.IsFailure) ? 1 : 0;
        var changes = entries
            .GroupBy(entry => entry.Agent)
            .SelectMany(agent =>
                ExpectedOf(agent.Key, chosenOf(agent.Key))
                    .ToSeq()
                    .Bind(expected => IndexComparison.Of(expected, Seq.create<IndexEntry>([.. agent])))
            );
        return Changes.Show(Seq.create<Change>([.. changes]));
    }

    private Option<Seq<IndexEntry>> ExpectedOf(string agent, Seq<Case> chosen)
    {
        var ids = chosen.Map(found => found.Id).ToHashSet();
        return Baseline.Map(stored => stored.Of(agent).Filter(entry => ids.Contains(entry.Id)).Strict());
    }
}
