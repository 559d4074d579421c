using System.Collections.Immutable;

namespace Pure.WebSockets.Conformance;

/// <summary>A peer whose state machine is learned, with the learner, the oracle and the result.</summary>
internal sealed class LearnedPeer
{
    private LearnedPeer(LearnSettings settings, LearnOracle oracle) =>
        (Settings, Oracle, Learner) = (settings, oracle, new PeerLearner(oracle, settings));

    /// <summary>The settings for learning the state machine.</summary>
    public LearnSettings Settings { get; }

    /// <summary>The oracle, which holds the conversations.</summary>
    public LearnOracle Oracle { get; }

    /// <summary>The learner, which creates the state machine from the answers of the peer.</summary>
    public PeerLearner Learner { get; }

    /// <summary>The latest state machine, or null if no state machine was completed.</summary>
    public MealyMachine? Machine => Learner.Machine;

    /// <summary>
    /// The result of comparing the state machine with the model. If the state machine is not complete, the known answers are compared
    /// instead. The value is null if no answer is known, or if the comparison could not be completed.
    /// </summary>
    public ModelComparison? Comparison { get; private set; }

    /// <summary>
    /// The reason why the state machine or a comparison is not complete, or null if the state machine and all comparisons are complete.
    /// </summary>
    public string? Incomplete { get; private set; }

    /// <summary>Whether the peer broke a mandatory rule, and broke the rule again in each repetition of the conversation.</summary>
    public bool HasFailed => Comparison is { } comparison && comparison.Differences.Any(difference => difference.IsFailure);

    /// <summary>Learns the state machine of a peer, and compares the state machine with the model.</summary>
    /// <param name="settings">The settings for learning the state machine.</param>
    /// <param name="onProgress">
    /// The function that is called with the progress after each group of conversations. The function is called on the caller's thread.
    /// </param>
    /// <param name="stop">The token that cancels the session.</param>
    /// <param name="onFirstFailure">
    /// The function that is called with the reason for the first failed opening of a connection, on any thread.
    /// </param>
    /// <exception cref="PeerUnreachableException">The peer could not be reached before any answer was known.</exception>
    /// <exception cref="OperationCanceledException">The session was stopped before any answer was known.</exception>
    public static LearnedPeer Learn(
        LearnSettings settings,
        Action<LearnProgress> onProgress,
        CancellationToken stop,
        Action<string>? onFirstFailure = null
    )
    {
        LearnedPeer? peer = null;
        peer = new LearnedPeer(settings, new LearnOracle(settings, stop, onFirstFailure) { OnProgress = () => onProgress(peer!.Progress) });
        peer.Finish(() =>
        {
            peer.Learner.Learn();
            peer.Comparison = ModelComparison.Of(peer.Learner, peer.Oracle, settings);
        });
        // Even if the state machine is not complete, the known answers can show differences from the RFCs.
        if (peer.Incomplete is not null && peer.Oracle.HasAnswers) Compare();
        // If the peer can no longer be reached while the differences are being confirmed, report the differences without confirmation.
        if (peer.Comparison is null && peer.Oracle.IsLost) Compare();
        return peer;

        void Compare() => peer.Finish(() => peer.Comparison = ModelComparison.OfKnown(peer.Machine, peer.Oracle, settings));
    }

    /// <summary>
    /// Compares two learned peers, both of which must have a state machine. The comparison can require further conversations with both
    /// peers. If the comparison cannot be completed, returns no differences and sets <see cref="Incomplete"/> of the first peer to the
    /// reason.
    /// </summary>
    public static ImmutableArray<PeerDifference> Compare(LearnedPeer left, LearnedPeer right)
    {
        ImmutableArray<PeerDifference> differences = [];
        left.Oracle.Extend();
        right.Oracle.Extend();
        left.Finish(() => differences = PeerComparison.Of(left, right));
        return differences;
    }

    private LearnProgress Progress =>
        new(Oracle.Conversations, Machine?.States.Length ?? 0, Learner.Tested, Learner.Refinements, Oracle.Time)
        {
            RepeatedOpenings = Oracle.RepeatedOpenings,
        };

    private void Finish(Action work)
    {
        try
        {
            work();
        }
        catch (LearnTimeException)
        {
            Incomplete ??= FormattableString.Invariant($"the time of {Settings.Time.TotalSeconds} s is over");
        }
        catch (LearnException error)
        {
            Incomplete ??= error.Message;
        }
        catch (LearnOpeningException error)
        {
            Incomplete ??= error.Message;
        }
        catch (PeerUnreachableException error) when (Oracle.HasAnswers)
        {
            Incomplete ??= $"the peer was lost after {CountText.Of(Oracle.Conversations, "conversation")}: {error.Message}";
        }
        catch (OperationCanceledException) when (Oracle.HasAnswers)
        {
            Incomplete ??= $"the run was stopped after {CountText.Of(Oracle.Conversations, "conversation")}";
        }
    }
}

/// <summary>The progress of learning.</summary>
/// <param name="Conversations">The number of conversations with the peer so far.</param>
/// <param name="States">The number of states of the latest state machine.</param>
/// <param name="Tested">The number of words whose answers have been compared with the latest state machine.</param>
/// <param name="Refinements">
/// The number of complete state machines that have been rejected, because a peer's answer contradicted the state machine or a known
/// answer was replaced.
/// </param>
/// <param name="Time">The time since learning started.</param>
internal readonly record struct LearnProgress(long Conversations, int States, int Tested, int Refinements, TimeSpan Time)
{
    /// <summary>The number of openings of a connection that failed and were repeated.</summary>
    public long RepeatedOpenings { get; init; }
}
