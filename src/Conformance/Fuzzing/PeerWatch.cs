namespace Pure.WebSockets.Conformance;

/// <summary>
/// A connection that sends nothing while another conversation runs. If the peer exits, the connection ends, even if a supervisor has
/// already started the peer again.
/// </summary>
internal sealed class PeerWatch : IDisposable
{
    private static readonly RawFrame Ping = new(9, Payload.Of("watch"u8.ToArray()));
    private static readonly TimeSpan VirtualPatience = TimeSpan.FromSeconds(1);

    private readonly OpenedPeer opened;
    private readonly Role tester;

    private PeerWatch(OpenedPeer opened, Role tester) => (this.opened, this.tester) = (opened, tester);

    /// <summary>Opens the connection. Returns null if the peer rejects the opening handshake.</summary>
    /// <exception cref="PeerUnreachableException">The peer could not be reached.</exception>
    public static PeerWatch? Open(FuzzTarget target, Role tester)
    {
        var peer = target.Open(null);
        if (peer.Refusal is null) return new PeerWatch(peer, tester);
        (peer.Peer as IDisposable)?.Dispose();
        return null;
    }

    /// <summary>
    /// Returns whether the peer has ended the connection. Sends a ping first, because the peer then processes all earlier bytes of other
    /// connections before it answers, and waits for the answer for a limited time.
    /// </summary>
    public bool HasEnded()
    {
        var peer = opened.Peer;
        var start = opened.Clock?.Invoke() ?? TimeSpan.Zero;
        var until = start + (opened.Clock is null ? VirtualPatience : FuzzRun.RealPatience * opened.Patience);
        var key = tester == Role.Client ? new MaskKey(0x01020304) : Option<MaskKey>.None;
        var isAnswered = peer.Receive(WireFrame.Encode(Ping, key), start).Length > 0;
        while (!isAnswered && !peer.HasEnded && peer.Deadline.Case is TimeSpan next && next <= until)
            isAnswered = peer.Elapse(next).Length > 0;
        // A process needs a moment to exit.
        if (!peer.HasEnded && peer.Deadline.Case is TimeSpan last) peer.Elapse(last);
        return peer.HasEnded;
    }

    /// <inheritdoc/>
    public void Dispose() => (opened.Peer as IDisposable)?.Dispose();

    /// <summary>Returns whether the peer is lost after a conversation.</summary>
    /// <param name="converse">The function that holds the conversation.</param>
    /// <param name="target">The peer.</param>
    /// <param name="tester">The role of the tester.</param>
    /// <param name="watches">Whether to watch the peer with another connection.</param>
    /// <exception cref="PeerUnreachableException">The peer could not be reached before the conversation.</exception>
    public static bool IsLostAfter(Action converse, FuzzTarget target, Role tester, bool watches)
    {
        using var watch = watches ? Open(target, tester) : null;
        converse();
        return watch?.HasEnded() == true || !CanBeReached(target);
    }

    /// <summary>Returns whether the peer keeps a connection that only waits, so that it can be watched with one.</summary>
    /// <exception cref="PeerUnreachableException">The peer could not be reached.</exception>
    public static bool CanWatch(FuzzTarget target, Role tester)
    {
        using var watch = Open(target, tester);
        return watch?.HasEnded() == false;
    }

    /// <summary>Returns whether a new connection can be opened. The peer may reject the opening handshake.</summary>
    public static bool CanBeReached(FuzzTarget target)
    {
        try
        {
            (target.Open(null).Peer as IDisposable)?.Dispose();
            return true;
        }
        catch (PeerUnreachableException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            // The run was stopped, so it is not known that the peer is lost.
            return true;
        }
    }
}
