namespace Pure.WebSockets.Conformance;

/// <summary>A step of a script. The steps are done in order, from the moment the connection is open.</summary>
internal abstract record TesterAction
{
    private TesterAction() { }

    /// <summary>Sends a frame as it is, whatever the state of the connection, while the transport is open.</summary>
    /// <param name="Frame">The frame.</param>
    public sealed record Send(RawFrame Frame) : TesterAction;

    /// <summary>Sends the header of a frame and the first bytes of its payload. <see cref="SendMore"/> sends the rest.</summary>
    /// <param name="Frame">The whole frame.</param>
    /// <param name="Octets">The number of payload bytes to send now.</param>
    public sealed record SendStart(RawFrame Frame, int Octets) : TesterAction;

    /// <summary>Sends the next bytes of a frame that was started.</summary>
    /// <param name="Octets">The number of bytes. If fewer remain, all of them are sent.</param>
    public sealed record SendMore(int Octets) : TesterAction;

    /// <summary>Sends the bytes of several frames together, without regard to where a frame ends.</summary>
    /// <param name="Frames">The frames.</param>
    /// <param name="Chop">The number of bytes per write. If it is 0, all bytes are sent in one write.</param>
    /// <param name="Only">Sends only this many bytes and never the rest. If it is 0, all bytes are sent.</param>
    public sealed record SendTogether(Seq<RawFrame> Frames, int Chop = 0, int Only = 0) : TesterAction
    {
        /// <summary>
        /// Sends only this many bytes of the last frame, header included. <see cref="SendMore"/> sends the rest. If it is None, all bytes
        /// are sent.
        /// </summary>
        public Option<int> OnlyOfLast { get; init; }
    }

    /// <summary>
    /// Sends a message while the connection is open. With a fragment size, each frame has that many bytes and the last frame is always
    /// smaller: it is empty if the size divides the length.
    /// </summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Payload">The message.</param>
    /// <param name="FragmentSize">The number of bytes per frame. If it is 0, there is one frame.</param>
    public sealed record SendMessage(MessageKind Kind, Payload Payload, int FragmentSize = 0) : TesterAction;

    /// <summary>Starts the closing handshake with this payload, valid or not, while the connection is open.</summary>
    /// <param name="Payload">The payload of the close frame.</param>
    public sealed record Close(Payload Payload) : TesterAction;

    /// <summary>Ends the tester's direction of the transport, without a close frame if none was sent.</summary>
    public sealed record EndOutput : TesterAction;

    /// <summary>
    /// Waits until this many events have come, then continues the script. Put <see cref="FailAfter"/> first: otherwise a missing event
    /// blocks the script.
    /// </summary>
    /// <param name="Events">The number of events in total.</param>
    public sealed record Await(int Events) : TesterAction;

    /// <summary>Waits, then continues the script.</summary>
    /// <param name="Time">How long.</param>
    /// <param name="Tag">
    /// If set, the connection must still be open afterwards, which is recorded as an event. If the connection is closed, the script ends.
    /// </param>
    public sealed record Wait(TimeSpan Time, Option<string> Tag) : TesterAction;

    /// <summary>Fails the connection after a time if the transport is still open, because the peer should have closed.</summary>
    /// <param name="Time">The time from now.</param>
    public sealed record FailAfter(TimeSpan Time) : TesterAction;

    /// <summary>Closes the connection after a time if it is still open.</summary>
    /// <param name="Time">The time from now.</param>
    public sealed record CloseAfter(TimeSpan Time) : TesterAction;
}
