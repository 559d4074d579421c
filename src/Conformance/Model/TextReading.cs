namespace Pure.WebSockets.Conformance;

/// <summary>
/// Reads UTF-8 byte by byte (RFC 3629 §4), at any split. It is the laboratory's own decoder, so that it does not share bugs with the core.
/// </summary>
/// <param name="Missing">The number of bytes that complete the code point in progress.</param>
/// <param name="Lowest">The lowest value that the next byte may have.</param>
/// <param name="Highest">The highest value that the next byte may have.</param>
/// <param name="IsBroken">Whether the bytes so far are not the beginning of any UTF-8 text.</param>
internal readonly record struct TextReading(byte Missing, byte Lowest, byte Highest, bool IsBroken)
{
    private const byte FirstTail = 0x80;
    private const byte LastTail = 0xBF;

    /// <summary>Whether the bytes so far are a complete text.</summary>
    public bool IsWhole => Missing == 0 && !IsBroken;

    /// <summary>Returns whether some bytes are UTF-8.</summary>
    public static bool IsText(ReadOnlySpan<byte> octets) => default(TextReading).After(octets).IsWhole;

    /// <summary>Returns the state after more bytes.</summary>
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

    /// <summary>The grammar of RFC 3629 §4: for a first byte, the number of bytes after it and the range of the second byte.</summary>
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
