namespace Pure.WebSockets.Conformance;

/// <summary>An event of the peer that a case records.</summary>
internal abstract record PeerEvent
{
    private PeerEvent() { }

    /// <summary>A complete message came.</summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Data">The message.</param>
    public sealed record Message(MessageKind Kind, ByteString Data) : PeerEvent;

    /// <summary>A pong came.</summary>
    /// <param name="Data">Its payload.</param>
    public sealed record Pong(ByteString Data) : PeerEvent;

    /// <summary>A frame came that no endpoint may send. Only the first one is recorded: the tester then fails the connection.</summary>
    /// <param name="Seen">The problem with it.</param>
    /// <param name="Rule">The rule that it breaks, with its section.</param>
    public sealed record IllegalFrame(string Seen, string Rule) : PeerEvent;

    /// <summary>A wait of the script ended with the connection still open.</summary>
    /// <param name="Tag">The name of the wait.</param>
    public sealed record Timeout(string Tag) : PeerEvent;
}
