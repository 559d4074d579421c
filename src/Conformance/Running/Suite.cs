namespace Pure.WebSockets.Conformance;

/// <summary>Runs many cases, independent of each other, at once.</summary>
public static class Suite
{
    // As many that come out alone as they did among others say that the peer is like that.
    private const int MostInVain = 8;

    /// <summary>
    /// Runs cases against a server and returns their results in the order of the cases; if the run is stopped, those of the cases that
    /// ended.
    /// </summary>
    /// <param name="cases">The cases.</param>
    /// <param name="runner">Runs a case against the server.</param>
    /// <param name="parallel">The maximum number of light cases at once.</param>
    /// <param name="onResult">Called with each result, from one thread at a time.</param>
    /// <param name="stop">Stops the run.</param>
    public static Task<Seq<CaseResult>> RunAsync(
        Seq<Case> cases,
        TcpRunner runner,
        int parallel,
        Action<CaseResult> onResult,
        CancellationToken stop
    ) => RunAsync(cases, runner.RunAsync, parallel, onResult, stop);

    /// <summary>
    /// Runs the cases and returns their results in the cases' order; when it is stopped, those that there are. Light cases go first, as
    /// many at once as allowed: most of them wait, and their waits overlap. Heavy ones follow, two a processor, since of two ends that
    /// take turns one waits; apart, so that no short deadline of a light one is missed for their sake; those that send the same
    /// compressed messages one behind the other, so that few are held at a time.
    /// </summary>
    /// <param name="cases">The cases.</param>
    /// <param name="run">How to run one, with the messages that cases share. What it makes of the result is kept until the end.</param>
    /// <param name="parallel">How many light ones at once.</param>
    /// <param name="onResult">Called for each as it ends, from one thread at a time.</param>
    /// <param name="stop">Stops the run.</param>
    internal static Task<Seq<T>> RunAsync<T>(
        Seq<Case> cases,
        Func<Case, CompressedMessages, CancellationToken, Task<T>> run,
        int parallel,
        Action<T> onResult,
        CancellationToken stop
    ) => RunAsync(cases, run, _ => false, (_, first, _) => Task.FromResult((first, IsSame: true)), parallel, onResult, stop);

    /// <summary>
    /// The same; and a case that timed out among others is repeated, alone, when all others are over: the second result counts. When
    /// eight in a row come out as they did before, the peer is like that, and the rest is not repeated.
    /// </summary>
    /// <param name="cases">The cases.</param>
    /// <param name="run">How to run one, with the messages that cases share.</param>
    /// <param name="isLate">Whether a result may be other when the case runs alone. Not asked when one case runs at a time.</param>
    /// <param name="again">How to run a case again, with its first result; tells, too, whether it came out the same.</param>
    /// <param name="parallel">How many light ones at once.</param>
    /// <param name="onResult">Called for each case once, with the result that counts, from one thread at a time.</param>
    /// <param name="stop">Stops the run. Of what was not repeated yet the first result counts.</param>
    internal static async Task<Seq<T>> RunAsync<T>(
        Seq<Case> cases,
        Func<Case, CompressedMessages, CancellationToken, Task<T>> run,
        Func<T, bool> isLate,
        Func<Case, T, CancellationToken, Task<(T Result, bool IsSame)>> again,
        int parallel,
        Action<T> onResult,
        CancellationToken stop)
    {
        var results = new Dictionary<CaseId, T>();
        var late = new List<Case>();
        var messages = CompressedMessages.For(cases);
        (IEnumerable<Case> Cases, int Degree)[] lanes =
        [
            (cases.Filter(found => !found.IsHeavy), parallel),
            (Together(cases.Filter(found => found.IsHeavy)), Math.Min(parallel, 2 * Environment.ProcessorCount)),
        ];
        try
        {
            foreach (var (lane, degree) in lanes)
                await Parallel
                    .ForEachAsync(lane, new ParallelOptions { MaxDegreeOfParallelism = degree, CancellationToken = stop }, RunOneAsync)
                    .ConfigureAwait(false);
            await RepeatAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What ran has ended, and is told.
        }

        foreach (var unrepeated in late) onResult(results[unrepeated.Id]);
        return cases.Filter(found => results.ContainsKey(found.Id)).Map(found => results[found.Id]).Strict();

        async ValueTask RunOneAsync(Case next, CancellationToken cancelled)
        {
            var result = await run(next, messages, cancelled).ConfigureAwait(false);
            messages.Over(next);
            lock (results)
            {
                results.Add(next.Id, result);
                if (parallel > 1 && isLate(result)) late.Add(next);
                else onResult(result);
            }
        }

        async Task RepeatAsync()
        {
            late.Sort((one, other) => one.Id.CompareTo(other.Id));
            for (var inVain = 0; late.Count > 0 && inVain < MostInVain; late.RemoveAt(0))
            {
                var (result, isSame) = await again(late[0], results[late[0].Id], stop).ConfigureAwait(false);
                results[late[0].Id] = result;
                inVain = isSame ? inVain + 1 : 0;
                onResult(result);
            }
        }
    }

    /// <summary>In the same order, but each case right behind the first that sends the same messages.</summary>
    private static IEnumerable<Case> Together(Seq<Case> cases) => cases.GroupBy(CompressedMessages.CutOf).SelectMany(group => group);
}
