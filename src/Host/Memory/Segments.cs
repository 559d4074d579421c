namespace Pure.WebSockets.Host;

/// <summary>
/// The parts of a long message before the current one. Each buffer is full, except for less space than the kernel can use.
/// </summary>
internal sealed class Segments
{
    private readonly List<(byte[] Buffer, int Length)> parts = [];

    /// <summary>The bytes of all parts.</summary>
    public int Bytes { get; private set; }

    public void Add(byte[] buffer, int length)
    {
        parts.Add((buffer, length));
        Bytes += length;
    }

    /// <summary>Copies all parts to the start of the memory. Returns how many bytes were copied.</summary>
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

    /// <summary>Gives back all buffers.</summary>
    public void Return(BufferPool buffers)
    {
        foreach (var (buffer, _) in parts) buffers.Return(buffer);
        parts.Clear();
        Bytes = 0;
    }
}
