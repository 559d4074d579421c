namespace Pure.WebSockets.Bench;

/// <summary>Repeats the same bytes. A read returns the bytes up to the end at once; writes are discarded.</summary>
internal sealed class RepeatingStream(byte[] bytes) : InstantStream
{
    private int at;

    public override int Read(Span<byte> buffer)
    {
        if (at == bytes.Length) at = 0;
        var taken = Math.Min(buffer.Length, bytes.Length - at);
        bytes.AsSpan(at, taken).CopyTo(buffer);
        at += taken;
        return taken;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
    }
}
