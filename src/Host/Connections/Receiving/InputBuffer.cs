namespace Pure.WebSockets.Host;

/// <summary>
/// Bytes that came and are not folded yet. Between reads it holds what the kernel could not take, at most a control frame's worth, and no
/// memory if that is nothing. A part of its connection, which is never copied.
/// </summary>
internal struct InputBuffer
{
    private byte[]? buffer;
    private int start;
    private int end;

    public readonly ReadOnlyMemory<byte> Bytes => buffer.AsMemory(start, end - start);

    public readonly bool IsEmpty => start == end;

    /// <summary>Whether the last read took all the room that there was: then there may be more.</summary>
    public readonly bool IsFull => end == buffer?.Length;

    /// <summary>Memory to receive into, behind what is left of the reads before.</summary>
    public Memory<byte> Room(int bytes, Buffers buffers)
    {
        if (buffer is null || buffer.Length < bytes) Move(buffers.Rent(bytes), buffers);
        else if (start > 0) Move(buffer, buffers);
        return buffer.AsMemory(end);
    }

    public void Add(int received) => end += received;

    public void Consume(int bytes) => start += bytes;

    /// <summary>Gives back the memory, but for as little as what is left needs.</summary>
    public void Shrink(Buffers buffers)
    {
        if (buffer is null) return;
        if (IsEmpty) Clear(buffers);
        else Move(buffers.Rent(end - start), buffers);
    }

    public void Clear(Buffers buffers)
    {
        if (buffer is not null) buffers.Return(buffer);
        buffer = null;
        start = end = 0;
    }

    /// <summary>The same after a read that failed: whoever was to fill the memory may still do so.</summary>
    public void Forget(Buffers buffers)
    {
        if (buffer is not null) buffers.Forget(buffer);
        buffer = null;
        start = end = 0;
    }

    private void Move(byte[] into, Buffers buffers)
    {
        if (buffer is not null) buffer.AsSpan(start, end - start).CopyTo(into);
        if (buffer is not null && !ReferenceEquals(buffer, into)) buffers.Return(buffer);
        buffer = into;
        end -= start;
        start = 0;
    }
}
