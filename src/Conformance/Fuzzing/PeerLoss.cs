using System.Collections.Immutable;

namespace Pure.WebSockets.Conformance;

/// <summary>Information about a session that ended early because the peer could no longer be reached.</summary>
/// <param name="Error">The error.</param>
/// <param name="After">The number of conversations that were run before the error occurred.</param>
/// <param name="First">The number of the first conversation that was in progress or had just ended on any worker.</param>
/// <param name="Count">
/// The number of conversations from <paramref name="First"/> to the last one that had begun. One of them probably ended the peer.
/// </param>
internal sealed record PeerLoss(PeerUnreachableException Error, long After, long First, long Count)
{
    private const string Topic = "lost";

    /// <summary>The text in place of an RFC section. No RFC says that a peer must not exit.</summary>
    public const string Rule = "availability";

    /// <summary>The finding about a conversation that ends the peer.</summary>
    public static ModelFinding Finding { get; } =
        new(Demand.Must, Rule, Topic, "the peer stopped accepting connections after this conversation");

    /// <summary>The finding about a conversation that has ended the peer twice, but not when it was run as a case.</summary>
    public static ModelFinding Survived { get; } = Finding with { Text = $"{Finding.Text}, but not after the last repetition" };

    /// <summary>The finding about several conversations, one of which probably ended the peer.</summary>
    public static ModelFinding Suspicion { get; } =
        Finding with { Text = "the peer stopped accepting connections during this conversation or another one that was in progress" };

    /// <summary>
    /// The last conversations of each worker, one for each connection. The first ones are those whose connection the peer ended.
    /// </summary>
    public ImmutableArray<FuzzSuspect> Suspects { get; init; } = [];

    /// <summary>The result of the search for the conversation that ended the peer.</summary>
    public LossOutcome Outcome { get; init; } = LossOutcome.NotSearched.Instance;

    /// <summary>Returns the result of a case after which the peer could no longer be reached. The result is a failure.</summary>
    /// <param name="result">The result of the case, whose transcript is kept.</param>
    /// <param name="finding">The finding, which becomes the reason for the verdict.</param>
    public static CaseResult Failed(CaseResult result, ModelFinding finding) =>
        result with
        {
            Judgement = new Judgement(Verdict.Failed, Verdict.Failed, $"{finding}.", $"{finding}."),
        };
}

/// <summary>A conversation that can have ended the peer.</summary>
/// <param name="Number">The number of the conversation.</param>
/// <param name="Script">The conversation, together with the earlier conversations on the same connection.</param>
internal sealed record FuzzSuspect(long Number, FuzzScript Script)
{
    /// <summary>The number of the first conversation on the connection.</summary>
    public long Since { get; init; } = Number;
}

/// <summary>The result of a search for the conversation that ended a peer.</summary>
internal abstract record LossOutcome
{
    private LossOutcome() { }

    /// <summary>There was no search, because the run was stopped or does not wait for the peer.</summary>
    public sealed record NotSearched : LossOutcome
    {
        private NotSearched() { }

        /// <summary>The only instance.</summary>
        public static NotSearched Instance { get; } = new();
    }

    /// <summary>The peer could not be reached again in time.</summary>
    /// <param name="Tried">The number of suspects that had been repeated before, without the loss of the peer.</param>
    public sealed record NotReturned(int Tried) : LossOutcome;

    /// <summary>No suspect ended the peer when it was repeated.</summary>
    /// <param name="Tried">The number of suspects that were repeated. If the time was over, the number is less than that of all.</param>
    public sealed record NotRepeated(int Tried) : LossOutcome;

    /// <summary>A suspect ended the peer again.</summary>
    /// <param name="Number">The number of its conversation.</param>
    public sealed record Found(long Number) : LossOutcome;
}
