namespace Pure.WebSockets.Host;

/// <summary>
/// The received bytes that have not been processed yet. While the loop waits for input, the buffer contains only bytes that the protocol
/// kernel could not process yet. The number of these bytes is at most the length of the longest control frame. While the loop waits, an
/// empty buffer uses no memory. The struct is part of its connection and must not be copied, because changes to a copy would be lost.
/// </summary>
internal struct InputBuffer
{
    private byte[]? buffer;
    private int start;
    private int end;

    public readonly ReadOnlyMemory<byte> Bytes => buffer.AsMemory(start, end - start);

    public readonly bool IsEmpty => start == end;

    /// <summary>Whether the last read filled the buffer. If the value is true, more bytes can be available.</summary>
    public readonly bool IsFull => end == buffer?.Length;

    /// <summary>Returns the memory for the next received bytes. This memory follows the bytes that remain from earlier reads.</summary>
    public Memory<byte> GetMemory(int bytes, BufferPool buffers)
    {
        if (buffer is null || buffer.Length < bytes) Move(buffers.Rent(bytes), buffers);
        else if (start > 0) Move(buffer, buffers);
        return buffer.AsMemory(end);
    }

    /// <summary>Records the number of bytes that were received into the memory that <see cref="GetMemory"/> returned.</summary>
    public void Add(int received) => end += received;

    /// <summary>Removes processed bytes.</summary>
    public void Consume(int bytes) => start += bytes;

    /// <summary>Returns unused memory to the pool. If the buffer is not empty, its bytes are moved to a shorter buffer.</summary>
    public void Shrink(BufferPool buffers)
    {
        if (buffer is null) return;
        if (IsEmpty) Clear(buffers);
        else Move(buffers.Rent(end - start), buffers);
    }

    /// <summary>Drops all bytes and returns the memory to the pool.</summary>
    public void Clear(BufferPool buffers)
    {
        if (buffer is not null) buffers.Return(buffer);
        buffer = null;
        start = end = 0;
    }

    /// <summary>
    /// Drops all bytes after a failed read. The memory is not reused, because the transport can still write to the memory.
    /// </summary>
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
