namespace Pure.WebSockets.Conformance;

/// <summary>A frame for the tester to send. The frame is not validated, so it can break the rules of RFC 6455.</summary>
/// <param name="Opcode">The opcode, a number from 0 to 15.</param>
/// <param name="Payload">The payload before masking.</param>
/// <param name="Final">Whether the FIN bit is set.</param>
/// <param name="Reserved">The reserved bits as a number. RSV1 has the value 4, RSV2 has the value 2, and RSV3 has the value 1.</param>
/// <param name="Chop">
/// The maximum number of bytes per write, or 0 to send the frame in one write. The bytes of the header are included.
/// </param>
/// <param name="Sync">
/// The sync flag of the Autobahn Testsuite. The reports show this flag. The flag does not change how the frame is sent.
/// </param>
internal sealed record RawFrame(int Opcode, Payload Payload, bool Final = true, int Reserved = 0, int Chop = 0, bool Sync = false)
{
    /// <summary>
    /// The size of the extended payload length in bytes (0, 2 or 8), or None to use the shortest form. This value is ignored if
    /// <see cref="DeclaredLength"/> is set.
    /// </summary>
    public Option<int> LengthOctets { get; init; }

    /// <summary>The payload length to write to the header in the 8-byte form, or None to write the real length.</summary>
    public Option<ulong> DeclaredLength { get; init; }

    /// <summary>
    /// Whether the frame breaks the rule for masking (RFC 6455 §5.1). If the value is true, a client sends the frame unmasked, and a
    /// server sends the frame masked.
    /// </summary>
    public bool MasksWrongly { get; init; }

    /// <summary>The masking key to use if the frame is masked, or None if the tester chooses the key.</summary>
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
