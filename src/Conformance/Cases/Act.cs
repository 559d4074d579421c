namespace Pure.WebSockets.Conformance;

/// <summary>
/// One thing that a script does. A script is a list of them, done one after the other from the moment the connection is open.
/// </summary>
internal abstract record Act
{
    private Act() { }

    /// <summary>Sends a frame as it is, whatever the state of the connection, as long as the transport lives.</summary>
    /// <param name="Frame">The frame.</param>
    public sealed record Send(RawFrame Frame) : Act;

    /// <summary>Sends the header of a frame and the first octets of its payload; <see cref="SendMore"/> sends the rest.</summary>
    /// <param name="Frame">The whole frame.</param>
    /// <param name="Octets">How many octets of the payload to send now.</param>
    public sealed record SendStart(RawFrame Frame, int Octets) : Act;

    /// <summary>Sends the next octets of the frame that was begun.</summary>
    /// <param name="Octets">How many; when that is more than there are, the rest.</param>
    public sealed record SendMore(int Octets) : Act;

    /// <summary>Sends frames as the octets that they are together, wherever one ends and the next begins.</summary>
    /// <param name="Frames">The frames.</param>
    /// <param name="Chop">Octets a write. 0: all in one write.</param>
    /// <param name="Only">Only the first so many octets, and never the others. 0: all.</param>
    public sealed record SendTogether(Seq<RawFrame> Frames, int Chop = 0, int Only = 0) : Act
    {
        /// <summary>
        /// Of the last frame only the first so many octets, its header counted: <see cref="SendMore"/> sends the others. None: all.
        /// </summary>
        public Option<int> OnlyOfLast { get; init; }
    }

    /// <summary>
    /// Sends a message while the connection is open. With a fragment size it goes out in frames of as many octets, and the last one is
    /// always smaller: where the size divides the length it is empty.
    /// </summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Payload">The message.</param>
    /// <param name="FragmentSize">Octets a frame; 0 for one frame.</param>
    public sealed record SendMessage(MessageKind Kind, Payload Payload, int FragmentSize = 0) : Act;

    /// <summary>Begins the closing handshake with this payload, right or wrong, while the connection is open.</summary>
    /// <param name="Payload">The payload of the close frame.</param>
    public sealed record Close(Payload Payload) : Act;

    /// <summary>Says no more: the tester's half of the transport ends, without a close frame if none was sent.</summary>
    public sealed record EndOutput : Act;

    /// <summary>
    /// Waits until so many events have come, then goes on with the script. A script that waits for what does not come needs an end of its
    /// own: put <see cref="FailAfter"/> first.
    /// </summary>
    /// <param name="Events">How many in all.</param>
    public sealed record Await(int Events) : Act;

    /// <summary>Waits, then goes on with the script.</summary>
    /// <param name="Time">How long.</param>
    /// <param name="Tag">If there is one, the connection must still be open then, which is recorded as an event; else the script
    /// ends.</param>
    public sealed record Wait(TimeSpan Time, Option<string> Tag) : Act;

    /// <summary>Fails the connection after a time, if the transport still lives: a peer that should have closed has not.</summary>
    /// <param name="Time">How long from now.</param>
    public sealed record FailAfter(TimeSpan Time) : Act;

    /// <summary>Closes the connection after a time, if it is still open.</summary>
    /// <param name="Time">How long from now.</param>
    public sealed record CloseAfter(TimeSpan Time) : Act;
}
