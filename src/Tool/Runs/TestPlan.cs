using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The settings of a run, such as the cases and the destinations of the reports.</summary>
/// <param name="Cases">The cases. The list is empty if a shard has no cases.</param>
/// <param name="Agent">The peer's name, or None if the command line does not specify a name.</param>
/// <param name="Folder">The report folder.</param>
/// <param name="Formats">The report files in other formats.</param>
internal sealed record TestPlan(Seq<Case> Cases, Option<string> Agent, string Folder, FormatFiles Formats)
{
    /// <summary>The paths of the case files and folders. The list is empty if the cases come from the catalogue.</summary>
    public Seq<string> CaseFiles { get; init; }

    /// <summary>The profile of the peer.</summary>
    public PeerProfile Profile { get; init; } = PeerProfile.Echo;

    /// <summary>The value of --profile, or None if the command line does not contain --profile.</summary>
    public Option<string> GivenProfile { get; init; }

    /// <summary>
    /// The numbers of cases that apply completely, in part, and not at all. The value is None if the peer is an echo peer, because all
    /// cases apply to an echo peer.
    /// </summary>
    public Option<ProfileScope> Scope { get; init; }

    /// <summary>The value of --quick, or None if the command line does not contain --quick.</summary>
    public Option<bool> Quick { get; init; }

    /// <summary>The maximum number of cases that run at the same time.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>The stored results to compare the run with, or None if there is no comparison.</summary>
    public Option<Baseline> Baseline { get; init; }

    /// <summary>The factor by which all waits in the scripts and all time limits for the peer are multiplied.</summary>
    public double Patience { get; init; } = 1;

    /// <summary>Returns the plan with only the cases that apply to the peer, adapted to the peer's profile.</summary>
    /// <exception cref="UsageException">No selected case applies to the peer.</exception>
    public TestPlan Profiled()
    {
        if (Profile.IsEcho) return this;
        var profiled = Profile.Of(Cases);
        return profiled.Cases.IsEmpty && !Cases.IsEmpty
            ? throw new UsageException(
                $"none of the selected cases applies to a peer with profile {Profile}: "
                    + $"{string.Join("; ", profiled.Scope.LeftOut.Map(left => left.Why))}."
            )
            : this with { Cases = profiled.Cases, Scope = profiled.Scope };
    }

    /// <summary>Returns the stored results of an agent for the cases of the plan, or None if there is no comparison.</summary>
    /// <exception cref="UsageException">The stored results are from several agents, but not from the given agent.</exception>
    public Option<Seq<IndexEntry>> ExpectedOf(string agent) => ExpectedOf(agent, Cases);

    /// <summary>
    /// Returns the exit code. Without stored results, the exit code is 1 if a case failed; otherwise, 0. With stored results, prints the
    /// changes, and the exit code is 1 if a change is a regression; otherwise, 0.
    /// </summary>
    /// <param name="entries">The results.</param>
    /// <param name="chosenOf">A function that returns the cases that were selected for an agent.</param>
    /// <exception cref="UsageException">The stored results are from several agents, but not from every agent in the entries.</exception>
    public int ExitCode(Seq<IndexEntry> entries, Func<string, Seq<Case>> chosenOf) =>
        Baseline.IsNone ? entries.Exists(entry => entry.IsFailure) ? 1 : 0
        : ChangeTable.Show(Compare(entries, chosenOf));

    /// <summary>
    /// Returns the changes since the stored results. Returns None if there are no stored results. Also returns None if the stored results
    /// are from several agents, but not from every agent in the entries.
    /// </summary>
    /// <param name="entries">The results.</param>
    /// <param name="chosenOf">A function that returns the cases that were selected for an agent.</param>
    public Option<Seq<VerdictChange>> Changes(Seq<IndexEntry> entries, Func<string, Seq<Case>> chosenOf) =>
        Baseline.Filter(stored => stored.Has(entries)).Map(_ => Compare(entries, chosenOf));

    private Seq<VerdictChange> Compare(Seq<IndexEntry> entries, Func<string, Seq<Case>> chosenOf) =>
        Seq.create<VerdictChange>([
            .. entries
                .GroupBy(entry => entry.Agent)
                .SelectMany(agent =>
                    ExpectedOf(agent.Key, chosenOf(agent.Key))
                        .ToSeq()
                        .Bind(expected => IndexComparison.Of(expected, Seq.create<IndexEntry>([.. agent])))
                ),
        ]);

    private Option<Seq<IndexEntry>> ExpectedOf(string agent, Seq<Case> chosen)
    {
        var ids = chosen.Map(found => found.Id).ToHashSet();
        return Baseline.Map(stored => stored.Of(agent).Filter(entry => ids.Contains(entry.Id)).Strict());
    }
}
