using System.Diagnostics;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>A run of a plan: one peer or several, one after the other, into one folder of reports.</summary>
internal sealed class TestRun : IDisposable
{
    private readonly TestPlan plan;
    private readonly ReportFolder folder;
    private readonly Dictionary<string, Seq<Case>> chosen = new(StringComparer.Ordinal);
    private bool couldWrite = true;
    private int planned;
    private int ran;

    private TestRun(TestPlan plan, ReportFolder folder) => (this.plan, this.folder) = (plan, folder);

    private string Page => Path.Combine(plan.Folder, "index.html");

    /// <summary>The folder and the files are there, and can be written to; else that is told before anything runs.</summary>
    public static TestRun Open(TestPlan plan)
    {
        plan.Formats.Prepare();
        plan.Agent.IfSome(agent => plan.ExpectedOf(agent));
        return new TestRun(plan, Recording.Open(plan.Folder));
    }

    /// <summary>Runs cases against a peer, and tells of them live and as a table.</summary>
    /// <param name="peer">The peer, for people.</param>
    /// <param name="cases">The cases.</param>
    /// <param name="nameOf">The peer's name, asked for once, with the first result.</param>
    /// <param name="run">How to run a case.</param>
    /// <param name="stop">Stops the run; what ran is told.</param>
    public async Task TestAsync(
        Peer peer,
        Seq<Case> cases,
        Func<CaseResult, string> nameOf,
        Func<Case, CompressedMessages, CancellationToken, Task<CaseResult>> run,
        CancellationToken stop
    )
    {
        var (clock, started) = (Stopwatch.StartNew(), DateTimeOffset.UtcNow);
        var pages = new CasePageOptions { Cases = cases.Map(found => found.Id).Strict() };
        var recording = new Recording(folder, NameOf, result => pages with { Again = $"{peer.Command} --cases {result.Case.Id}" });
        planned += cases.Count;
        var outcomes = await Live.ShowAsync(
            $"{cases.Count} cases against {peer.Name}",
            cases,
            onOutcome => Suite.RunAsync(cases, RunOneAsync, outcome => outcome.IsLate, RepeatAsync, plan.Parallel, onOutcome, stop)
        );
        outcomes.HeadOrNone().IfSome(first => folder.End(first.Entry.Agent));
        couldWrite &= !recording.HasFailed;
        ran += outcomes.Count;
        if (!outcomes.IsEmpty) Summary.Show(outcomes, clock.Elapsed, Page);

        // That an expected-results file does not know the agent is told with the first result, not behind the last.
        string NameOf(CaseResult first)
        {
            var agent = nameOf(first);
            plan.ExpectedOf(agent);
            chosen[agent] = cases;
            folder.Begin(new AgentRun(agent, peer.Target, CommandLine.Own, Product.Token, started, TimeSpan.Zero, plan.Patience));
            return agent;
        }

        async Task<Outcome> RunOneAsync(Case next, CompressedMessages messages, CancellationToken cancelled)
        {
            var result = await run(next, messages, cancelled);
            return recording.Add(result) with { IsLate = result.TimedOut && result.Judgement.IsFailure };
        }

        // Alone, and so with messages of its own.
        async Task<(Outcome Outcome, bool IsSame)> RepeatAsync(Case next, Outcome first, CancellationToken cancelled)
        {
            var result = first.Entry.RepeatedAs(await run(next, CompressedMessages.For(Seq.create(next)), cancelled));
            var outcome = recording.Add(result);
            return (outcome, IsSame: (outcome.Entry.Behavior, outcome.Entry.Close) == (first.Entry.Behavior, first.Entry.Close));
        }
    }

    /// <summary>Writes the index and the files, and gives the exit code.</summary>
    /// <param name="isStopped">Whether it was stopped, though all that was begun has ended.</param>
    public int End(bool isStopped = false)
    {
        var entries = folder.Entries;
        couldWrite &= Recording.Try(folder, folder.WriteIndex, isTold: !couldWrite);
        couldWrite &= plan.Formats.Tell(new Results(entries, plan.Cases, plan.Agent));
        if (isStopped || ran < planned)
            throw new WrongUseException(
                entries.IsEmpty ? "stopped before the first case ended."
                : ran < planned ? $"stopped: {ran} of {planned} cases ran, and are in the report."
                : $"stopped: {ran} cases ran, and are in the report; not all servers were tested."
            );
        var code = plan.Judge(entries, agent => chosen.GetValueOrDefault(agent, plan.Cases));
        return couldWrite ? code : WrongUse.ExitCode;
    }

    public void Dispose() => folder.Dispose();
}

/// <summary>A peer as people are told of it.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Target">Where it is.</param>
/// <param name="Command">The command that tests it, but for the cases.</param>
internal sealed record Peer(string Name, string Target, string Command);
