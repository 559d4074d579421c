namespace Pure.WebSockets.Conformance;

/// <summary>How the tester behaves where no case says it: the options of a spec file, under the same names.</summary>
public sealed record TesterOptions
{
    /// <summary>The defaults.</summary>
    public static TesterOptions Default { get; } = new();

    /// <summary>Whether the tester fails a connection by ending the transport, without a close frame.</summary>
    public bool FailByDrop { get; init; }

    /// <summary>The time for the opening handshake. Zero: no limit. 5 s.</summary>
    public TimeSpan OpenHandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The factor by which every wait of the scripts, and every time that a peer has, is longer: for a machine that is busy, or a peer
    /// that is slow. 1.
    /// </summary>
    public double Patience { get; init; } = 1;

    /// <summary>The time for the opening handshake with the factor; the longest there is for no limit.</summary>
    internal TimeSpan OpeningLimit => OpenHandshakeTimeout > TimeSpan.Zero ? OpenHandshakeTimeout * Patience : TimeSpan.MaxValue;

    /// <summary>The time for the peer's close frame, after the tester's. Zero: no limit but that of the case. 1 s.</summary>
    public TimeSpan CloseHandshakeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The time for a server to end the transport, after a closing handshake that the tester began. 1 s.</summary>
    public TimeSpan ServerConnectionDropTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether a close frame of the peer is answered with its own code and reason, not with 1000.</summary>
    public bool EchoCloseCodeReason { get; init; }

    /// <summary>Whether text that comes must be UTF-8.</summary>
    public bool Utf8ValidateIncoming { get; init; } = true;

    /// <summary>Whether a tester that is the client masks its frames.</summary>
    public bool MaskClientFrames { get; init; } = true;

    /// <summary>Whether a tester that is the client takes masked frames.</summary>
    public bool AcceptMaskedServerFrames { get; init; }

    /// <summary>Whether a tester that is the server masks its frames.</summary>
    public bool MaskServerFrames { get; init; }

    /// <summary>Whether a tester that is the server takes masked frames only.</summary>
    public bool RequireMaskedClientFrames { get; init; } = true;

    /// <summary>Whether payloads are XORed with the key that their frame names, both ways.</summary>
    public bool ApplyMask { get; init; } = true;

    /// <summary>The longest payload of a frame that the tester takes, in octets. 0: any.</summary>
    public long MaxFramePayloadSize { get; init; }

    /// <summary>The longest message that the tester takes, in octets. 0: any.</summary>
    public long MaxMessagePayloadSize { get; init; }

    /// <summary>The octets a frame of messages for which a case names no fragment size. 0: one frame.</summary>
    public int AutoFragmentSize { get; init; }

    /// <summary>Whether small writes go out at once.</summary>
    public bool TcpNoDelay { get; init; } = true;

    /// <summary>The time between pings of the tester's own. Zero: none.</summary>
    public TimeSpan AutoPingInterval { get; init; }

    /// <summary>The time for the pong to such a ping. Zero: no limit.</summary>
    public TimeSpan AutoPingTimeout { get; init; }

    /// <summary>The octets of such a ping's payload. 4.</summary>
    public int AutoPingSize { get; init; } = 4;

    /// <summary>Whether a request that asks for no upgrade gets a page, not 426. Of a tester that is the server.</summary>
    public bool WebStatus { get; init; } = true;

    /// <summary>The origins that a tester that is the server takes, a star in one standing for any text. All.</summary>
    public Seq<string> AllowedOrigins { get; init; } = Seq.create("*");

    /// <summary>The connections at a time, past which a tester that is the server answers 503. 0: any number.</summary>
    public int MaxConnections { get; init; }
}
