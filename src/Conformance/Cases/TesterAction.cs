namespace Pure.WebSockets.Conformance;

/// <summary>A step of a script. The steps are performed in order after the connection has opened.</summary>
internal abstract record TesterAction
{
    private TesterAction() { }

    /// <summary>Sends a frame unchanged if the transport is open, regardless of the state of the WebSocket connection.</summary>
    /// <param name="Frame">The frame.</param>
    public sealed record Send(RawFrame Frame) : TesterAction;

    /// <summary>Sends the header of a frame and the first bytes of its payload. <see cref="SendMore"/> sends the remaining bytes.</summary>
    /// <param name="Frame">The whole frame.</param>
    /// <param name="Octets">The number of payload bytes to send now.</param>
    public sealed record SendStart(RawFrame Frame, int Octets) : TesterAction;

    /// <summary>Sends the next bytes of a frame that was sent only in part.</summary>
    /// <param name="Octets">The number of bytes. If fewer bytes remain, all remaining bytes are sent.</param>
    public sealed record SendMore(int Octets) : TesterAction;

    /// <summary>Sends several frames as one sequence of bytes. A write can end in the middle of a frame.</summary>
    /// <param name="Frames">The frames.</param>
    /// <param name="Chop">
    /// The number of bytes per write. If the value is 0, all bytes are sent in one write. This value has no effect if <see cref="Cuts"/> is
    /// set.
    /// </param>
    /// <param name="Only">The number of bytes to send. The remaining bytes are never sent. If the number is 0, all bytes are sent.</param>
    public sealed record SendTogether(Seq<RawFrame> Frames, int Chop = 0, int Only = 0) : TesterAction
    {
        /// <summary>
        /// The number of bytes of the last frame that are sent now, including the bytes of the frame's header. <see cref="SendMore"/> sends
        /// the remaining bytes. If the value is None, all bytes of the frame are sent.
        /// </summary>
        public Option<int> OnlyOfLast { get; init; }

        /// <summary>The positions in the bytes at which a write ends, in ascending order.</summary>
        public Seq<int> Cuts { get; init; }

        /// <summary>The time between the writes that <see cref="Cuts"/> separates.</summary>
        public TimeSpan Pause { get; init; }
    }

    /// <summary>
    /// Sends a message if the connection is open. A message that is not longer than the fragment size is sent in one frame. If the message
    /// is longer, each frame except the last has as many payload bytes as the fragment size. The last frame contains the remaining bytes.
    /// The last frame is empty if the length of the message is a multiple of the fragment size.
    /// </summary>
    /// <param name="Kind">The kind of the message, text or binary.</param>
    /// <param name="Payload">The message.</param>
    /// <param name="FragmentSize">
    /// The number of payload bytes per frame. If the value is 0, <see cref="TesterOptions.AutoFragmentSize"/> applies.
    /// </param>
    public sealed record SendMessage(MessageKind Kind, Payload Payload, int FragmentSize = 0) : TesterAction;

    /// <summary>Starts the closing handshake if the connection is open. The payload of the close frame can be invalid.</summary>
    /// <param name="Payload">The payload of the close frame.</param>
    public sealed record Close(Payload Payload) : TesterAction;

    /// <summary>Ends the tester's direction of the transport without sending a close frame.</summary>
    public sealed record EndOutput : TesterAction;

    /// <summary>
    /// Waits until the given number of events has occurred, and then continues the script. If too few events occur, the script waits until
    /// the connection ends. A preceding <see cref="FailAfter"/> or <see cref="CloseAfter"/>, or the time limit of the case, then ends the
    /// connection.
    /// </summary>
    /// <param name="Events">The total number of events since the connection opened.</param>
    public sealed record Await(int Events) : TesterAction;

    /// <summary>
    /// Waits until the peer has done everything that <see cref="Expectation.Owed"/> requires, and then continues the script. If the peer
    /// needs more than the given time, the peer counts as late, and the script continues.
    /// </summary>
    /// <param name="Time">The maximum time to wait.</param>
    public sealed record Settle(TimeSpan Time) : TesterAction;

    /// <summary>
    /// Closes the connection with code 1000 if the tester can begin a frame; otherwise, ends the transport. The tester adds this step to
    /// the end of each script whose expectation is <see cref="Expectation.Owed"/>. The cases themselves never contain this step.
    /// </summary>
    public sealed record Finish : TesterAction;

    /// <summary>Waits for the given time, and then continues the script.</summary>
    /// <param name="Time">The duration of the wait.</param>
    /// <param name="Tag">
    /// The name of the event that is recorded if the connection is still open after the wait, or None if no event is recorded. If there is
    /// a name and the connection is no longer open, the script ends.
    /// </param>
    public sealed record Wait(TimeSpan Time, Option<string> Tag) : TesterAction;

    /// <summary>
    /// Fails the connection after the given time if the transport is still open. The peer should have closed the connection within this
    /// time.
    /// </summary>
    /// <param name="Time">The time, measured from this step of the script.</param>
    public sealed record FailAfter(TimeSpan Time) : TesterAction;

    /// <summary>Closes the connection after the given time if the connection is still open. The close frame has no code.</summary>
    /// <param name="Time">The time, measured from this step of the script.</param>
    public sealed record CloseAfter(TimeSpan Time) : TesterAction;
}
