using Pure.WebSockets.Host;

namespace Pure.WebSockets.Bench;

/// <summary>The functions of <see cref="Kernel"/>, as a host calls them, with lent memory that is reused.</summary>
internal sealed class KernelEnd(Role role, bool contextTakeover, Wire from, Wire to, int lentBytes) : End
{
    private readonly MaskKeys keys = new();
    private readonly byte[] lent = new byte[lentBytes];
    private byte[] compressed = [];
    private Connection state = Peers.Ours(role, contextTakeover);

    public override void Send(ReadOnlyMemory<byte> message)
    {
        var room = Kernel.GetSendBufferSize(state, message.Length);
        if (compressed.Length < room) compressed = new byte[room];
        var progress = Kernel.Send(state, MessageKind.Text, message, compressed, CompressionChoice.Default);
        state = progress.Next;
        if (!progress.HasReply) throw NothingCame();
        var masked = role == Role.Client;
        var wire = to.Room(FrameEncoder.Size(progress.Reply, masked));
        to.Wrote(masked ? FrameEncoder.Write(progress.Reply, keys.Next(), wire) : FrameEncoder.Write(progress.Reply, wire));
    }

    public override ReadOnlyMemory<byte> Receive()
    {
        var filled = 0;
        while (true)
        {
            var progress = Kernel.Receive(state, from.Unread, lent.AsMemory(filled));
            state = progress.Next;
            from.Read(progress.Consumed);
            filled += progress.Payload.Length;
            if (progress.Final) return lent.AsMemory(0, filled);
            if (progress.Needed > from.Unread.Length || (from.Unread.IsEmpty && !progress.More)) throw NothingCame();
        }
    }

    public override object Idle(bool resting) => resting ? Kernel.Compact(state).Next : state;
}
