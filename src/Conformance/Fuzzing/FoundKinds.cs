namespace Pure.WebSockets.Conformance;

/// <summary>A kind of finding, with the first conversation that led to a finding of this kind.</summary>
/// <param name="Number">The number of the conversation.</param>
/// <param name="Script">The conversation.</param>
/// <param name="Finding">The finding.</param>
/// <param name="Count">The number of conversations with a finding of this kind.</param>
internal sealed record FoundKind(long Number, FuzzScript Script, ModelFinding Finding, long Count)
{
    /// <summary>The number of the first conversation that is needed to reproduce the finding.</summary>
    public long Since { get; init; } = Number;

    /// <summary>
    /// Repeats the conversation, and then shortens the conversation. If the finding does not occur in every repetition, the conversation is
    /// not shortened.
    /// </summary>
    /// <param name="hold">
    /// The function that runs a conversation and returns its finding. If the function throws an <see cref="OperationCanceledException"/> or
    /// a <see cref="PeerUnreachableException"/>, the result contains the shortest conversation found so far.
    /// </param>
    /// <param name="repeats">The number of repetitions.</param>
    /// <param name="mostRuns">The maximum number of attempts to shorten the conversation.</param>
    public FuzzFailure Shorten(Func<FuzzScript, ModelFinding?> hold, int repeats, int mostRuns)
    {
        var shrinking = new Shrinking(hold, Finding, mostRuns);
        var (missed, repeated) = (0, 0);
        try
        {
            for (; repeated < repeats; repeated++)
                if (hold(Script) is not { } again || !again.IsLike(Finding)) missed++;
            if (missed > 0) return new FuzzFailure(Number, Finding, Script, Count, missed) { Since = Since };
            var shortest = shrinking.Shrink(Script);
            return new FuzzFailure(Number, shrinking.Finding, shortest, Count, 0) { Since = Since };
        }
        catch (Exception error) when (error is OperationCanceledException or PeerUnreachableException)
        {
            // The repetition before the loss of a peer can be without the finding because the peer was already about to exit.
            return new FuzzFailure(Number, shrinking.Finding, shrinking.Shortest ?? Script, Count, Missed: 0)
            {
                Since = Since,
                IsCutShort = true,
                IsUnrepeated = repeated < repeats,
            };
        }
    }
}

/// <summary>
/// The kinds of findings in a run. For each kind, this class stores the conversation with the lowest number, so that the result does not
/// depend on the timing of the workers. At most 100 kinds are stored. If more kinds occur, the timing of the workers determines the stored
/// kinds. This class is thread-safe.
/// </summary>
internal sealed class FoundKinds
{
    /// <summary>The maximum number of kinds that are stored.</summary>
    public const int MostKinds = 100;

    private readonly Lock gate = new();
    private readonly List<FoundKind> kinds = [];
    private long unlisted;

    /// <summary>The number of kinds that are stored.</summary>
    public int Count
    {
        get
        {
            lock (gate) return kinds.Count;
        }
    }

    /// <summary>The number of findings whose kind is not stored, because 100 other kinds are already stored.</summary>
    public long Unlisted => Interlocked.Read(ref unlisted);

    /// <summary>
    /// Adds a finding. Returns whether a new kind was added. If 100 kinds are already stored, a finding of a new kind is only counted in
    /// <see cref="Unlisted"/>.
    /// </summary>
    public bool Add(FoundKind found)
    {
        lock (gate)
        {
            var at = kinds.FindIndex(kind => kind.Finding.IsLike(found.Finding));
            if (at < 0 && kinds.Count == MostKinds)
            {
                Interlocked.Add(ref unlisted, found.Count);
                return false;
            }

            if (at < 0) kinds.Add(found);
            else if (found.Number < kinds[at].Number) kinds[at] = found with { Count = kinds[at].Count + found.Count };
            else kinds[at] = kinds[at] with { Count = kinds[at].Count + found.Count };
            return at < 0;
        }
    }

    /// <summary>Returns the kinds in the order of their conversations.</summary>
    public FoundKind[] InOrder()
    {
        lock (gate)
            return
            [
                // A conversation can lead to one finding on a new connection, and to a different finding after earlier conversations on the
                // same connection.
                .. kinds
                    .OrderBy(kind => kind.Number)
                    .ThenByDescending(kind => kind.Since)
                    .ThenBy(kind => kind.Finding.ToString(), StringComparer.Ordinal),
            ];
    }

    /// <summary>
    /// Combines findings of the same kind. A flaky finding is not combined with a reproducible finding. Several findings can have the same
    /// kind, because shortening a conversation can change the kind of its finding.
    /// </summary>
    public static FuzzFailure[] Distinct(IEnumerable<FuzzFailure> failures)
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
}
