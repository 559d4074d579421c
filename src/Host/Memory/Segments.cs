namespace Pure.WebSockets.Host;

/// <summary>
/// The parts of a long message that were received before the part in progress. The buffer of each part is full, or has less free space than
/// the protocol kernel needs.
/// </summary>
internal sealed class Segments
{
    private readonly List<(byte[] Buffer, int Length)> parts = [];

    /// <summary>The total length of all parts, in bytes.</summary>
    public int Bytes { get; private set; }

    public void Add(byte[] buffer, int length)
    {
        parts.Add((buffer, length));
        Bytes += length;
    }

    /// <summary>Copies all parts to the start of the given memory. Returns the number of copied bytes.</summary>
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

    /// <summary>Returns all buffers to the pool.</summary>
    public void Return(BufferPool buffers)
    {
        foreach (var (buffer, _) in parts) buffers.Return(buffer);
        parts.Clear();
        Bytes = 0;
    }
}
