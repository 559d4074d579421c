namespace Pure.WebSockets.Host;

/// <summary>
/// Received bytes that have not been processed yet. Between reads, it holds the bytes that the kernel could not take, at most the size of a
/// control frame. If there are none, it holds no memory. A part of its connection: never copied.
/// </summary>
internal struct InputBuffer
{
    private byte[]? buffer;
    private int start;
    private int end;

    public readonly ReadOnlyMemory<byte> Bytes => buffer.AsMemory(start, end - start);

    public readonly bool IsEmpty => start == end;

    /// <summary>Whether the last read filled the buffer. If so, more bytes may be available.</summary>
    public readonly bool IsFull => end == buffer?.Length;

    /// <summary>Returns memory to receive into. It follows the bytes that are left from earlier reads.</summary>
    public Memory<byte> GetMemory(int bytes, BufferPool buffers)
    {
        if (buffer is null || buffer.Length < bytes) Move(buffers.Rent(bytes), buffers);
        else if (start > 0) Move(buffer, buffers);
        return buffer.AsMemory(end);
    }

    /// <summary>Adds bytes that were received into the memory of <see cref="GetMemory"/>.</summary>
    public void Add(int received) => end += received;

    /// <summary>Removes processed bytes.</summary>
    public void Consume(int bytes) => start += bytes;

    /// <summary>Gives back the memory that the remaining bytes do not need.</summary>
    public void Shrink(BufferPool buffers)
    {
        if (buffer is null) return;
        if (IsEmpty) Clear(buffers);
        else Move(buffers.Rent(end - start), buffers);
    }

    /// <summary>Drops all bytes and gives back the memory.</summary>
    public void Clear(BufferPool buffers)
    {
        if (buffer is not null) buffers.Return(buffer);
        buffer = null;
        start = end = 0;
    }

    /// <summary>Drops all bytes after a failed read. The transport may still write to the memory, so it is not reused.</summary>
    public void Forget(BufferPool buffers)
    {
        if (buffer is not null) buffers.Forget(buffer);
        buffer = null;
        start = end = 0;
    }

    private void Move(byte[] into, BufferPool buffers)
    {
        if (buffer is not null) buffer.AsSpan(start, end - start).CopyTo(into);
        if (buffer is not null && !ReferenceEquals(buffer, into)) buffers.Return(buffer);
        buffer = into;
        end -= start;
        start = 0;
    }
}
