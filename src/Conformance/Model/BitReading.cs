using System.Buffers.Binary;

namespace Pure.WebSockets.Conformance;

/// <summary>Reads the bits of DEFLATE data, starting with the least significant bit of each byte (RFC 1951 §3.1.1).</summary>
/// <param name="octets">The DEFLATE data to read.</param>
internal ref struct BitReading(ReadOnlySpan<byte> octets)
{
    /// <summary>
    /// The minimum number of bits that are available after a call to <see cref="Fill"/>. Fewer bits are available only at the end of the
    /// data.
    /// </summary>
    public const int Filled = 56;

    private readonly ReadOnlySpan<byte> octets = octets;
    private ulong held;
    private int count;
    private int next;

    /// <summary>Whether an attempt was made to read beyond the end of the data.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The number of bytes that have been read, including a byte that has been read only in part.</summary>
    public readonly int Octets => next - (count / 8);

    /// <summary>Whether all bits have been read.</summary>
    public readonly bool IsAtEnd => count == 0 && next == octets.Length;

    /// <summary>
    /// The bits that have been read ahead but not yet skipped. The least significant bit is the next bit of the data. Unused bits are 0.
    /// </summary>
    public readonly ulong Next => held;

    /// <summary>Reads bytes ahead, until at least <see cref="Filled"/> bits can be skipped or the data ends.</summary>
    public void Fill()
    {
        if (count >= Filled) return;
        if (octets.Length - next >= sizeof(ulong))
        {
            held |= BinaryPrimitives.ReadUInt64LittleEndian(octets[next..]) << count;
            var taken = (63 - count) / 8;
            next += taken;
            count += 8 * taken;
            // Clear the bits of bytes that were loaded only in part, because those bytes will be read again.
            held &= ulong.MaxValue >> (64 - count);
            return;
        }

        for (; count < Filled && next < octets.Length; count += 8) held |= (ulong)octets[next++] << count;
    }

    /// <summary>Skips bits that have been read ahead. Sets <see cref="IsOver"/> if fewer bits are available.</summary>
    public void Skip(int bits)
    {
        if (bits > count)
        {
            IsOver = true;
            (held, count) = (0, 0);
            return;
        }

        held >>= bits;
        count -= bits;
    }

    /// <summary>Reads up to 32 bits, least significant bit first. Bits beyond the end of the data are 0.</summary>
    public int Bits(int bits)
    {
        Fill();
        var value = (int)(held & ((1UL << bits) - 1));
        Skip(bits);
        return value;
    }

    /// <summary>Skips the remaining bits of the current byte if the byte has been read only in part.</summary>
    public void Align() => Skip(count & 7);

    /// <summary>
    /// Reads whole bytes. The position must be at the start of a byte. If fewer than <paramref name="length"/> bytes remain, returns the
    /// remaining bytes and sets <see cref="IsOver"/>.
    /// </summary>
    public ReadOnlySpan<byte> Take(int length)
    {
        next -= count / 8;
        (held, count) = (0, 0);
        var taken = Math.Min(length, octets.Length - next);
        IsOver |= taken < length;
        var part = octets.Slice(next, taken);
        next += taken;
        return part;
    }
}
