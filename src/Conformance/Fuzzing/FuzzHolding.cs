namespace Pure.WebSockets.Conformance;

/// <summary>
/// Runs the conversations of a session, and collects their findings. Several workers can use the same instance concurrently.
/// </summary>
/// <param name="session">The settings.</param>
/// <param name="isOver">The function that returns whether the session is over. No conversation begins after the session is over.</param>
internal sealed class FuzzHolding(FuzzSession session, Func<bool> isOver)
{
    private readonly Lock gate = new();
    private readonly List<FuzzTrail> trails = [];
    private long held;
    private long unrepeated;

    /// <summary>The findings so far.</summary>
    public FoundKinds Found { get; } = new();

    /// <summary>The transitions of the model that were visited. Each worker adds its transitions when the worker finishes.</summary>
    public ModelCoverage Coverage { get; } = new();

    /// <summary>The number of conversations that have been run.</summary>
    public long Held => Interlocked.Read(ref held);

    /// <summary>
    /// The number of dropped findings on reused connections. A finding is dropped if no finding occurs when the conversations are repeated
    /// on a new connection.
    /// </summary>
    public long Unrepeated => Interlocked.Read(ref unrepeated);

    /// <summary>The last conversations of each worker. The workers must have ended.</summary>
    public IEnumerable<FuzzTrail> Trails => trails;

    /// <summary>Runs blocks of conversations until no block is left or the session is over.</summary>
    /// <param name="target">The peer.</param>
    /// <param name="next">
    /// The function that returns the conversation numbers of the next block, or null if no block is left. From is the first number of the
    /// block. To is the number after the last number of the block.
    /// </param>
    /// <exception cref="PeerUnreachableException">The peer could not be reached.</exception>
    public void Hold(FuzzTarget target, Func<(long From, long To)?> next)
    {
        var (visited, trail) = (new ModelCoverage(), new FuzzTrail());
        lock (gate) trails.Add(trail);
        try
        {
            while (!isOver() && next() is var (from, to)) HoldBlock(target, visited, trail, from, to);
        }
        finally
        {
            lock (gate) Coverage.Add(visited);
        }
    }

    private void HoldBlock(FuzzTarget target, ModelCoverage visited, FuzzTrail trail, long from, long to)
    {
        var scripts = new FuzzScript[to - from];
        for (var at = 0; at < scripts.Length; at++)
            scripts[at] = ConversationGenerator.Generate(session.Seed, from + at, session.Tester, session.Generator);
        var lines = new List<(FuzzLine Line, long Since)>();
        // A peer that accepts no more connections may accept one if those that wait for a later conversation have ended.
        target = session.Openings?.Of(target, EndLines) ?? target;
        try
        {
            for (var at = 0; at < scripts.Length && !isOver(); at++)
            {
                var script = scripts[at];
                var used = Taken(lines, script);
                // Keep the connection open only if a later conversation in the block can use the connection.
                var staysOpen = script.Openings.IsEmpty
                    && Array.Exists(scripts[(at + 1)..], later => later.Openings.IsEmpty && Equals(later.Deflate, script.Deflate));
                var (outcome, line) = FuzzRun.Run(script, target, session.Profile, visited, used?.Line, staysOpen);
                var since = used?.Since ?? (from + at);
                trail.Add(new FuzzSuspect(from + at, used?.Line.Joined(script) ?? script) { Since = since }, outcome.WasEnded);
                if (line is not null) lines.Add((line, since));
                if (outcome.Finding is { } finding) Add(target, from + at, script, finding, used);
                Interlocked.Increment(ref held);
            }
        }
        finally
        {
            EndLines();
        }

        void EndLines()
        {
            foreach (var (line, _) in lines) line.Dispose();
            lines.Clear();
        }
    }

    private static (FuzzLine Line, long Since)? Taken(List<(FuzzLine Line, long Since)> lines, FuzzScript script)
    {
        var at = lines.FindIndex(open => open.Line.Fits(script));
        if (at < 0) return null;
        var taken = lines[at];
        lines.RemoveAt(at);
        return taken;
    }

    private void Add(FuzzTarget target, long number, FuzzScript script, ModelFinding finding, (FuzzLine Line, long Since)? used)
    {
        if (used is not var (line, since))
        {
            Found.Add(new FoundKind(number, script, finding, 1));
            return;
        }

        var joined = line.Joined(script);
        try
        {
            var alone = FuzzRun.Run(script, target, session.Profile).Finding;
            if (alone is not null) Found.Add(new FoundKind(number, script, alone, 1));
            // If the conversation alone leads to no finding, or to a different finding with a weaker demand, repeat the earlier
            // conversations as well.
            if (alone is not null && (alone.IsLike(finding) || alone.Demand >= finding.Demand)) return;
            if (FuzzRun.Run(joined, target, session.Profile).Finding is { } again)
                Found.Add(new FoundKind(number, joined, again, 1) { Since = since });
            else if (PeerWatch.CanBeReached(target))
                Interlocked.Increment(ref unrepeated);
            else
                // The peer was lost during the repetition, so the repetition shows nothing.
                Found.Add(new FoundKind(number, joined, finding, 1) { Since = since });
        }
        catch (PeerUnreachableException)
        {
            // Add the finding, because the conversation can be the reason why the peer can no longer be reached.
            Found.Add(new FoundKind(number, joined, finding, 1) { Since = since });
            throw;
        }
    }
}
