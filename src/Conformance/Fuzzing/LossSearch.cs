using System.Diagnostics;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Searches for the conversation that ended a peer. Waits until the peer can be reached again, repeats the suspects one by one, and
/// shortens the one after which the peer is lost again. Each wait and the whole search have a time limit.
/// </summary>
/// <param name="session">The settings.</param>
/// <param name="target">The peer.</param>
/// <param name="stop">The token that ends the search.</param>
internal sealed class LossSearch(FuzzSession session, FuzzTarget target, CancellationToken stop)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch clock = Stopwatch.StartNew();

    // A peer that ends a connection which only waits cannot be watched with one.
    private bool watches = true;

    /// <summary>Runs the search. Returns the result, and the finding if a suspect ended the peer again.</summary>
    /// <param name="loss">The loss, with its suspects.</param>
    /// <param name="onReturn">The function to call when the peer can be reached again, with the time of the wait.</param>
    public (LossOutcome Outcome, FuzzFailure? Failure) Run(PeerLoss loss, Action<TimeSpan> onReturn)
    {
        var tried = 0;
        try
        {
            if (session.ReturnPatience <= TimeSpan.Zero) return (LossOutcome.NotSearched.Instance, null);
            AwaitPeer(isBounded: false);
            onReturn(clock.Elapsed);
            clock.Restart();
            watches = PeerWatch.CanWatch(target, session.Tester);
            foreach (var suspect in loss.Suspects)
            {
                if (clock.Elapsed >= session.ShorteningTime) break;
                if (Ends(suspect.Script))
                {
                    var kind = new FoundKind(suspect.Number, suspect.Script, PeerLoss.Finding, 1) { Since = suspect.Since };
                    // The peer has been lost twice already. A peer that exits only sometimes is not less of a failure.
                    var failure = kind.Shorten(
                        script => Ends(script) ? PeerLoss.Finding : null,
                        repeats: 0,
                        session.MostShrinkingRuns
                    );
                    return (new LossOutcome.Found(suspect.Number), failure);
                }

                tried++;
            }

            return (new LossOutcome.NotRepeated(tried), null);
        }
        catch (PeerUnreachableException)
        {
            return (new LossOutcome.NotReturned(tried), null);
        }
        catch (OperationCanceledException)
        {
            return (stop.IsCancellationRequested ? LossOutcome.NotSearched.Instance : new LossOutcome.NotRepeated(tried), null);
        }
    }

    /// <summary>Runs the case of the finding. The result is a failure, even if the peer survives the case.</summary>
    public FuzzFailure WithCase(FuzzFailure failure)
    {
        try
        {
            AwaitPeer(isBounded: false);
            var found = FindingCase.Of(failure.Shortest, failure.Finding, session.Seed, failure.Number, keepsKeys: true);
            if (session.Profile.Of([found]).Cases.HeadOrNone().Case is not Case adapted) return failure;
            CaseResult? result = null;
            var isLost = PeerWatch.IsLostAfter(() => result = target.RunCase(adapted), target, session.Tester, watches);
            return result is null
                ? failure with { Case = found }
                : failure with { Case = found, Result = PeerLoss.Failed(result, isLost ? PeerLoss.Finding : PeerLoss.Survived) };
        }
        catch (Exception error) when (error is PeerUnreachableException or OperationCanceledException)
        {
            // The case did not run, so there is no result.
            return failure;
        }
    }

    /// <summary>Returns whether the peer is lost after a conversation.</summary>
    private bool Ends(FuzzScript script)
    {
        AwaitPeer();
        try
        {
            return PeerWatch.IsLostAfter(() => FuzzRun.Run(script, target, session.Profile), target, session.Tester, watches);
        }
        catch (PeerUnreachableException)
        {
            // The peer was lost before this conversation began.
            return false;
        }
    }

    /// <summary>Waits until a peer can be reached.</summary>
    /// <exception cref="PeerUnreachableException">The peer cannot be reached in time.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public static void AwaitReturn(FuzzTarget target, TimeSpan patience, CancellationToken stop)
    {
        for (var waited = Stopwatch.StartNew(); ;)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                (target.Open(null).Peer as IDisposable)?.Dispose();
                return;
            }
            catch (PeerUnreachableException) when (waited.Elapsed < patience)
            {
                stop.WaitHandle.WaitOne(Pause);
            }
        }
    }

    /// <summary>Waits until the peer can be reached.</summary>
    /// <param name="isBounded">Whether the wait does not begin after the time for the search is over.</param>
    /// <exception cref="PeerUnreachableException">The peer cannot be reached in time.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped, or the time for the search is over.</exception>
    private void AwaitPeer(bool isBounded = true)
    {
        if (isBounded && clock.Elapsed >= session.ShorteningTime) throw new OperationCanceledException("the time of the search is over");
        AwaitReturn(target, session.ReturnPatience, stop);
    }
}
