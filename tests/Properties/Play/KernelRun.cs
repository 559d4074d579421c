namespace Pure.WebSockets.Properties;

/// <summary>
/// Runs in the kernel form, as a host would: it keeps what the kernel could not take yet, lends the same memory again and again, and spoils it between two calls,
/// and the input after them, so that whatever still refers to either shows.
/// </summary>
internal sealed class KernelRun(Connection start, int lent)
{
    private const byte Spoiled = 0xA5;

    private readonly Recording recording = new();
    private readonly byte[] memory = new byte[lent];
    private readonly List<byte> message = [];
    private byte[] pending = [];
    private Connection state = start;

    public static Told Of(Connection start, IEnumerable<Input> inputs, int lent)
    {
        var run = new KernelRun(start, lent);
        foreach (var input in inputs) run.Take(input);
        return run.ToTold();
    }

    private Told ToTold()
    {
        var joined = state.Options.Delivery == Delivery.Whole ? message.ToArray() : [];
        return recording.ToTold(state with { Held = Held.Of(Gathered.Of(pending), Gathered.Of(joined)) });
    }

    private void Take(Input input)
    {
        switch (input)
        {
            case Input.Received received:
                Receive(received.Bytes.Memory.Span);
                break;
            case Input.Start:
                Record(Kernel.Start(state));
                break;
            case Input.EndOfStream:
                Record(Kernel.EndOfStream(state));
                break;
            case Input.Accept accept:
                Record(Kernel.Accept(state, accept.Acceptance));
                if (state.Phase is Phase.Open && pending.Length > 0) Receive([]);
                break;
            case Input.Reject reject:
                Record(Kernel.Reject(state, reject.Rejection));
                break;
            case Input.Send send:
                Record(Kernel.Send(state, send.Kind, send.Data.Memory, Lend(send.Data.Length, send.Compress), send.Compress));
                break;
            case Input.SendPart part:
                Record(Kernel.SendPart(state, part.Kind, part.Data.Memory, part.Final, Lend(part.Data.Length, part.Compress), part.Compress));
                break;
            case Input.Ping ping:
                Record(Kernel.Ping(state, ping.Data.Memory));
                break;
            case Input.Pong pong:
                Record(Kernel.Pong(state, pong.Data.Memory));
                break;
            case Input.Close close:
                Record(Kernel.Close(state, close.Status));
                break;
            case Input.Rest:
                Record(Kernel.Rest(state));
                break;
            case Input.Elapsed elapsed:
                Record(Kernel.Elapsed(state, elapsed.Timer));
                break;
        }

        if (!state.Receiving.MessageUnderWay) message.Clear();
        if (state.Phase is Phase.Closed or Phase.Closing { Theirs.IsSome: true }) pending = [];
    }

    private byte[] Lend(int length, CompressionChoice compress) => new byte[Kernel.RoomToSend(state, length, compress)];

    private void Receive(ReadOnlySpan<byte> bytes)
    {
        byte[] network = [.. pending, .. bytes];
        var (given, input) = (network.ToArray(), (ReadOnlyMemory<byte>)network);
        while (true)
        {
            memory.AsSpan().Fill(Spoiled);
            var progress = Kernel.Receive(state, input, memory);
            Assert.InRange(progress.Consumed, 0, input.Length);
            Assert.InRange(progress.Payload.Length, 0, Math.Max(memory.Length, 125));
            Record(progress);
            input = input[progress.Consumed..];
            if (progress.AnswerAwaited || progress.Needed > input.Length || (input.IsEmpty && !progress.More)) break;
        }

        pending = input.ToArray();
        Assert.True(network.AsSpan().SequenceEqual(given), "The input was written to.");
        Array.Fill(network, Spoiled);
    }

    private void Record(in Progress progress)
    {
        var before = state;
        state = progress.Next;
        if (!progress.Head.IsEmpty) recording.Add(new Output.Head(progress.Head.ToArray()));
        if (progress.HasReply) recording.Add(new Output.Framed(progress.Reply with { Payload = progress.Reply.Payload.ToArray() }));
        if (progress.Happening == Happening.Data) Deliver(progress);
        if (progress.Happening == Happening.Ping) recording.Add(new Effect.PingReceived(progress.Payload.ToArray()));
        if (progress.Happening == Happening.Pong) recording.Add(new Effect.PongReceived(progress.Payload.ToArray()));
        if (progress.Happening == Happening.Notice) progress.Notice.IfSome(recording.Add);
        if (progress.Deadline.Change == DeadlineChange.Start) recording.Add(new Effect.StartTimer(progress.Deadline.Kind, progress.Deadline.After));
        if (progress.Deadline.Change == DeadlineChange.Stop) recording.Add(new Effect.CancelTimer());
        if (state.Phase is Phase.Closed closed && before.Phase is not Phase.Closed) recording.Add(new Effect.CloseTransport(closed.Closure));
        if (!state.Receiving.MessageUnderWay) message.Clear();
    }

    private void Deliver(in Progress progress)
    {
        message.AddRange(progress.Payload.Span);
        recording.Add(new Effect.MessagePiece(progress.Kind, progress.Payload.ToArray(), progress.Final));
    }
}
