namespace Pure.WebSockets.Conformance;

/// <summary>A frame that the tester sends. The frame can be invalid, because nothing in it is checked.</summary>
/// <param name="Opcode">The opcode, a number from 0 to 15.</param>
/// <param name="Payload">The payload before masking.</param>
/// <param name="Final">Whether the FIN bit is set.</param>
/// <param name="Reserved">The reserved bits as a number. RSV1 has the value 4, RSV2 has the value 2, and RSV3 has the value 1.</param>
/// <param name="Chop">The number of bytes per write, including the header. If the value is 0, the frame is sent in one write.</param>
/// <param name="Sync">
/// The sync flag of the Autobahn Testsuite. The reports show this flag, but the flag does not change how the frame is sent. A frame that is
/// sent on its own always starts a new write.
/// </param>
internal sealed record RawFrame(int Opcode, Payload Payload, bool Final = true, int Reserved = 0, int Chop = 0, bool Sync = false)
{
    /// <summary>
    /// The size of the extended payload length in bytes: 0, 2 or 8. If the value is None, the shortest form is used. If
    /// <see cref="DeclaredLength"/> is set, this value is ignored.
    /// </summary>
    public Option<int> LengthOctets { get; init; }

    /// <summary>
    /// The payload length that is written to the header, in the 8-byte form. If the value is None, the real length is written.
    /// </summary>
    public Option<ulong> DeclaredLength { get; init; }

    /// <summary>
    /// Whether the masking of the frame is wrong: a client sends the frame unmasked, or a server sends the frame masked (RFC 6455 §5.1).
    /// </summary>
    public bool MasksWrongly { get; init; }

    /// <summary>The masking key, if the frame is masked. If the value is None, the tester chooses the key.</summary>
    public Option<MaskKey> Key { get; init; }

    /// <summary>Creates a text frame.</summary>
    public static RawFrame Text(string text, bool final = true) => new(1, Payload.Of(text), final);

    /// <summary>Creates a continuation frame.</summary>
    public static RawFrame Continuation(string text, bool final) => new(0, Payload.Of(text), final);

    /// <summary>Creates a ping.</summary>
    public static RawFrame Ping(string text) => new(9, Payload.Of(text));

    /// <summary>Creates a pong.</summary>
    public static RawFrame Pong(string text) => new(10, Payload.Of(text));
}
