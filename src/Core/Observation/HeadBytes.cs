namespace Pure.WebSockets;

/// <summary>
/// The bytes of a head up to and including the empty line at its end. Lines can end with CR LF or with LF alone, so the end of an invalid
/// head is found too.
/// </summary>
/// <param name="Bytes">The bytes so far.</param>
/// <param name="IsAtLineStart">Whether the last bytes end a line.</param>
/// <param name="IsComplete">Whether the head is complete.</param>
internal sealed record HeadBytes(ByteRope Bytes, bool IsAtLineStart, bool IsComplete)
{
    public static HeadBytes Empty { get; } = new(ByteRope.Empty, IsAtLineStart: false, IsComplete: false);

    /// <summary>Appends the part of the input that belongs to the head. Returns the number of bytes in this part.</summary>
    public (HeadBytes Next, int Taken) Append(ReadOnlySpan<byte> input)
    {
        var isAtLineStart = IsAtLineStart;
        for (var at = 0; at < input.Length; at++)
        {
            if (input[at] == '\n')
            {
                if (isAtLineStart) return (new HeadBytes(Bytes.Append(input[..(at + 1)]), IsAtLineStart: true, IsComplete: true), at + 1);
                isAtLineStart = true;
            }
            else if (input[at] != '\r')
            {
                isAtLineStart = false;
            }
        }

        return (this with { Bytes = Bytes.Append(input), IsAtLineStart = isAtLineStart }, input.Length);
    }
}
