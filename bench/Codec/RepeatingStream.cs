namespace Pure.WebSockets.Bench;

/// <summary>The same bytes over and over. A read gives at once what is left before the end; writes vanish.</summary>
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
