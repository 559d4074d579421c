namespace Pure.WebSockets.Conformance;

/// <summary>
/// The state of a UTF-8 decoder (RFC 3629 §4) that processes text byte by byte. The text can be split between any two bytes. The
/// decoder does not share any code with the core, so that this decoder can reveal bugs in the core's decoder.
/// </summary>
/// <param name="Missing">The number of bytes that are missing from the code point in progress.</param>
/// <param name="Lowest">The lowest valid value of the next byte, if a code point is in progress.</param>
/// <param name="Highest">The highest valid value of the next byte, if a code point is in progress.</param>
/// <param name="IsBroken">Whether the bytes so far are invalid, regardless of the bytes that follow.</param>
internal readonly record struct TextReading(byte Missing, byte Lowest, byte Highest, bool IsBroken)
{
    private const byte FirstTail = 0x80;
    private const byte LastTail = 0xBF;

    /// <summary>Whether the bytes so far are valid UTF-8 and end with a complete code point.</summary>
    public bool IsWhole => Missing == 0 && !IsBroken;

    /// <summary>Returns whether the given bytes are valid UTF-8.</summary>
    public static bool IsText(ReadOnlySpan<byte> octets) => default(TextReading).After(octets).IsWhole;

    /// <summary>Returns the state after further bytes.</summary>
    public TextReading After(ReadOnlySpan<byte> octets)
    {
        if (IsBroken) return this;
        var (missing, lowest, highest) = (Missing, Lowest, Highest);
        foreach (var octet in octets)
        {
            if (missing == 0)
            {
                if (octet < FirstTail) continue;
                (missing, lowest, highest) = Begun(octet);
                if (missing == 0) return new TextReading(0, 0, 0, IsBroken: true);
                continue;
            }

            if (octet < lowest || octet > highest) return new TextReading(0, 0, 0, IsBroken: true);
            (missing, lowest, highest) = ((byte)(missing - 1), FirstTail, LastTail);
        }

        return new TextReading(missing, lowest, highest, IsBroken: false);
    }

    /// <summary>
    /// Returns the number of bytes that must follow the given first byte of a code point, and the valid range of the second byte (RFC 3629
    /// §4). The number is 0 if the first byte is invalid.
    /// </summary>
    private static (byte Missing, byte Lowest, byte Highest) Begun(byte first) => first switch
    {
        >= 0xC2 and <= 0xDF => (1, FirstTail, LastTail),
        0xE0 => (2, 0xA0, LastTail),
        0xED => (2, FirstTail, 0x9F),
        >= 0xE1 and <= 0xEF => (2, FirstTail, LastTail),
        0xF0 => (3, 0x90, LastTail),
        >= 0xF1 and <= 0xF3 => (3, FirstTail, LastTail),
        0xF4 => (3, FirstTail, 0x8F),
        _ => (0, 0, 0),
    };
}
