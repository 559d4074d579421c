namespace Pure.WebSockets;

/// <summary>
/// The settings that RFC 6455 leaves to the implementation. To turn off a timer, set the timeout or interval of the timer to zero or a
/// negative value.
/// </summary>
public sealed record ConnectionOptions
{
    private readonly OptionByContent<CompressionOptions> compression;

    /// <summary>The default options.</summary>
    public static ConnectionOptions Default { get; } = new();

    /// <summary>The limits on the frames, messages and heads that the peer may send.</summary>
    public Limits Limits { get; init; } = Limits.Default;

    /// <summary>
    /// Whether <see cref="Protocol.Step"/> delivers whole messages or pieces of messages. The functions of <see cref="Kernel"/> always
    /// deliver pieces.
    /// </summary>
    public Delivery Delivery { get; init; } = Delivery.Whole;

    /// <summary>
    /// Whether to check that outgoing text is valid UTF-8. If the value is true, invalid text is not sent, and the result contains an
    /// <see cref="Effect.Misused"/>. If the value is false, invalid text is sent, and the peer must fail the connection (RFC 6455 §8.1).
    /// </summary>
    public bool CheckOutgoingText { get; init; } = true;

    /// <summary>
    /// The options for negotiating permessage-deflate (RFC 7692). If the value is None, which is the default, compression is not
    /// negotiated. Even if compression is agreed on, <see cref="CompressionChoice.Never"/> sends a message uncompressed.
    /// </summary>
    /// <remarks>
    /// Encryption hides the content of a message but not its length. Compression makes a message shorter if the message repeats earlier
    /// content. Assume that an attacker can insert text into messages that contain a secret and can observe the lengths on the wire. The
    /// attacker can then guess the secret piece by piece, because a correct guess makes the message shorter. The CRIME and BREACH attacks
    /// recover cookies and tokens in this way. If a connection mixes secrets with text from untrusted sources, turn compression off, or
    /// send the messages that contain secrets uncompressed. Turning off context takeover is not sufficient, because a single message can
    /// contain both a secret and untrusted text.
    /// </remarks>
    public Option<CompressionOptions> Compression { get => compression; init => compression = value; }

    /// <summary>The time limit for the client's request or the server's response in the opening handshake. The default is 10 s.</summary>
    public TimeSpan OpeningHandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The time limit for the peer's close frame after this side has sent its close frame. After both close frames have been sent, a client
    /// waits for the server to close the transport (RFC 6455 §7.1.1). The same time limit applies to this wait. The default is 10 s.
    /// </summary>
    public TimeSpan ClosingHandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The time to wait before a keep-alive ping is sent. The wait starts when the connection opens, and starts again when a pong arrives
    /// after a keep-alive ping. If <see cref="PongTimeout"/> is turned off, the wait starts again when the ping is sent. The default is 20
    /// s.
    /// </summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The time limit for a pong after a keep-alive ping. The connection fails if no pong arrives within this time. Any pong ends the wait,
    /// even an unsolicited pong. The default is 20 s.
    /// </summary>
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The compression offers that a client sends.</summary>
    internal Seq<DeflateOffer> CompressionOffers => Compression.Map(options => options.Offers.AsSeq()).IfNone(Seq<DeflateOffer>.Empty);
}

/// <summary>The ways to deliver messages to the application.</summary>
public enum Delivery : byte
{
    /// <summary>Each message is delivered in one <see cref="Effect.Message"/>.</summary>
    Whole,

    /// <summary>
    /// Each piece of a message is delivered in an <see cref="Effect.MessagePiece"/> when the piece arrives. Text is split only between code
    /// points.
    /// </summary>
    Pieces,
}
