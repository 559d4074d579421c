namespace Pure.WebSockets.Conformance;

/// <summary>The verdicts so far, by agent and case, for those who ask and those who wait. May be used from many threads.</summary>
internal sealed class CaseResults
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Agent, CaseId Id), CaseVerdict> verdicts = [];
    private readonly Dictionary<(string Agent, CaseId Id), List<Action<CaseVerdict>>> waiting = [];
    private long last;

    /// <summary>A case ended: its verdict replaces an older one, and is told to those who wait.</summary>
    public void Add(string agent, CaseResult result)
    {
        List<Action<CaseVerdict>>? told;
        CaseVerdict verdict;
        lock (gate)
        {
            verdict = new CaseVerdict(++last, agent, result.Case.Id, result.Judgement, result.Duration);
            verdicts[(agent, result.Case.Id)] = verdict;
            waiting.Remove((agent, result.Case.Id), out told);
        }

        foreach (var tell in told ?? []) tell(verdict);
    }

    /// <summary>Tells the verdict, at once or when it is there.</summary>
    public void WhenThere(string agent, CaseId id, Action<CaseVerdict> tell)
    {
        CaseVerdict? there;
        lock (gate)
        {
            if (!verdicts.TryGetValue((agent, id), out there) && !waiting.TryAdd((agent, id), [tell])) waiting[(agent, id)].Add(tell);
        }

        if (there is not null) tell(there);
    }

    /// <summary>Who waited waits no more.</summary>
    public void Forget(string agent, CaseId id, Action<CaseVerdict> tell)
    {
        lock (gate)
        {
            if (waiting.TryGetValue((agent, id), out var others) && others.Remove(tell) && others.Count == 0) waiting.Remove((agent, id));
        }
    }

    /// <summary>The number of the last verdict of all, and those of an agent that came behind a number, in their order.</summary>
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

/// <summary>The verdict on a case of an agent.</summary>
/// <param name="Number">How many verdicts there were with it, of any agent.</param>
/// <param name="Agent">How the client calls itself.</param>
/// <param name="Id">The case.</param>
/// <param name="Judgement">The verdict.</param>
/// <param name="Time">How long the case took.</param>
internal sealed record CaseVerdict(long Number, string Agent, CaseId Id, Judgement Judgement, TimeSpan Time);
