namespace Pure.WebSockets.Conformance;

/// <summary>The verdicts so far, by agent and case, for those who ask and those who wait. May be used from many threads.</summary>
internal sealed class Standings
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Agent, CaseId Id), Standing> standings = [];
    private readonly Dictionary<(string Agent, CaseId Id), List<Action<Standing>>> waiting = [];
    private long last;

    /// <summary>A case ended: its verdict replaces an older one, and is told to those who wait.</summary>
    public void Add(string agent, CaseResult result)
    {
        List<Action<Standing>>? told;
        Standing standing;
        lock (gate)
        {
            standing = new Standing(++last, agent, result.Case.Id, result.Judgement, result.Duration);
            standings[(agent, result.Case.Id)] = standing;
            waiting.Remove((agent, result.Case.Id), out told);
        }

        foreach (var tell in told ?? []) tell(standing);
    }

    /// <summary>Tells the verdict, at once or when it is there.</summary>
    public void WhenThere(string agent, CaseId id, Action<Standing> tell)
    {
        Standing? there;
        lock (gate)
        {
            if (!standings.TryGetValue((agent, id), out there) && !waiting.TryAdd((agent, id), [tell])) waiting[(agent, id)].Add(tell);
        }

        if (there is not null) tell(there);
    }

    /// <summary>Who waited waits no more.</summary>
    public void Forget(string agent, CaseId id, Action<Standing> tell)
    {
        lock (gate)
        {
            if (waiting.TryGetValue((agent, id), out var others) && others.Remove(tell) && others.Count == 0) waiting.Remove((agent, id));
        }
    }

    /// <summary>The number of the last verdict of all, and those of an agent that came behind a number, in their order.</summary>
    public (long Last, Seq<Standing> Standings) After(string agent, long number)
    {
        lock (gate)
            return (
                last,
                Seq.create<Standing>([
                    .. standings
                        .Values.Where(standing => standing.Agent == agent && standing.Number > number)
                        .OrderBy(standing => standing.Number),
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
internal sealed record Standing(long Number, string Agent, CaseId Id, Judgement Judgement, TimeSpan Time);
