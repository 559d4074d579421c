namespace Pure.WebSockets.Conformance;

/// <summary>An event that is recorded while a case runs.</summary>
internal abstract record PeerEvent
{
    private PeerEvent() { }

    /// <summary>A complete message was received.</summary>
    /// <param name="Kind">The kind of the message, text or binary.</param>
    /// <param name="Data">The payload of the message. If the peer answers requests, the value is the content of an answer.</param>
    public sealed record Message(MessageKind Kind, ByteString Data) : PeerEvent;

    /// <summary>
    /// A pong was received. Pongs that answer automatic pings of the tester (<see cref="TesterOptions.AutoPingInterval"/>) are not
    /// recorded. Pongs that answer the pings after the messages of an exchange (<see cref="Case.IsPaced"/>) are not recorded either.
    /// </summary>
    /// <param name="Data">The payload of the pong.</param>
    public sealed record Pong(ByteString Data) : PeerEvent;

    /// <summary>The peer sent a message of the prelude, which the application protocol requires before the first request.</summary>
    /// <param name="Step">The number of the message. The first message has number 1.</param>
    public sealed record Agreed(int Step) : PeerEvent;

    /// <summary>
    /// The tester received an illegal frame, or the last frame of an illegal message. Only the first such frame is recorded, because the
    /// tester then fails the connection.
    /// </summary>
    /// <param name="Seen">The problem with the frame.</param>
    /// <param name="Rule">The RFC section that contains the rule that the frame breaks.</param>
    public sealed record IllegalFrame(string Seen, string Rule) : PeerEvent;

    /// <summary>The connection was still open at the end of a wait in the script.</summary>
    /// <param name="Tag">The name of the wait.</param>
    public sealed record Timeout(string Tag) : PeerEvent;
}
