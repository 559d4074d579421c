namespace Pure.WebSockets.Properties;

/// <summary>
/// Runs of the core for the oracle, in the kernel form. Each call consumes as little as possible, so that the position of each event is
/// known.
/// </summary>
internal sealed class CoreRun
{
    private readonly List<Said> told = [];
    private readonly List<byte> message = [];
    private readonly Listener peer;
    private readonly byte[] memory = new byte[4096];
    private readonly Func<Spot, bool> isSpecial;
    private Connection state;
    private ReadOnlyMemory<byte> pending;
    private bool endedWithABlock;
    private int peerBytes;
    private int commands;

    private CoreRun(Conversation conversation, Func<Spot, bool> isSpecial)
    {
        this.isSpecial = isSpecial;
        state = conversation.Start;
        peer = new Listener(conversation.Role, conversation.Agreement);
    }

    /// <summary>The account before the first known difference; null if there is none.</summary>
    public Account? Before { get; private set; }

    /// <summary>The first known difference.</summary>
    public Spot? Special { get; private set; }

    public Account Account => new(told.ToArray(), peer.Heard.ToArray());

    public static CoreRun Of(Conversation conversation, Func<Spot, bool> isSpecial)
    {
        var run = new CoreRun(conversation, isSpecial);
        foreach (var input in conversation.Inputs())
        {
            run.Take(input);
            if (input is not Input.Received) run.commands++;
        }

        return run;
    }

    private void Take(Input input)
    {
        switch (input)
        {
            case Input.Received(var bytes):
                Receive((byte[])[.. pending.Span, .. bytes.Memory.Span]);
                break;
            case Input.EndOfStream:
                Record(input, default, Kernel.EndOfStream(state));
                break;
            case Input.Send send:
                Record(input, default, Kernel.Send(state, send.Kind, send.Data.Memory, default, send.Compress));
                break;
            case Input.SendPart part:
                Record(input, default, Kernel.SendPart(state, part.Kind, part.Data.Memory, part.Final, default, part.Compress));
                break;
            case Input.Close close:
                Record(input, default, Kernel.Close(state, close.Status));
                break;
            case Input.Compact:
                Record(input, default, Kernel.Compact(state));
                break;
        }
    }

    private void Receive(ReadOnlyMemory<byte> input)
    {
        pending = default;
        for (var given = 0; ;)
        {
            var least = !state.Receiving.InFrame ? 2 : state.Receiving.Compressed ? 1 : int.MaxValue;
            given = Math.Min(Math.Max(given, least), input.Length);
            var progress = Kernel.Receive(state, input[..given], memory);
            // Invalid text: again byte by byte, to find the position.
            if (state.Receiving.InFrame && progress.Next.Phase is Phase.Closed && given > 1)
                progress = Kernel.Receive(state, input[..1], memory);
            if (progress.Needed > given)
            {
                if (given == input.Length) break;
                given = progress.Needed;
                continue;
            }

            Record(command: null, input, progress);
            input = input[progress.Consumed..];
            given = 0;
            if (input.IsEmpty && !progress.More) break;
        }

        pending = input;
    }

    private void Record(Input? command, ReadOnlyMemory<byte> rest, in StepResult progress)
    {
        var place = new Spot(state, command, command is null ? rest : pending, progress, peerBytes, commands, endedWithABlock);
        if (Special is null && (command is not null || place.Told is not null || state.Inflation is not null) && isSpecial(place))
            (Before, Special) = (Account, place);
        if (place.EndsCompressedMessage)
            endedWithABlock = place.EndsWithABlock;

        if (progress.HasReply)
            peer.Hear(Encoded(place.Error is null ? progress.Reply : progress.Reply with { Payload = progress.Reply.Payload.Memory[..2] }));
        if (progress.Event == StepEvent.Data)
            Deliver(progress);
        if (place.Told is not null)
            Tell(place.Told);
        state = progress.Next;
        peerBytes += progress.Consumed;
    }

    private void Tell(Effect effect)
    {
        switch (effect)
        {
            case Effect.CloseReceived(var status):
                told.Add(Said.Close(status.Code, status.Reason));
                break;
            case Effect.Failed:
                told.Add(Said.Failed);
                break;
            case Effect.Misused:
                told.Add(Said.Misuse);
                break;
        }
    }

    private void Deliver(in StepResult progress)
    {
        message.AddRange(progress.Payload.Span);
        if (!progress.Final) return;
        told.Add(Said.Message(progress.Kind, message.ToArray()));
        message.Clear();
    }

    private byte[] Encoded(Frame frame) =>
        state.Role == Role.Server ? FrameEncoder.Encode(frame) : FrameEncoder.Encode(frame, new MaskKey(0x3D21FA37));
}
