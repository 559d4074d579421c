using System.Diagnostics;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Runs a plan against one or more peers, one after another, and writes the results to one report folder.</summary>
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

    /// <summary>Opens the report folder, and checks that the report files in other formats can be written.</summary>
    /// <exception cref="UsageException">
    /// The report folder or a report file cannot be written, more than one report would be written to standard output, or the stored
    /// results are from several agents but not from the given agent.
    /// </exception>
    public static TestRun Open(TestPlan plan)
    {
        plan.Formats.Prepare();
        plan.Agent.IfSome(agent => plan.ExpectedOf(agent));
        return new TestRun(plan, ResultRecorder.Open(plan.Folder));
    }

    /// <summary>Runs cases against a peer. Shows the progress during the run, and a summary after the run.</summary>
    /// <param name="peer">The description of the peer.</param>
    /// <param name="cases">The cases.</param>
    /// <param name="nameOf">A function that returns the name of the peer. The function is called once, with the first result.</param>
    /// <param name="run">A function that runs a case with the compressed messages that cases share.</param>
    /// <param name="stop">The token that stops the run. If the run is stopped, the results of the completed cases are shown.</param>
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
        var recorder = new ResultRecorder(
            folder,
            NameOf,
            result => pages with { Again = $"{peer.Command} --cases {result.Case.Id}" }
        );
        planned += cases.Count;
        var outcomes = await ProgressDisplay.ShowAsync(
            $"{CountText.Of(cases.Count, "case")} against {peer.Name}",
            cases,
            onOutcome => CaseSuite.RunAsync(cases, RunOneAsync, outcome => outcome.IsLate, RepeatAsync, plan.Parallel, onOutcome, stop)
        );
        outcomes.HeadOrNone().IfSome(first => folder.End(first.Entry.Agent));
        couldWrite &= !recorder.HasFailed;
        ran += outcomes.Count;
        if (!outcomes.IsEmpty) RunSummary.Show(outcomes, clock.Elapsed, Page, plan.Scope);

        // This function is called when the first case ends. If the stored results are from several agents but not from this agent, the
        // function throws an exception, so that the error is reported before all cases have run.
        string NameOf(CaseResult first)
        {
            var agent = nameOf(first);
            plan.ExpectedOf(agent);
            chosen[agent] = cases;
            folder.Begin(
                new AgentRun(agent, peer.Target, CommandLine.Own, Product.Token, started, TimeSpan.Zero, plan.Patience)
                {
                    Scope = plan.Scope,
                }
            );
            return agent;
        }

        async Task<CaseOutcome> RunOneAsync(Case next, CompressedMessages messages, CancellationToken cancelled)
        {
            var result = await run(next, messages, cancelled);
            return recorder.Add(result) with { IsLate = result.TimedOut && result.Judgement.IsFailure };
        }

        // A repeated case does not use the shared compressed messages, because these messages have already been released.
        async Task<(CaseOutcome Outcome, bool IsSame)> RepeatAsync(Case next, CaseOutcome first, CancellationToken cancelled)
        {
            var result = first.Entry.RepeatedAs(await run(next, CompressedMessages.For(Seq.create(next)), cancelled));
            var outcome = recorder.Add(result);
            return (outcome, IsSame: (outcome.Entry.Behavior, outcome.Entry.Close) == (first.Entry.Behavior, first.Entry.Close));
        }
    }

    /// <summary>Writes the index and the report files in other formats, and returns the exit code.</summary>
    /// <param name="isStopped">
    /// Whether the run was stopped. The value can be true even if all planned cases have run, because the run can be stopped between two
    /// peers.
    /// </param>
    /// <param name="isUnreachable">Whether a peer could not be reached.</param>
    /// <exception cref="UsageException">The run was stopped, or some planned cases did not run.</exception>
    public int End(bool isStopped = false, bool isUnreachable = false)
    {
        var entries = folder.Entries;
        var isWhole = !isStopped && ran == planned;
        // If the run ended before its first result, the reports of an earlier run in the same folder are not changed. A run without cases,
        // such as an empty shard, writes its reports. These reports can be merged with the reports of the other shards.
        if (!entries.IsEmpty || (isWhole && !isUnreachable))
        {
            couldWrite &= ResultRecorder.Try(folder, folder.WriteIndex, wasReported: !couldWrite);
            // For a stopped run, do not compute the changes, because cases that did not run would count as gone.
            var changes = isWhole ? plan.Changes(entries, ChosenOf) : Option<Seq<VerdictChange>>.None;
            couldWrite &= plan.Formats.WriteResults(
                new FormatInput(entries, plan.Cases, plan.Agent) { Scope = plan.Scope, Changes = changes }
            );
        }

        if (!isWhole)
            throw new UsageException(
                entries.IsEmpty ? "stopped before the first case ended."
                : ran < planned ? $"stopped: {ran} of {CountText.Of(planned, "case")} ran, and are in the report."
                : $"stopped: {CountText.Of(ran, "case")} ran, and the results are in the report. Not all servers were tested."
            );
        var code = plan.ExitCode(entries, ChosenOf);
        return couldWrite ? code : UsageError.ExitCode;

        Seq<Case> ChosenOf(string agent) => chosen.GetValueOrDefault(agent, plan.Cases);
    }

    public void Dispose() => folder.Dispose();
}

/// <summary>The description of a peer for the output and the reports.</summary>
/// <param name="Name">The name of the peer in the title of the run.</param>
/// <param name="Target">The URL of the peer, or a description of a peer in memory.</param>
/// <param name="Command">The command line that repeats the test of the peer, without the --cases option.</param>
internal sealed record Peer(string Name, string Target, string Command);
