namespace Pure.WebSockets.Host;

/// <content>The memory of messages that come, and its bounds.</content>
public sealed partial class WebSocketConnection
{
    // While the server holds too much: whether another connection reads, and this one pauses.
    private bool OthersComeFirst => buffers.Bound is { } bound && bound.HasToWait(this);

    /// <inheritdoc/>
    void IHolder.GoOn()
    {
        lock (gate) ResumeReading();
    }

    /// <summary>Memory for what the kernel can make of that input. Under the lock.</summary>
    private Memory<byte> Lend(ReadOnlyMemory<byte> bytes) =>
        inbox.Lend(
            Kernel.Room(state, bytes),
            state.Options.Delivery == Delivery.Pieces ? Array.MaxLength : state.Options.Limits.MaxMessageBytes);

    /// <summary>
    /// Tells the server's bound, where there is one, whether the connection holds bytes that nobody has taken. Under the lock.
    /// </summary>
    private void Count()
    {
        if (buffers.Bound is not { } bound || inbox.Holds == inbox.IsCounted) return;
        inbox.IsCounted = !inbox.IsCounted;
        if (inbox.IsCounted) bound.Join(this);
        else bound.Leave(this);
    }
}
