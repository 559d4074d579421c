using Pure.WebSockets.Host;

namespace Pure.WebSockets.Bench;

/// <summary><see cref="Protocol.Step"/>, whose results can be kept.</summary>
internal sealed class RecordEnd(Role role, bool contextTakeover, Wire from, Wire to) : End
{
    private readonly MaskKeys keys = new();
    private Connection state = Peers.Ours(role, contextTakeover);

    public override void Send(ReadOnlyMemory<byte> message)
    {
        var transition = Protocol.Step(state, new Input.Send(MessageKind.Text, message));
        state = transition.Next;
        var masked = role == Role.Client;
        foreach (var output in transition.Outputs)
        {
            if (output is not Output.Framed framed) continue;
            var wire = to.Room(FrameEncoder.Size(framed.Value, masked));
            to.Wrote(masked ? FrameEncoder.Write(framed.Value, keys.Next(), wire) : FrameEncoder.Write(framed.Value, wire));
        }
    }

    public override ReadOnlyMemory<byte> Receive()
    {
        var received = from.Unread;
        var transition = Protocol.Run(state, new Input.Received(received), static _ => []);
        state = transition.Next;
        from.Read(received.Length);
        foreach (var effect in transition.Effects)
        {
            if (effect is Effect.Message message) return message.Data.Memory;
        }

        throw NothingCame();
    }

    public override object Idle(bool resting) => resting ? Kernel.Compact(state).Next : state;
}
