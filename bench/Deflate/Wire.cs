namespace Pure.WebSockets.Bench;

/// <summary>One direction of an in-memory connection: the bytes that one end has written and the other has not read.</summary>
internal sealed class Wire
{
    private byte[] bytes = new byte[256];
    private int read;
    private int written;

    /// <summary>The bytes that have been written and not read.</summary>
    public ReadOnlyMemory<byte> Unread => bytes.AsMemory(read..written);

    /// <summary>Memory of at least this size for the next write.</summary>
    public Memory<byte> Room(int size)
    {
        if (bytes.Length - written < size) Array.Resize(ref bytes, written + size);
        return bytes.AsMemory(written);
    }

    /// <summary>Records that this many bytes were written.</summary>
    public void Wrote(int size) => written += size;

    /// <summary>Records that this many bytes were read.</summary>
    public void Read(int size)
    {
        read += size;
        if (read == written) read = written = 0;
    }
}
