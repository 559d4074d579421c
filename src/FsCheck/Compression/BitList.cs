namespace Pure.WebSockets.FsCheck;

/// <summary>A list of bits, which are packed into bytes starting with the least significant bit (RFC 1951 §3.1.1).</summary>
internal sealed class BitList
{
    private readonly List<byte> bytes = [];
    private int count;

    /// <summary>Adds the given number of bits of a value, starting with the least significant bit.</summary>
    public BitList Add(int value, int length)
    {
        for (var at = 0; at < length; at++) AddBit((value >> at) & 1);
        return this;
    }

    /// <summary>Adds the code of a symbol, starting with the most significant bit of the code.</summary>
    public BitList Add((int Code, int Length) code)
    {
        for (var at = code.Length - 1; at >= 0; at--) AddBit((code.Code >> at) & 1);
        return this;
    }

    /// <summary>Adds the bits of another list.</summary>
    public BitList Add(BitList more)
    {
        for (var at = 0; at < more.count; at++) AddBit((more.bytes[at >> 3] >> (at & 7)) & 1);
        return this;
    }

    /// <summary>Fills the last byte with zero bits.</summary>
    public BitList Align()
    {
        while ((count & 7) != 0) AddBit(0);
        return this;
    }

    /// <summary>Fills the last byte with zero bits, and then adds the given bytes.</summary>
    public BitList Add(ReadOnlySpan<byte> octets)
    {
        Align();
        bytes.AddRange(octets);
        count += 8 * octets.Length;
        return this;
    }

    public byte[] ToBytes() => bytes.ToArray();

    private void AddBit(int bit)
    {
        if ((count & 7) == 0) bytes.Add(0);
        bytes[^1] |= (byte)(bit << (count & 7));
        count++;
    }
}
