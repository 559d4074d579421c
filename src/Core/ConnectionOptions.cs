namespace Pure.WebSockets;

/// <summary>How a connection behaves where the RFC leaves a choice. A time of zero or less switches its timer off.</summary>
public sealed record ConnectionOptions
{
    private readonly OptionByContent<CompressionOptions> compression;

    /// <summary>The defaults.</summary>
    public static ConnectionOptions Default { get; } = new();

    /// <summary>What the peer may make this endpoint hold.</summary>
    public Limits Limits { get; init; } = Limits.Default;

    /// <summary>Whether <see cref="Protocol.Step"/> joins messages or hands on their pieces. The kernel always hands on pieces.</summary>
    public Delivery Delivery { get; init; } = Delivery.Whole;

    /// <summary>
    /// Whether text to send is checked to be UTF-8, and refused when it is not: the peer would have to fail the connection (RFC 6455
    /// §8.1).
    /// </summary>
    public bool CheckOutgoingText { get; init; } = true;

    /// <summary>
    /// Whether to negotiate permessage-deflate (RFC 7692), and how; none by default. Once it is agreed to, a message may still be sent as
    /// it is.
    /// </summary>
    /// <remarks>
    /// Encryption hides what a message says, not how long it is, and compressed it is the shorter the more of it was there before. So
    /// whoever can have text of his choice compressed together with a secret, and can watch the lengths on the wire, tries guess after
    /// guess and keeps those that come out shorter: that is how the attacks named CRIME and BREACH read cookies and tokens. Leave
    /// compression off where secrets and foreign text share a connection, or send the messages that hold secrets uncompressed. Giving up
    /// context takeover is no cure by itself: it parts one message from the next, but not a secret from the foreign text in the same
    /// message.
    /// </remarks>
    public Option<CompressionOptions> Compression { get => compression; init => compression = value; }

    /// <summary>The time for the peer's half of the opening handshake.</summary>
    public TimeSpan OpeningHandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The time for the peer's close frame after ours, and for the server's end of the transport after both (RFC 6455 §7.1.1).
    /// </summary>
    public TimeSpan ClosingHandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time from a pong, or the opening, to the next ping of our own.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The time for the pong that answers such a ping. None by then: the peer is gone.</summary>
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>What a client offers of compression.</summary>
    internal Seq<DeflateOffer> CompressionOffers => Compression.Map(options => options.Offers.AsSeq()).IfNone(Seq<DeflateOffer>.Empty);
}

/// <summary>How messages reach the application.</summary>
public enum Delivery : byte
{
    /// <summary>Joined: one effect a message.</summary>
    Whole,

    /// <summary>As they come: one effect a piece, text cut between code points.</summary>
    Pieces,
}
