namespace Pure.WebSockets.Conformance;

/// <summary>Reads the bits of DEFLATE data, starting with the least significant bit of each byte (RFC 1951 §3.1.1).</summary>
/// <param name="octets">The data.</param>
internal ref struct BitReading(ReadOnlySpan<byte> octets)
{
    private readonly ReadOnlySpan<byte> octets = octets;
    private int at;

    /// <summary>Whether a call tried to read beyond the end of the data.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The number of bytes that have been read. A byte that has been read only in part is counted.</summary>
    public readonly int Octets => (at + 7) / 8;

    /// <summary>Whether all bits have been read.</summary>
    public readonly bool IsAtEnd => at == 8 * octets.Length;

    /// <summary>Reads a bit. Returns 0 if all bits have been read.</summary>
    public int Bit()
    {
        if (at >= 8 * octets.Length)
        {
            IsOver = true;
            return 0;
        }

        var bit = (octets[at >> 3] >> (at & 7)) & 1;
        at++;
        return bit;
    }

    /// <summary>Reads a number of bits, the least significant first.</summary>
    public int Bits(int count)
    {
        var value = 0;
        for (var bit = 0; bit < count; bit++) value |= Bit() << bit;
        return value;
    }

    /// <summary>Skips the remaining bits of a byte that has been read only in part.</summary>
    public void Align() => at = 8 * Octets;

    /// <summary>Reads whole bytes. The position must be at the start of a byte. Returns fewer bytes if the data ends.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        var start = at / 8;
        var taken = Math.Min(count, octets.Length - start);
        IsOver |= taken < count;
        at += 8 * taken;
        return octets.Slice(start, taken);
    }
}
