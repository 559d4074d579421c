namespace Pure.WebSockets.Conformance;

/// <summary>
/// The options for the parts of the tester's behaviour that a case does not define. In a spec file, the key of an option is the name of the
/// property with a lower-case first letter. There are two exceptions. The key of <see cref="Utf8ValidateIncoming"/> is
/// utf8validateIncoming, and <see cref="Patience"/> has no key.
/// </summary>
public sealed record TesterOptions
{
    /// <summary>The default options.</summary>
    public static TesterOptions Default { get; } = new();

    /// <summary>Whether the tester fails a connection by ending the transport without sending a close frame.</summary>
    public bool FailByDrop { get; init; }

    /// <summary>The time limit for the opening handshake. Zero means no limit. The default is 5 s.</summary>
    public TimeSpan OpenHandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The factor by which every wait in a script and every time limit for the peer is multiplied. Larger factors are useful on a busy
    /// machine or with a slow peer. The default is 1.
    /// </summary>
    public double Patience { get; init; } = 1;

    /// <summary>
    /// The time limit for the opening handshake, multiplied by <see cref="Patience"/>. The value is TimeSpan.MaxValue if there is no limit.
    /// </summary>
    internal TimeSpan OpeningLimit => OpenHandshakeTimeout > TimeSpan.Zero ? OpenHandshakeTimeout * Patience : TimeSpan.MaxValue;

    /// <summary>
    /// The time limit for the peer to answer the tester's close frame. If the time is zero, only the time limit of the case applies. The
    /// default is 1 s.
    /// </summary>
    public TimeSpan CloseHandshakeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The time within which a server must end the transport after a closing handshake that the tester started. If the time is zero, only
    /// the time limit of the case applies. The default is 1 s.
    /// </summary>
    public TimeSpan ServerConnectionDropTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the tester answers a close frame with that frame's code and reason instead of code 1000.</summary>
    public bool EchoCloseCodeReason { get; init; }

    /// <summary>Whether received text and the reasons of received close frames must be valid UTF-8.</summary>
    public bool Utf8ValidateIncoming { get; init; } = true;

    /// <summary>Whether a tester in the client role masks its frames.</summary>
    public bool MaskClientFrames { get; init; } = true;

    /// <summary>Whether a tester in the client role accepts masked frames.</summary>
    public bool AcceptMaskedServerFrames { get; init; }

    /// <summary>Whether a tester in the server role masks its frames.</summary>
    public bool MaskServerFrames { get; init; }

    /// <summary>Whether a tester in the server role accepts only masked frames.</summary>
    public bool RequireMaskedClientFrames { get; init; } = true;

    /// <summary>Whether the tester applies the masking key of a masked frame to its payload, in both directions.</summary>
    public bool ApplyMask { get; init; } = true;

    /// <summary>The maximum payload length, in bytes, of a frame that the tester accepts. Zero means no limit.</summary>
    public long MaxFramePayloadSize { get; init; }

    /// <summary>The maximum length, in bytes, of a message that the tester accepts. Zero means no limit.</summary>
    public long MaxMessagePayloadSize { get; init; }

    /// <summary>
    /// The number of payload bytes per frame. This option applies only to messages for which the case defines neither the frames nor a
    /// fragment size. If the number is zero, each such message is sent in one frame.
    /// </summary>
    public int AutoFragmentSize { get; init; }

    /// <summary>Whether small writes are sent immediately (TCP_NODELAY).</summary>
    public bool TcpNoDelay { get; init; } = true;

    /// <summary>
    /// The interval between the automatic pings that the tester sends in addition to the frames of the case. The first interval begins when
    /// the connection opens. Each further interval begins when the pong for the last automatic ping arrives. If the interval is zero, the
    /// tester sends no automatic pings.
    /// </summary>
    public TimeSpan AutoPingInterval { get; init; }

    /// <summary>The time limit for the pong that answers an automatic ping of the tester. Zero means no limit.</summary>
    public TimeSpan AutoPingTimeout { get; init; }

    /// <summary>The payload length of the tester's automatic pings, in bytes. The default is 4.</summary>
    public int AutoPingSize { get; init; } = 4;

    /// <summary>
    /// Whether a tester in the server role serves a web page in response to a GET request without an Upgrade header field. If the value
    /// is false, the tester answers such a request with 426.
    /// </summary>
    public bool WebStatus { get; init; } = true;

    /// <summary>
    /// The origins that a tester in the server role accepts. A request without an origin is always accepted. An asterisk (*) in an origin
    /// matches any text. By default, all origins are accepted.
    /// </summary>
    public IEnumerable<string> AllowedOrigins { get; init => field = Seq.create<string>([.. value]); } = Seq.create("*");

    /// <summary>
    /// The maximum number of open WebSocket connections. A tester in the server role answers further upgrade requests with 503. Zero means
    /// no limit.
    /// </summary>
    public int MaxConnections { get; init; }
}
