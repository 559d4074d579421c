namespace Pure.WebSockets.Host;

/// <summary>Bytes that came and are not folded yet. Between reads it holds what the kernel could not take, at most a control frame's worth, and no memory if that is nothing.</summary>
internal sealed class InputBuffer(Buffers buffers)
{
    private byte[]? buffer;
    private int start;
    private int end;

    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(start, end - start);

    public bool IsEmpty => start == end;

    /// <summary>Memory to receive into, behind what is left of the reads before.</summary>
    public Memory<byte> Room(int bytes)
    {
        if (buffer is null || buffer.Length < bytes) Move(buffers.Rent(bytes));
        else if (start > 0) Move(buffer);
        return buffer.AsMemory(end);
    }

    public void Add(int received) => end += received;

    public void Consume(int bytes) => start += bytes;

    /// <summary>Gives back the memory, but for as little as what is left needs.</summary>
    public void Shrink()
    {
        if (buffer is null) return;
        if (IsEmpty) Clear();
        else Move(buffers.Rent(end - start));
    }

    public void Clear()
    {
        if (buffer is not null) buffers.Return(buffer);
        buffer = null;
        start = end = 0;
    }

    private void Move(byte[] into)
    {
        if (buffer is not null) buffer.AsSpan(start, end - start).CopyTo(into);
        if (buffer is not null && !ReferenceEquals(buffer, into)) buffers.Return(buffer);
        buffer = into;
        end -= start;
        start = 0;
    }
}
