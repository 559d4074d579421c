using System.Collections.Immutable;
using System.Diagnostics;

namespace Pure.WebSockets.Conformance;

/// <summary>A series of generated conversations with a peer. Several workers run the conversations concurrently.</summary>
/// <param name="Tester">The role of the tester.</param>
/// <param name="TargetOf">The function that returns the peer for a session and for the worker with the given number.</param>
internal sealed record FuzzSession(Role Tester, Func<FuzzSession, int, FuzzTarget> TargetOf)
{
    /// <summary>The seed of the conversations.</summary>
    public ulong Seed { get; init; }

    /// <summary>The upper limit for the numbers of conversations. Only conversations with lower numbers are run.</summary>
    public const long Most = long.MaxValue - int.MaxValue;

    /// <summary>The number of the first conversation.</summary>
    public long First { get; init; }

    /// <summary>The maximum number of conversations.</summary>
    public long Conversations { get; init; } = long.MaxValue;

    /// <summary>The time after which no further conversation begins.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.MaxValue;

    /// <summary>The number of workers.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// The maximum number of conversations that are run on the same connection, one after another. A finding on a reused connection counts
    /// only if a finding also occurs when the conversations are repeated on a new connection.
    /// </summary>
    public int OnOneConnection { get; init; } = 1;

    /// <summary>The limits of the generator.</summary>
    public GeneratorOptions Generator { get; init; } = GeneratorOptions.Default;

    /// <summary>The expected behaviour of the peer's application.</summary>
    public PeerProfile Profile { get; init; } = PeerProfile.Echo;

    /// <summary>The cases that are run instead of generated conversations.</summary>
    public Seq<Case> Replayed { get; init; }

    /// <summary>The maximum number of attempts to shorten the conversation of a finding.</summary>
    public int MostShrinkingRuns { get; init; } = 3000;

    /// <summary>
    /// The number of times that the conversation of a finding is repeated. A finding that does not occur in every repetition is reported as
    /// flaky.
    /// </summary>
    public int Repeats { get; init; } = 2;

    /// <summary>The time after which no further conversation begins that repeats or shortens a finding.</summary>
    public TimeSpan ShorteningTime { get; init; } = TimeSpan.MaxValue;

    /// <summary>
    /// The maximum time to wait until a peer that was lost can be reached again, or until a client connects again. If the value is zero,
    /// there is no search for the conversation that ended the peer, and the wait for a client has no limit.
    /// </summary>
    public TimeSpan ReturnPatience { get; init; }

    /// <summary>The function that is called when the peer is lost, before the wait for its return.</summary>
    public Action<PeerLoss> OnLost { get; init; } = _ => { };

    /// <summary>The function that is called when a lost peer can be reached again, with the time of the wait.</summary>
    public Action<TimeSpan> OnReturn { get; init; } = _ => { };

    /// <summary>
    /// What to do if a connection does not open, or null if this is always a finding, because the peer is in memory or is a client.
    /// </summary>
    public PeerOpenings? Openings { get; init; }

    /// <summary>Whether the peer runs in real time.</summary>
    public bool IsLive { get; init; }

    /// <summary>
    /// The factor by which the time limits for a peer that runs in real time are multiplied. This factor has no effect on a peer that runs
    /// in virtual time.
    /// </summary>
    public double Patience { get; init; } = 1;

    /// <summary>Returns the peer for the worker with the given number, whose openings are repeated if they fail.</summary>
    public FuzzTarget PatientTarget(int worker) => Openings?.Of(TargetOf(this, worker)) ?? TargetOf(this, worker);

    /// <summary>The time between two progress reports.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Runs the conversations. Then, for each kind of finding, shortens the first conversation in which the finding occurred.
    /// </summary>
    /// <param name="onProgress">The function to call repeatedly with the progress, on the caller's thread.</param>
    /// <param name="stop">
    /// The token that ends the run early. The result then contains the findings so far, each with the shortest conversation found so far.
    /// </param>
    /// <exception cref="PeerUnreachableException">The peer could not be reached, and no conversation was run.</exception>
    public FuzzReport Run(Action<FuzzProgress> onProgress, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        // Each block begins at a multiple of the block size, so that the division into blocks does not depend on the number of the first
        // conversation.
        var block = Math.Max(1, OnOneConnection);
        // Each worker increases "next" beyond "end" once. The limit Most is so low that "next" does not overflow.
        var first = Math.Min(First, Most);
        var (next, end) = (first - (first % block), first + Math.Min(Conversations, Most - first));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var holding = new FuzzHolding(this, () => over.IsCancellationRequested || clock.Elapsed >= Time);
        PeerLoss? lost = null;
        // The first number of the block before the current block of each worker. A peer that ends is noticed one block later.
        var (current, before) = (new long[Workers], new long[Workers]);
        Array.Fill(current, first);
        Array.Fill(before, first);
        OnWorkers(Work, () => onProgress(Progress()));
        if (lost is not null && holding.Held == 0) throw lost.Error;
        var progress = Progress();
        FuzzFailure? ended = null;
        if (lost is not null)
            (lost, ended) = Searched(lost with { Suspects = [.. FuzzTrail.Suspects(holding.Trails)] }, stop);
        var kinds = holding.Found.InOrder();
        var isGone = lost is { Outcome: not (LossOutcome.Found or LossOutcome.NotRepeated) };
        var ending = isGone
            ? new Shortening([.. kinds.Select(kind => Unrepeated(kind, lost!))])
            : Shortened(kinds, done => onProgress(progress with { Time = clock.Elapsed, Shortened = done }), lost, stop);
        if (lost is null && ending.Lost is { } later) (lost, ended) = Searched(later with { After = holding.Held }, stop);
        var distinct = FoundKinds.Distinct(ending.Failures);
        return new FuzzReport(progress, ended is null ? distinct : [ended, .. distinct], holding.Coverage)
        {
            Merged = ending.Failures.Length - distinct.Length,
            IsShorteningOver = ending.IsOver,
            Lost = lost,
            Unrepeated = holding.Unrepeated,
            Unlisted = holding.Found.Unlisted,
        };

        FuzzProgress Progress() => new(holding.Held, clock.Elapsed, holding.Found.Count);

        void Work(int worker)
        {
            try
            {
                holding.Hold(
                    TargetOf(this, worker),
                    () =>
                    {
                        var after = Interlocked.Add(ref next, block);
                        if (after - block >= end) return null;
                        (before[worker], current[worker]) = (current[worker], Math.Max(after - block, first));
                        return (current[worker], Math.Min(after, end));
                    }
                );
            }
            catch (PeerUnreachableException error)
            {
                var from = before.Min();
                Interlocked.CompareExchange(
                    ref lost,
                    new PeerLoss(error, holding.Held, from, Math.Min(Interlocked.Read(ref next), end) - from),
                    null
                );
                over.Cancel();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The run was stopped during a case that tests the opening handshake. This case has no result.
            }
        }
    }

    /// <summary>
    /// Searches for the conversation that ended the peer. Returns the loss with the result of the search, and the finding if a suspect
    /// ended the peer again.
    /// </summary>
    private (PeerLoss Lost, FuzzFailure? Ended) Searched(PeerLoss lost, CancellationToken stop)
    {
        OnLost(lost);
        var search = new LossSearch(this, PatientTarget(0), stop);
        var (outcome, failure) = search.Run(lost, OnReturn);
        return (lost with { Outcome = outcome }, failure is null ? null : search.WithCase(failure));
    }

    private static bool IsSuspect(FoundKind kind, PeerLoss? lost) =>
        lost is not null && lost.Suspects.Any(suspect => suspect.Number == kind.Number);

    /// <summary>Returns a finding that is not repeated, because the peer can no longer be reached.</summary>
    private static FuzzFailure Unrepeated(FoundKind kind, PeerLoss lost) =>
        new(kind.Number, kind.Finding, kind.Script, kind.Count, Missed: 0)
        {
            Since = kind.Since,
            IsCutShort = true,
            IsUnrepeated = true,
            IsOfLoss = IsSuspect(kind, lost),
        };

    /// <summary>
    /// Shortens the findings, and runs the case of each finding. The results are in the order of the findings. Several workers shorten
    /// findings concurrently, because each worker spends most of its time waiting for answers that the peer does not send. If the peer is
    /// lost, the result contains the last conversation of each worker.
    /// </summary>
    private Shortening Shortened(
        FoundKind[] kinds,
        Action<int> onProgress,
        PeerLoss? lost,
        CancellationToken stop
    )
    {
        var (shortened, next, done) = (new FuzzFailure?[kinds.Length], -1, 0);
        var (trails, clock) = (Enumerable.Range(0, Workers).Select(_ => new FuzzTrail()).ToArray(), Stopwatch.StartNew());
        var isOver = false;
        PeerUnreachableException? error = null;
        if (kinds.Length > 0) OnWorkers(Shorten, () => onProgress(Volatile.Read(ref done)));
        return new Shortening([.. shortened.OfType<FuzzFailure>()])
        {
            Lost = error is null ? null : new PeerLoss(error, 0, First, 0) { Suspects = [.. FuzzTrail.Suspects(trails)] },
            IsOver = isOver,
        };

        void Shorten(int worker)
        {
            var target = PatientTarget(worker);
            while (Interlocked.Increment(ref next) is var at && at < kinds.Length)
            {
                var kind = kinds[at];
                // The conversation ends the peer, so each repetition would do so as well.
                if (lost is { Outcome: LossOutcome.Found found } && found.Number == kind.Number)
                {
                    shortened[at] = Unrepeated(kind, lost);
                    continue;
                }

                var failure = kind.Shorten(script => Hold(kind, script, target, trails[worker]), Repeats, MostShrinkingRuns);
                // A repetition with a peer that exits shows nothing about the finding.
                if (failure.IsFlaky && !PeerWatch.CanBeReached(target))
                    failure = failure with { Missed = 0, IsCutShort = true, IsUnrepeated = true };
                if (IsSuspect(kind, lost)) failure = failure with { IsOfLoss = failure.IsUnrepeated || failure.IsFlaky };
                shortened[at] = WithCase(failure, target, stop);
                if (!failure.IsCutShort) Interlocked.Increment(ref done);
            }
        }

        ModelFinding? Hold(FoundKind kind, FuzzScript script, FuzzTarget target, FuzzTrail trail)
        {
            stop.ThrowIfCancellationRequested();
            if (clock.Elapsed >= ShorteningTime)
            {
                isOver = true;
                throw new OperationCanceledException("the time to shorten findings is over");
            }

            try
            {
                return Run(kind, script, target, trail);
            }
            catch (PeerUnreachableException unreachable)
            {
                Interlocked.CompareExchange(ref error, unreachable, null);
                if (lost is null) throw;
                // The peer has returned before, so it probably returns again.
                LossSearch.AwaitReturn(target, ReturnPatience, stop);
                return Run(kind, script, target, trail);
            }
        }

        ModelFinding? Run(FoundKind kind, FuzzScript script, FuzzTarget target, FuzzTrail trail)
        {
            var outcome = FuzzRun.Run(script, target, Profile, coverage: null);
            trail.Add(new FuzzSuspect(kind.Number, script), outcome.WasEnded);
            return outcome.Finding;
        }
    }

    /// <summary>The findings after the attempts to shorten them.</summary>
    /// <param name="Failures">The findings, in the order of their conversations.</param>
    private sealed record Shortening(ImmutableArray<FuzzFailure> Failures)
    {
        /// <summary>The loss of the peer during the attempts, or null.</summary>
        public PeerLoss? Lost { get; init; }

        /// <summary>Whether the time was over before all findings were shortened.</summary>
        public bool IsOver { get; init; }
    }

    /// <summary>
    /// Returns the finding with its case and the result of that case. If the case cannot be run, returns the finding unchanged.
    /// </summary>
    private FuzzFailure WithCase(FuzzFailure failure, FuzzTarget target, CancellationToken stop)
    {
        try
        {
            // The masking keys rarely influence the finding, and a case is easier to read without masking keys. The case with the
            // masking keys is run only if the case without masking keys does not lead to the finding.
            foreach (var keepsKeys in new[] { false, true })
            {
                if (failure.IsCutShort || failure.ShowsAgain || stop.IsCancellationRequested) break;
                var found = FindingCase.Of(failure.Shortest, failure.Finding, Seed, failure.Number, keepsKeys);
                // The finding contains the original case, which is written for an echo peer. The tester runs a copy that is adapted to the
                // profile.
                if (Profile.Of([found]).Cases.HeadOrNone().Case is not Case adapted) break;
                failure = failure with { Case = found, Result = target.RunCase(adapted) };
            }
        }
        catch (Exception error) when (error is PeerUnreachableException or OperationCanceledException)
        {
            // The case did not run to its end, so there is no result.
        }

        return failure;
    }

    private void OnWorkers(Action<int> work, Action onProgress)
    {
        using var busy = new CountdownEvent(Workers);
        var workers = Enumerable.Range(0, Workers).Select(worker => new Thread(() => Run(worker)) { IsBackground = true }).ToArray();
        foreach (var worker in workers) worker.Start();
        while (!busy.Wait(ReportInterval)) onProgress();
        foreach (var worker in workers) worker.Join();

        void Run(int worker)
        {
            try
            {
                work(worker);
            }
            finally
            {
                busy.Signal();
            }
        }
    }
}

/// <summary>The progress of a session.</summary>
/// <param name="Conversations">The number of conversations that have been run.</param>
/// <param name="Time">The time since the start.</param>
/// <param name="Findings">The number of different kinds of findings.</param>
internal readonly record struct FuzzProgress(long Conversations, TimeSpan Time, int Findings)
{
    /// <summary>The number of findings that have been shortened, or null while conversations are still running.</summary>
    public int? Shortened { get; init; }
}

/// <summary>A kind of finding, with the shortest conversation that leads to a finding of this kind.</summary>
/// <param name="Number">The number of the conversation in which the finding occurred.</param>
/// <param name="Finding">The finding of the shortest conversation.</param>
/// <param name="Shortest">
/// The shortest conversation that was found. If the finding is flaky, the value is the original conversation.
/// </param>
/// <param name="Count">The number of conversations with a finding of this kind.</param>
/// <param name="Missed">The number of repetitions in which the finding did not occur. If the finding is not flaky, the number is 0.</param>
internal sealed record FuzzFailure(long Number, ModelFinding Finding, FuzzScript Shortest, long Count, int Missed)
{
    /// <summary>
    /// The number of the first conversation that is needed to reproduce the finding. This number is less than <see cref="Number"/> if
    /// earlier conversations on the same connection are needed.
    /// </summary>
    public long Since { get; init; } = Number;

    /// <summary>Whether the finding was missing in at least one repetition.</summary>
    public bool IsFlaky => Missed > 0;

    /// <summary>
    /// Whether the run ended or the peer became unreachable before the conversation was as short as possible. <see cref="Shortest"/> is
    /// then the shortest conversation found by that time.
    /// </summary>
    public bool IsCutShort { get; init; }

    /// <summary>Whether the finding was not repeated, because the peer was lost or the run was stopped.</summary>
    public bool IsUnrepeated { get; init; }

    /// <summary>
    /// Whether the peer was lost in the conversation or just after it, and the finding did not occur again. The finding can be a
    /// consequence of the loss.
    /// </summary>
    public bool IsOfLoss { get; init; }

    /// <summary>The shortest conversation as a case, or null if the case was not run.</summary>
    public Case? Case { get; init; }

    /// <summary>The result of the case, or null if the case was not run.</summary>
    public CaseResult? Result { get; init; }

    /// <summary>
    /// Whether the case led to a finding with the same demand. If the connection opened and the conversation does not test the opening
    /// handshake, the rule must also be the same.
    /// </summary>
    public bool ShowsAgain =>
        Result is { } result
        && FuzzRun.DemandOf(result.Judgement) == Finding.Demand
        && (
            !Shortest.Openings.IsEmpty
            || !result.Observation.WasOpen
            || result.Judgement.Result.Contains(Finding.Rule, StringComparison.Ordinal)
        );

    /// <summary>Whether the peer broke a mandatory rule in the conversation and in each repetition, without the loss of the peer.</summary>
    public bool IsFailure => Finding.Demand == Demand.Must && !IsFlaky && !IsOfLoss;
}

/// <summary>The result of a session.</summary>
/// <param name="Progress">The progress at the end of the conversations.</param>
/// <param name="Failures">The findings, sorted by conversation number.</param>
/// <param name="Coverage">The transitions of the model that were visited.</param>
internal sealed record FuzzReport(FuzzProgress Progress, IReadOnlyList<FuzzFailure> Failures, ModelCoverage Coverage)
{
    /// <summary>Information about the loss of the peer, or null if the peer could be reached until the end of the session.</summary>
    public PeerLoss? Lost { get; init; }

    /// <summary>
    /// The number of dropped findings on reused connections. A finding is dropped if no finding occurs when the conversations are
    /// repeated on a new connection.
    /// </summary>
    public long Unrepeated { get; init; }

    /// <summary>The number of findings that became the same as others when they were shortened, and are counted with these.</summary>
    public int Merged { get; init; }

    /// <summary>Whether the time to shorten findings was over before all of them were shortened.</summary>
    public bool IsShorteningOver { get; init; }

    /// <summary>The number of findings that are not listed, because 100 other kinds of findings are listed.</summary>
    public long Unlisted { get; init; }
}
