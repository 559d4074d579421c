namespace Pure.WebSockets.FsCheck;

/// <summary>Bits, the first of each byte lowest (RFC 1951 §3.1.1).</summary>
internal sealed class BitList
{
    private readonly List<byte> bytes = [];
    private int count;

    /// <summary>Adds a number, the lowest bit first.</summary>
    public BitList Add(int value, int length)
    {
        for (var at = 0; at < length; at++) AddBit((value >> at) & 1);
        return this;
    }

    /// <summary>Adds a code of a prefix code, the highest bit first.</summary>
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

    /// <summary>Fills the current byte with zeros.</summary>
    public BitList Align()
    {
        while ((count & 7) != 0) AddBit(0);
        return this;
    }

    /// <summary>Adds complete bytes at the next byte boundary.</summary>
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
