namespace Pure.WebSockets.Host;

/// <summary>
/// Of a long message the parts that came before the one in hand, each in a buffer that is full but for less than the kernel can use.
/// </summary>
internal sealed class Segments
{
    private readonly List<(byte[] Buffer, int Length)> parts = [];

    /// <summary>Their bytes.</summary>
    public int Bytes { get; private set; }

    public void Add(byte[] buffer, int length)
    {
        parts.Add((buffer, length));
        Bytes += length;
    }

    /// <summary>Copies them to the start of that memory; how many bytes that was.</summary>
    public int CopyTo(Span<byte> whole)
    {
        var start = 0;
        foreach (var (buffer, length) in parts)
        {
            buffer.AsSpan(0, length).CopyTo(whole[start..]);
            start += length;
        }

        return start;
    }

    /// <summary>Gives all of them back.</summary>
    public void Return(Buffers buffers)
    {
        foreach (var (buffer, _) in parts) buffers.Return(buffer);
        parts.Clear();
        Bytes = 0;
    }
}
