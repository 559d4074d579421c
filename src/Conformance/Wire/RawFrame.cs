namespace Pure.WebSockets.Conformance;

/// <summary>A frame as a tester sends it, valid or not. Nothing is checked.</summary>
/// <param name="Opcode">Four bits, 0 to 15.</param>
/// <param name="Payload">The payload, unmasked.</param>
/// <param name="Final">FIN.</param>
/// <param name="Reserved">The reserved bits as a number: 4 is RSV1, 2 is RSV2, 1 is RSV3.</param>
/// <param name="Chop">The bytes per write, header included. 0: one write.</param>
/// <param name="Sync">The Autobahn Testsuite's sync flag. It changes no byte and no write here, because each frame is a write of its own
/// anyway; the reports show it as that suite does.</param>
internal sealed record RawFrame(int Opcode, Payload Payload, bool Final = true, int Reserved = 0, int Chop = 0, bool Sync = false)
{
    /// <summary>The number of bytes of the extended length: 0, 2 or 8. If it is None, the shortest form is used.</summary>
    public Option<int> LengthOctets { get; init; }

    /// <summary>The length in the header, in the longest form. If it is None, the real length is used.</summary>
    public Option<ulong> DeclaredLength { get; init; }

    /// <summary>Whether the frame is masked if this end must not mask, and unmasked if it must (RFC 6455 §5.1).</summary>
    public bool MasksWrongly { get; init; }

    /// <summary>Creates a text frame.</summary>
    public static RawFrame Text(string text, bool final = true) => new(1, Payload.Of(text), final);

    /// <summary>Creates a continuation frame.</summary>
    public static RawFrame Continuation(string text, bool final) => new(0, Payload.Of(text), final);

    /// <summary>Creates a ping.</summary>
    public static RawFrame Ping(string text) => new(9, Payload.Of(text));

    /// <summary>Creates a pong.</summary>
    public static RawFrame Pong(string text) => new(10, Payload.Of(text));
}
