namespace Pure.WebSockets.Conformance;

/// <summary>The latest verdicts, by agent and case. This class is thread-safe.</summary>
internal sealed class CaseResults
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Agent, CaseId Id), CaseVerdict> verdicts = [];
    private readonly Dictionary<(string Agent, CaseId Id), List<Action<CaseVerdict>>> waiting = [];
    private long last;

    /// <summary>
    /// Records the verdict on a case, and calls the callbacks that are waiting for this verdict. The verdict replaces any earlier verdict
    /// on the same agent and case.
    /// </summary>
    public void Add(string agent, CaseResult result)
    {
        List<Action<CaseVerdict>>? callbacks;
        CaseVerdict verdict;
        lock (gate)
        {
            verdict = new CaseVerdict(++last, agent, result.Case.Id, result.Judgement, result.Duration);
            verdicts[(agent, result.Case.Id)] = verdict;
            waiting.Remove((agent, result.Case.Id), out callbacks);
        }

        foreach (var callback in callbacks ?? []) callback(verdict);
    }

    /// <summary>
    /// Calls the callback when a verdict on the case is available. If a verdict is already available, calls the callback immediately.
    /// </summary>
    public void WhenAvailable(string agent, CaseId id, Action<CaseVerdict> callback)
    {
        CaseVerdict? there;
        lock (gate)
        {
            if (!verdicts.TryGetValue((agent, id), out there) && !waiting.TryAdd((agent, id), [callback]))
                waiting[(agent, id)].Add(callback);
        }

        if (there is not null) callback(there);
    }

    /// <summary>Removes a callback that is waiting for a verdict.</summary>
    public void Cancel(string agent, CaseId id, Action<CaseVerdict> callback)
    {
        lock (gate)
        {
            if (waiting.TryGetValue((agent, id), out var others) && others.Remove(callback) && others.Count == 0)
                waiting.Remove((agent, id));
        }
    }

    /// <summary>
    /// Returns the number of the latest verdict on any agent. Also returns the verdicts on the given agent whose numbers are higher than
    /// the given number, in ascending order.
    /// </summary>
    public (long Last, Seq<CaseVerdict> Verdicts) After(string agent, long number)
    {
        lock (gate)
            return (
                last,
                Seq.create<CaseVerdict>([
                    .. verdicts
                        .Values.Where(verdict => verdict.Agent == agent && verdict.Number > number)
                        .OrderBy(verdict => verdict.Number),
                ])
            );
    }
}

/// <summary>The verdicts on an agent for one case.</summary>
/// <param name="Number">The number of the verdict. The verdicts on all agents are numbered consecutively.</param>
/// <param name="Agent">The name of the client.</param>
/// <param name="Id">The id of the case.</param>
/// <param name="Judgement">The verdicts on the behaviour and on the closing handshake.</param>
/// <param name="Time">The duration of the case.</param>
internal sealed record CaseVerdict(long Number, string Agent, CaseId Id, Judgement Judgement, TimeSpan Time);
