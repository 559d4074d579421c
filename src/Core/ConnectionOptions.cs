namespace Pure.WebSockets;

/// <summary>How a connection behaves where the RFC leaves a choice. A time of zero or less switches its timer off.</summary>
public sealed record ConnectionOptions
{
    /// <summary>The defaults.</summary>
    public static ConnectionOptions Default { get; } = new();

    /// <summary>What the peer may make this endpoint hold.</summary>
    public Limits Limits { get; init; } = Limits.Default;

    /// <summary>Whether <see cref="Protocol.Step"/> joins messages or hands on their pieces. The kernel always hands on pieces.</summary>
    public Delivery Delivery { get; init; } = Delivery.Whole;

    /// <summary>Whether text to send is checked to be UTF-8, and refused when it is not: the peer would have to fail the connection (RFC 6455 §8.1).</summary>
    public bool CheckOutgoingText { get; init; } = true;

    /// <summary>The time for the peer's half of the opening handshake.</summary>
    public TimeSpan OpeningHandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time for the peer's close frame after ours, and for the server's end of the transport after both (RFC 6455 §7.1.1).</summary>
    public TimeSpan ClosingHandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time from a pong, or the opening, to the next ping of our own.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The time for the pong that answers such a ping. None by then: the peer is gone.</summary>
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(20);
}

/// <summary>How messages reach the application.</summary>
public enum Delivery : byte
{
    /// <summary>Joined: one effect a message.</summary>
    Whole,

    /// <summary>As they come: one effect a piece, text cut between code points.</summary>
    Pieces,
}
