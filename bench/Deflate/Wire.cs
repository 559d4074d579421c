namespace Pure.WebSockets.Bench;

/// <summary>One direction of a connection in memory: what one end wrote and the other has not read.</summary>
internal sealed class Wire
{
    private byte[] bytes = new byte[256];
    private int read;
    private int written;

    /// <summary>What was written and not read yet.</summary>
    public ReadOnlyMemory<byte> Unread => bytes.AsMemory(read..written);

    /// <summary>Memory of at least that many bytes to write into.</summary>
    public Memory<byte> Room(int size)
    {
        if (bytes.Length - written < size) Array.Resize(ref bytes, written + size);
        return bytes.AsMemory(written);
    }

    /// <summary>So many bytes were written into the room.</summary>
    public void Wrote(int size) => written += size;

    /// <summary>So many bytes were read.</summary>
    public void Read(int size)
    {
        read += size;
        if (read == written) read = written = 0;
    }
}
