namespace Pure.WebSockets.Conformance;

/// <summary>Runs many independent cases in parallel.</summary>
public static class CaseSuite
{
    // The maximum number of successive repetitions with an unchanged result. After this number of repetitions, no more cases are repeated,
    // because the timeouts are probably the peer's normal behaviour.
    private const int MostInVain = 8;

    /// <summary>
    /// Runs cases against a server and returns their results in the same order. If the run is stopped, only the results of the
    /// completed cases are returned.
    /// </summary>
    /// <param name="cases">The cases to run.</param>
    /// <param name="runner">The runner that runs each case against the server.</param>
    /// <param name="parallel">
    /// The maximum number of cases that run at the same time. In addition, at most two heavy cases run at the same time for each
    /// processor.
    /// </param>
    /// <param name="onResult">A function that is called with the result of each case. Its calls never overlap.</param>
    /// <param name="cancellationToken">The token that stops the run.</param>
    public static Task<Seq<CaseResult>> RunAsync(
        IEnumerable<Case> cases,
        TcpRunner runner,
        int parallel,
        Action<CaseResult> onResult,
        CancellationToken cancellationToken = default
    ) => RunAsync(Seq.create<Case>([.. cases]), runner.RunAsync, parallel, onResult, cancellationToken);

    /// <summary>
    /// Runs the cases and returns their results in the same order. If the run is stopped, only the results of the completed cases are
    /// returned. Light cases mostly wait, so a large number of light cases can run at the same time. Heavy cases run after all light cases,
    /// because a heavy case could delay a light case beyond its time limit. At most two heavy cases run per processor, because one endpoint
    /// of each connection waits while the other endpoint computes. Heavy cases with the same compressed messages run in succession, so that
    /// few messages are in memory at the same time.
    /// </summary>
    /// <param name="cases">The cases to run.</param>
    /// <param name="run">
    /// A function that runs a case with the compressed messages that cases share. The return values remain in memory until all cases have
    /// ended.
    /// </param>
    /// <param name="parallel">
    /// The maximum number of cases that run at the same time. In addition, at most two heavy cases run at the same time for each
    /// processor.
    /// </param>
    /// <param name="onResult">A function that is called with the result of each case when the case ends. Its calls never overlap.</param>
    /// <param name="stop">The token that stops the run.</param>
    internal static Task<Seq<T>> RunAsync<T>(
        Seq<Case> cases,
        Func<Case, CompressedMessages, CancellationToken, Task<T>> run,
        int parallel,
        Action<T> onResult,
        CancellationToken stop
    ) => RunAsync(cases, run, _ => false, (_, first, _) => Task.FromResult((first, IsSame: true)), parallel, onResult, stop);

    /// <summary>
    /// Runs the cases and returns their results in the same order. A case that timed out while other cases were running is repeated after
    /// all other cases, when no other case is running. The result of the repetition replaces the first result. After eight successive
    /// repetitions with an unchanged result, the remaining cases are not repeated.
    /// </summary>
    /// <param name="cases">The cases to run.</param>
    /// <param name="run">A function that runs a case with the compressed messages that cases share.</param>
    /// <param name="isLate">
    /// A function that returns whether the result might be different if no other case were running. The function is not called if
    /// <paramref name="parallel"/> is 1.
    /// </param>
    /// <param name="again">
    /// A function that repeats a case. Its arguments are the case and the first result. The function returns the new result, and
    /// whether the new result is the same as the first result.
    /// </param>
    /// <param name="parallel">
    /// The maximum number of cases that run at the same time. In addition, at most two heavy cases run at the same time for each
    /// processor.
    /// </param>
    /// <param name="onResult">
    /// A function that is called once for each case that has run. Its argument is the result of the repetition, or the first result if the
    /// case was not repeated. Its calls never overlap.
    /// </param>
    /// <param name="stop">The token that stops the run. For a case that has not been repeated yet, the first result is returned.</param>
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
            // The run was stopped, so only the results of the completed cases are returned.
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

    /// <summary>
    /// Groups the cases by the compressed messages that they share. The cases that share no messages form one group. The order within each
    /// group does not change.
    /// </summary>
    private static IEnumerable<Case> GroupByMessages(Seq<Case> cases) => cases.GroupBy(CompressedMessages.CutOf).SelectMany(group => group);
}
