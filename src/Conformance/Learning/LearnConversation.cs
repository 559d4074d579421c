namespace Pure.WebSockets.Conformance;

/// <summary>
/// One connection to the peer, on which the inputs of a word are sent one after another. If the peer has no clock, the conversation
/// runs in virtual time. Virtual time advances only when the tester waits and the peer has a deadline before the end of the wait.
/// </summary>
internal sealed class LearnConversation : IDisposable
{
    private static readonly byte[] Probe = "probe"u8.ToArray();

    private readonly IMemoryPeer peer;
    private readonly Role tester;
    private readonly Func<TimeSpan>? clock;
    private readonly TimeSpan wait;
    private readonly LearnReading reading;
    private TimeSpan now;

    private LearnConversation(OpenedPeer opened, Role tester, TimeSpan wait)
    {
        (peer, clock, this.tester, this.wait) = (opened.Peer, opened.Clock, tester, wait);
        reading = new LearnReading(tester == Role.Client ? Role.Server : Role.Client);
        Take(opened.Early);
    }

    /// <summary>The state of the model after it has processed all bytes that have been sent and received so far.</summary>
    public PeerModel Model => reading.Model;

    /// <summary>Whether the conversation is over, so that nothing more can be sent or received.</summary>
    public bool IsOver => reading.IsOver;

    /// <summary>
    /// Whether the conversation was already over when the last answer was returned. If the value is true, each further answer is
    /// <see cref="PeerAnswer.Over"/>.
    /// </summary>
    public bool HasFinished { get; private set; }

    /// <summary>Opens a connection.</summary>
    /// <param name="target">The peer to which the connection is opened.</param>
    /// <param name="tester">The role of the tester.</param>
    /// <param name="wait">
    /// The time limit for the peer's answers. The tester usually sends a ping to find out whether the peer sends further frames. If a ping
    /// cannot be used, the tester waits for further frames until this time has elapsed.
    /// </param>
    /// <exception cref="LearnOpeningException">The connection did not open.</exception>
    /// <exception cref="PeerUnreachableException">The peer could not be reached.</exception>
    public static LearnConversation Open(FuzzTarget target, Role tester, TimeSpan wait)
    {
        var opened = target.Open(null);
        if (opened.Refusal is null) return new LearnConversation(opened, tester, wait);
        (opened.Peer as IDisposable)?.Dispose();
        throw new LearnOpeningException(opened.Refusal);
    }

    /// <summary>Sends an input.</summary>
    public void Send(LearnInput input, int position)
    {
        var octets = input.Octets(tester, position);
        reading.Sent(input, position, octets);
        Take(peer.Receive(octets, Now()));
    }

    /// <summary>
    /// Returns the answer to the last input. In real time, the tester waits until the answer has at least as many parts (frames, or the end
    /// of the transport) as the known answer. The wait also ends when the time limit has elapsed.
    /// </summary>
    public PeerAnswer Follow(PeerAnswer known)
    {
        if (clock is null) return Decide();
        WaitFor(() => reading.Parts >= known.Parts);
        return Finish();
    }

    /// <summary>
    /// Returns the answer to the last input. The tester waits for the required answers, and then for further frames until the time limit
    /// has elapsed or the transport has ended.
    /// </summary>
    public PeerAnswer Decide()
    {
        WaitFor(() => reading.Model.IsSettled);
        if (reading.Model.IsSettled) WaitFor(() => false);
        return Finish();
    }

    /// <summary>
    /// Returns the answer to the last input, or null if a ping might have changed the answer. The tester sends a ping after the last
    /// input. If only the pong is received, the answer to the last input is complete. After any other reaction to the ping, the result
    /// is null. In virtual time, or if the tester cannot send a ping, the tester waits for further frames instead.
    /// </summary>
    public PeerAnswer? DecideByPing()
    {
        if (clock is null) return Decide();
        WaitFor(() => reading.Model.IsSettled);
        if (!reading.Model.IsSettled || !reading.Model.MayBeginFrame)
        {
            if (reading.Model.IsSettled) WaitFor(() => false);
            return Finish();
        }

        var parts = reading.Parts;
        reading.Probed(Probe);
        Take(peer.Receive(WireFrame.Encode(new RawFrame(9, Payload.Of(Probe)), ProbeKey()), Now()));
        WaitFor(() => reading.HasProbeAnswer || reading.Parts > parts);
        return reading.HasProbeAnswer && reading.Parts == parts && !IsOver ? Finish() : null;
    }

    /// <inheritdoc/>
    public void Dispose() => (peer as IDisposable)?.Dispose();

    private Option<MaskKey> ProbeKey() => tester == Role.Client ? LearnInput.KeyAt(0) : Option<MaskKey>.None;

    private TimeSpan Now() => clock is null ? now : clock();

    private void Take(ByteString octets)
    {
        reading.Take(octets.Memory);
        // After a TCP reset, the last bytes from the peer, for example its close frame, can be lost.
        if (peer.HasEnded) reading.End(mayHaveLostBytes: peer is SocketPeer { WasReset: true });
    }

    private PeerAnswer Finish()
    {
        HasFinished = IsOver;
        return reading.Finish(wait);
    }

    private void WaitFor(Func<bool> isEnough)
    {
        now = Now();
        var until = now + wait;
        while (!isEnough() && !IsOver && !peer.HasEnded && peer.Deadline.Case is TimeSpan deadline && deadline <= until)
            Take(peer.Elapse(now = deadline));
    }
}

/// <summary>The exception that is thrown if the state machine of a peer cannot be learned.</summary>
internal sealed class LearnException(string message) : Exception(message);
