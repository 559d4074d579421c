using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The cases of a run and the destinations of its reports.</summary>
/// <param name="Cases">The cases. The list is empty if a shard has no cases.</param>
/// <param name="Agent">The peer's name, or None if no name is given on the command line.</param>
/// <param name="Folder">The report folder.</param>
/// <param name="Formats">The report files in other formats.</param>
internal sealed record TestPlan(Seq<Case> Cases, Option<string> Agent, string Folder, FormatFiles Formats)
{
    /// <summary>The files and folders from which the cases come. The list is empty if the cases come from the catalogue.</summary>
    public Seq<string> CaseFiles { get; init; }

    /// <summary>The profile of the peer.</summary>
    public PeerProfile Profile { get; init; } = PeerProfile.Echo;

    /// <summary>The value of --profile, or None if the option is not given on the command line.</summary>
    public Option<string> GivenProfile { get; init; }

    /// <summary>The numbers of cases that apply to the peer, or None if the peer echoes.</summary>
    public Option<ProfileScope> Scope { get; init; }

    /// <summary>The value of --quick, or None if the option is not given on the command line.</summary>
    public Option<bool> Quick { get; init; }

    /// <summary>The number of cases that run at the same time.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>The stored results against which the run is compared, or None if there is no comparison.</summary>
    public Option<Baseline> Baseline { get; init; }

    /// <summary>The factor by which every wait of the scripts and every time limit for the peer is multiplied.</summary>
    public double Patience { get; init; } = 1;

    /// <summary>Returns the plan with the cases that apply to the peer, adapted to its profile.</summary>
    /// <exception cref="UsageException">No case applies.</exception>
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

    /// <summary>Returns the stored results of an agent for the cases of the plan.</summary>
    /// <exception cref="UsageException">The stored results are from several agents, but this agent is not one of them.</exception>
    public Option<Seq<IndexEntry>> ExpectedOf(string agent) => ExpectedOf(agent, Cases);

    /// <summary>
    /// Returns the exit code. Without stored results, the exit code is 1 if a case failed. With stored results, the changes are printed,
    /// and the exit code is 1 if a change is a regression.
    /// </summary>
    /// <param name="entries">The results.</param>
    /// <param name="chosenOf">Returns the cases that were selected for an agent.</param>
    public int ExitCode(Seq<IndexEntry> entries, Func<string, Seq<Case>> chosenOf)
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
        return ChangeTable.Show(Seq.create<VerdictChange>([.. changes]));
    }

    private Option<Seq<IndexEntry>> ExpectedOf(string agent, Seq<Case> chosen)
    {
        var ids = chosen.Map(found => found.Id).ToHashSet();
        return Baseline.Map(stored => stored.Of(agent).Filter(entry => ids.Contains(entry.Id)).Strict());
    }
}
