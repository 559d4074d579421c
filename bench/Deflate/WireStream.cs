namespace Pure.WebSockets.Bench;

/// <summary>One end of an in-memory connection as a stream.</summary>
/// <param name="from">The direction that it reads.</param>
/// <param name="to">The direction that it writes.</param>
internal sealed class WireStream(Wire from, Wire to) : InstantStream
{
    public override int Read(Span<byte> buffer)
    {
        var unread = from.Unread.Span;
        if (unread.IsEmpty && !buffer.IsEmpty) throw new InvalidOperationException("A read would have to wait.");
        var taken = Math.Min(buffer.Length, unread.Length);
        unread[..taken].CopyTo(buffer);
        from.Read(taken);
        return taken;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        buffer.CopyTo(to.Room(buffer.Length).Span);
        to.Wrote(buffer.Length);
    }
}
