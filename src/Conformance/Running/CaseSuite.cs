namespace Pure.WebSockets.Conformance;

/// <summary>Runs many independent cases at once.</summary>
public static class CaseSuite
{
    // After this many repetitions in a row with an unchanged result, the time-outs are taken as the peer's behaviour.
    private const int MostInVain = 8;

    /// <summary>
    /// Runs cases against a server and returns their results in the order of the cases. If the run is stopped, returns the results of the
    /// cases that ended.
    /// </summary>
    /// <param name="cases">The cases.</param>
    /// <param name="runner">Runs a case against the server.</param>
    /// <param name="parallel">The maximum number of light cases at once.</param>
    /// <param name="onResult">Called with each result, from one thread at a time.</param>
    /// <param name="stop">Stops the run.</param>
    public static Task<Seq<CaseResult>> RunAsync(
        IEnumerable<Case> cases,
        TcpRunner runner,
        int parallel,
        Action<CaseResult> onResult,
        CancellationToken stop
    ) => RunAsync(Seq.create<Case>([.. cases]), runner.RunAsync, parallel, onResult, stop);

    /// <summary>
    /// Runs the cases and returns their results in the order of the cases. If the run is stopped, returns the results of the cases that
    /// ended. Light cases run first: most of them wait, and their waits overlap. Heavy cases follow separately, so that they do not delay a
    /// light case past its time limit, two per processor, because one end waits while the other works. Heavy cases with the same compressed
    /// messages run one after the other, so that few messages are kept at a time.
    /// </summary>
    /// <param name="cases">The cases.</param>
    /// <param name="run">Runs a case, with the messages that cases share. The return values are kept until the end.</param>
    /// <param name="parallel">The maximum number of light cases at once.</param>
    /// <param name="onResult">Called for each case as it ends, from one thread at a time.</param>
    /// <param name="stop">Stops the run.</param>
    internal static Task<Seq<T>> RunAsync<T>(
        Seq<Case> cases,
        Func<Case, CompressedMessages, CancellationToken, Task<T>> run,
        int parallel,
        Action<T> onResult,
        CancellationToken stop
    ) => RunAsync(cases, run, _ => false, (_, first, _) => Task.FromResult((first, IsSame: true)), parallel, onResult, stop);

    /// <summary>
    /// Does the same, and repeats a case that timed out while it ran in parallel with others. The repetition runs alone, after all others,
    /// and its result counts. After eight repetitions in a row with an unchanged result, the rest is not repeated.
    /// </summary>
    /// <param name="cases">The cases.</param>
    /// <param name="run">Runs a case, with the messages that cases share.</param>
    /// <param name="isLate">Whether a result may differ if the case runs alone. Not called if one case runs at a time.</param>
    /// <param name="again">Repeats a case, given its first result. Also returns whether the result is the same.</param>
    /// <param name="parallel">The maximum number of light cases at once.</param>
    /// <param name="onResult">Called for each case once, with the result that counts, from one thread at a time.</param>
    /// <param name="stop">Stops the run. Cases that have not been repeated yet keep their first result.</param>
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
            (GroupByMessages(cases.Filter(found => found.IsHeavy)), Math.Min(parallel, 2 * Environment.ProcessorCount)),
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
            // The cases that ended are reported.
        }

        foreach (var unrepeated in late) onResult(results[unrepeated.Id]);
        return cases.Filter(found => results.ContainsKey(found.Id)).Map(found => results[found.Id]).Strict();

        async ValueTask RunOneAsync(Case next, CancellationToken cancelled)
        {
            var result = await run(next, messages, cancelled).ConfigureAwait(false);
            messages.Release(next);
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

    /// <summary>Keeps the order, but moves each case next to the first one with the same messages.</summary>
    private static IEnumerable<Case> GroupByMessages(Seq<Case> cases) => cases.GroupBy(CompressedMessages.CutOf).SelectMany(group => group);
}
