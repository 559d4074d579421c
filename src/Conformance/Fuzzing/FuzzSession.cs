using System.Diagnostics;

namespace Pure.WebSockets.Conformance;

/// <summary>A series of generated conversations with a peer. Several workers hold them concurrently.</summary>
/// <param name="Tester">The role of the tester.</param>
/// <param name="TargetOf">The function that returns the peer for the worker with the given number.</param>
internal sealed record FuzzSession(Role Tester, Func<int, FuzzTarget> TargetOf)
{
    private const int KindsOfFindings = 100;

    /// <summary>The seed of the conversations.</summary>
    public ulong Seed { get; init; }

    /// <summary>The number of the first conversation.</summary>
    public long First { get; init; }

    /// <summary>The maximum number of conversations.</summary>
    public long Conversations { get; init; } = long.MaxValue;

    /// <summary>The time after which no further conversation begins.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.MaxValue;

    /// <summary>The number of workers.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>The limits of the generator.</summary>
    public GeneratorOptions Generator { get; init; } = GeneratorOptions.Default;

    /// <summary>How the peer's application behaves.</summary>
    public PeerProfile Profile { get; init; }

    /// <summary>The maximum number of conversations that are tried in order to shorten one finding's conversation.</summary>
    public int MostShrinkingRuns { get; init; } = 3000;

    /// <summary>
    /// The number of times that the conversation of a finding is repeated. If the finding does not occur each time, it is reported as
    /// flaky.
    /// </summary>
    public int Repeats { get; init; } = 2;

    /// <summary>The maximum time between two progress reports.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Holds the conversations, and shortens the first conversation of each kind of finding.</summary>
    /// <param name="onProgress">A function that is called repeatedly with the progress, on the caller's thread.</param>
    /// <param name="stop">
    /// The token that ends the conversations early. If the token is cancelled before the findings are shortened, the result contains no
    /// findings.
    /// </param>
    /// <exception cref="PeerUnreachableException">The peer could not be reached.</exception>
    public FuzzReport Run(Action<FuzzProgress> onProgress, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var (next, held) = (First, 0L);
        var found = new List<Kind>();
        var coverage = new ModelCoverage();
        Exception? broken = null;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var workers = Enumerable.Range(0, Workers).Select(worker => new Thread(() => Work(worker)) { IsBackground = true }).ToArray();
        foreach (var worker in workers) worker.Start();
        while (workers.Any(worker => !worker.Join(ReportInterval / Workers))) onProgress(Progress());
        if (broken is not null) throw broken;
        var progress = Progress();
        var shortened = found.Where(_ => !stop.IsCancellationRequested).OrderBy(kind => kind.Number).Select(Shortened).ToArray();
        return new FuzzReport(progress, Distinct(shortened), coverage);

        FuzzProgress Progress()
        {
            lock (found) return new FuzzProgress(Interlocked.Read(ref held), clock.Elapsed, found.Count);
        }

        void Work(int worker)
        {
            var (target, visited) = (TargetOf(worker), new ModelCoverage());
            try
            {
                while (!over.IsCancellationRequested && clock.Elapsed < Time)
                {
                    var number = Interlocked.Increment(ref next) - 1;
                    if (number - First >= Conversations) break;
                    var script = ConversationGenerator.Generate(Seed, number, Tester, Generator);
                    if (FuzzRun.Run(script, target, Profile, visited).Finding is { } finding) Add(number, script, finding);
                    Interlocked.Increment(ref held);
                }
            }
            catch (PeerUnreachableException error)
            {
                broken = error;
                over.Cancel();
            }

            lock (coverage) coverage.Add(visited);
        }

        // For each kind of finding, the conversation with the lowest number is kept. The result therefore does not depend on the order of
        // the workers.
        void Add(long number, FuzzScript script, ModelFinding finding)
        {
            lock (found)
            {
                var at = found.FindIndex(kind => kind.Finding.IsLike(finding));
                if (at < 0 && found.Count < KindsOfFindings) found.Add(new Kind(number, script, finding, 1));
                else if (at >= 0 && number < found[at].Number) found[at] = new Kind(number, script, finding, found[at].Count + 1);
                else if (at >= 0) found[at] = found[at] with { Count = found[at].Count + 1 };
            }
        }
    }

    /// <summary>
    /// Combines findings of the same kind. When a conversation is shortened, its finding can be replaced by one of another kind, which may
    /// have been found already.
    /// </summary>
    private static FuzzFailure[] Distinct(FuzzFailure[] failures)
    {
        var distinct = new List<FuzzFailure>();
        foreach (var failure in failures)
        {
            var same = distinct.FindIndex(other => other.IsFlaky == failure.IsFlaky && other.Finding.IsLike(failure.Finding));
            if (same < 0) distinct.Add(failure);
            else distinct[same] = distinct[same] with { Count = distinct[same].Count + failure.Count };
        }

        return [.. distinct];
    }

    private FuzzFailure Shortened(Kind kind)
    {
        var target = TargetOf(0);
        ModelFinding? Again(FuzzScript script) => FuzzRun.Run(script, target, Profile).Finding;
        var seen = Enumerable.Range(0, Repeats).Count(_ => Again(kind.Script) is { } again && again.IsLike(kind.Finding));
        if (seen < Repeats) return new FuzzFailure(kind.Number, kind.Finding, kind.Script, kind.Count, Repeats - seen);
        var shrinking = new Shrinking(Again, kind.Finding, MostShrinkingRuns);
        var shortest = shrinking.Shrink(kind.Script);
        return new FuzzFailure(kind.Number, shrinking.Finding, shortest, kind.Count, 0);
    }

    private sealed record Kind(long Number, FuzzScript Script, ModelFinding Finding, long Count);
}

/// <summary>The progress of a session.</summary>
/// <param name="Conversations">The number of conversations that were held.</param>
/// <param name="Time">The time since the start.</param>
/// <param name="Findings">The number of different findings.</param>
internal readonly record struct FuzzProgress(long Conversations, TimeSpan Time, int Findings);

/// <summary>A kind of finding, with the shortest conversation that shows it.</summary>
/// <param name="Number">The number of the conversation in which the finding occurred.</param>
/// <param name="Finding">The finding of the shortest conversation.</param>
/// <param name="Shortest">The shortest conversation that was found. If the finding is flaky, this is the original conversation.</param>
/// <param name="Count">The number of conversations with a finding of this kind.</param>
/// <param name="Missed">The number of repetitions in which the finding did not occur. The number is 0 unless the finding is flaky.</param>
internal sealed record FuzzFailure(long Number, ModelFinding Finding, FuzzScript Shortest, long Count, int Missed)
{
    /// <summary>Whether the finding was missing in at least one repetition.</summary>
    public bool IsFlaky => Missed > 0;

    /// <summary>Whether the peer breaks a mandatory rule in each repetition.</summary>
    public bool IsFailure => Finding.Demand == Demand.Must && !IsFlaky;
}

/// <summary>The result of a session.</summary>
/// <param name="Progress">The progress at the end of the conversations.</param>
/// <param name="Failures">The findings, sorted by conversation number.</param>
/// <param name="Coverage">The transitions of the model that were visited.</param>
internal sealed record FuzzReport(FuzzProgress Progress, IReadOnlyList<FuzzFailure> Failures, ModelCoverage Coverage);
