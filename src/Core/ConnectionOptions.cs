namespace Pure.WebSockets;

/// <summary>The behaviour of a connection where the RFC leaves a choice. A time of zero or less turns its timer off.</summary>
public sealed record ConnectionOptions
{
    private readonly OptionByContent<CompressionOptions> compression;

    /// <summary>The defaults.</summary>
    public static ConnectionOptions Default { get; } = new();

    /// <summary>The limits on what the peer may make this endpoint store.</summary>
    public Limits Limits { get; init; } = Limits.Default;

    /// <summary>Whether <see cref="Protocol.Step"/> delivers whole messages or pieces. The kernel always delivers pieces.</summary>
    public Delivery Delivery { get; init; } = Delivery.Whole;

    /// <summary>
    /// Whether text to send is checked to be valid UTF-8. Invalid text is rejected, since the peer would have to fail the connection (RFC
    /// 6455 §8.1).
    /// </summary>
    public bool CheckOutgoingText { get; init; } = true;

    /// <summary>
    /// How to negotiate permessage-deflate (RFC 7692). By default it is None, and compression is not negotiated. After an agreement, a
    /// message may still be sent uncompressed.
    /// </summary>
    /// <remarks>
    /// Encryption hides the content of a message, not its length, and a message compresses better if it repeats earlier content. An
    /// attacker who can have chosen text compressed together with a secret, and who can observe the lengths on the wire, can find the
    /// secret guess by guess: a right guess makes the message shorter. The attacks CRIME and BREACH read cookies and tokens this way. Do
    /// not use compression on a connection that mixes secrets with foreign text, or send the messages with secrets uncompressed. Turning
    /// context takeover off is not sufficient: it separates messages from each other, but not a secret from the foreign text in the same
    /// message.
    /// </remarks>
    public Option<CompressionOptions> Compression { get => compression; init => compression = value; }

    /// <summary>The time limit for the peer's half of the opening handshake. 10 s by default.</summary>
    public TimeSpan OpeningHandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The time limit for the peer's close frame after our close frame, and for the server to end the transport after both close frames
    /// (RFC 6455 §7.1.1). 10 s by default.
    /// </summary>
    public TimeSpan ClosingHandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after a pong, or after the opening, the next keep-alive ping is sent. 20 s by default.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The time limit for the pong that answers a keep-alive ping. Without a pong, the connection fails. 20 s by default.
    /// </summary>
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The client's offers of compression.</summary>
    internal Seq<DeflateOffer> CompressionOffers => Compression.Map(options => options.Offers.AsSeq()).IfNone(Seq<DeflateOffer>.Empty);
}

/// <summary>How messages are delivered to the application.</summary>
public enum Delivery : byte
{
    /// <summary>As whole messages, one effect each.</summary>
    Whole,

    /// <summary>As the pieces that arrive, one effect each. Text is cut between code points.</summary>
    Pieces,
}
