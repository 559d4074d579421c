namespace Pure.WebSockets.Properties;

/// <summary>
/// Runs in the kernel form, as a host would. It keeps unconsumed input, lends the same memory again and again, and overwrites that memory
/// and the input after each call, so that any remaining reference shows.
/// </summary>
internal sealed class KernelRun(Connection start, int lent, Application? application = null)
{
    private const byte Spoiled = 0xA5;

    private readonly Recording recording = new();
    private readonly AnsweredRun answered = new(application is { Streams: true });
    private readonly byte[] memory = new byte[lent];
    private readonly List<byte> message = [];
    private byte[] pending = [];
    private Connection state = start;

    // Whether the stream has ended after the pending input, which waits for the application's answer.
    private bool ended;

    public static Told Of(Connection start, IEnumerable<Input> inputs, int lent)
    {
        var run = new KernelRun(start, lent);
        foreach (var input in inputs) run.Take(input);
        return run.ToTold();
    }

    /// <summary>The same with an application that answers each effect.</summary>
    public static Answered Answered(Connection start, IEnumerable<Input> inputs, int lent, Application application)
    {
        var run = new KernelRun(start, lent, application);
        foreach (var input in inputs) run.Take(input);
        return run.answered.ToAnswered(run.ToTold().State);
    }

    private Told ToTold()
    {
        var joined = state.Options.Delivery == Delivery.Whole ? message.ToArray() : [];
        var waits = state.Phase is Phase.AwaitingAnswer && pending.Length > 0;
        var buffer = StepBuffer.Create(pending, ByteRope.Empty, ByteRope.Of(joined), waits, ended, TimerKind.None);
        return recording.ToTold(state with { StepBuffer = buffer });
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
                if (state.Phase is Phase.AwaitingAnswer && pending.Length > 0) ended = true;
                else Record(Kernel.EndOfStream(state));
                break;
            case Input.Accept accept:
                Record(Kernel.Accept(state, accept.Acceptance));
                var endsAfter = ended;
                ended = false;
                if (pending.Length > 0) Receive([]);
                if (endsAfter && state.Phase is Phase.AwaitingAnswer) ended = true;
                else if (endsAfter) Record(Kernel.EndOfStream(state));
                break;
            case Input.Reject reject:
                Record(Kernel.Reject(state, reject.Rejection));
                break;
            case Input.Send send:
                var sent = Kernel.Send(state, send.Kind, send.Data.Memory, Lend(send.Data.Length, send.Compress), send.Compress);
                ShortForms.Check(state, send, sent);
                Record(sent);
                break;
            case Input.SendPart part:
                Record(
                    Kernel.SendPart(state, part.Kind, part.Data.Memory, part.Final, Lend(part.Data.Length, part.Compress), part.Compress)
                );
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
            case Input.Compact:
                Record(Kernel.Compact(state));
                break;
            case Input.Elapsed elapsed:
                Record(Kernel.Elapsed(state, elapsed.Timer));
                break;
        }

        if (!state.Receiving.MessageInProgress) message.Clear();
        if (state.Phase is Phase.Closed or Phase.Closing { Theirs.IsSome: true }) pending = [];
        if (state.Phase is not Phase.AwaitingAnswer) ended = false;
    }

    private byte[] Lend(int length, CompressionChoice compress) => new byte[Kernel.GetSendBufferSize(state, length, compress)];

    private void Receive(ReadOnlySpan<byte> bytes)
    {
        if (ended) return;
        byte[] network = [.. pending, .. bytes];
        pending = [];
        var (given, input) = (network.ToArray(), (ReadOnlyMemory<byte>)network);
        while (true)
        {
            memory.AsSpan().Fill(Spoiled);
            var progress = Kernel.Receive(state, input, memory);
            ShortForms.Check(state, input.Span, memory.Length, progress);
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

    private void Record(in StepResult progress)
    {
        var before = state;
        state = progress.Next;
        if (!progress.Head.IsEmpty) Add(new Output.Head(progress.Head.ToArray()));
        if (progress.HasReply) Add(new Output.Framed(progress.Reply with { Payload = progress.Reply.Payload.ToArray() }));
        if (progress.Event == StepEvent.Data) message.AddRange(progress.Payload.Span);
        var told = Effects(before, progress).ToArray();
        foreach (var effect in told) Add(effect);
        if (!state.Receiving.MessageInProgress) message.Clear();
        if (application is null) return;
        foreach (var effect in told)
            foreach (var answer in application.Answer(effect)) Take(answer);
    }

    private static IEnumerable<Effect> Effects(Connection before, StepResult progress)
    {
        if (progress.Event == StepEvent.Data)
            yield return new Effect.MessagePiece(progress.Kind, progress.Payload.ToArray(), progress.Final);
        if (progress.Event == StepEvent.Ping)
            yield return new Effect.PingReceived(progress.Payload.ToArray());
        if (progress.Event == StepEvent.Pong)
            yield return new Effect.PongReceived(progress.Payload.ToArray());
        foreach (var notice in progress.Lifecycle)
            yield return notice;
        if (progress.Deadline.Change == DeadlineChange.Start)
            yield return new Effect.StartTimer(progress.Deadline.Kind, progress.Deadline.After);
        if (progress.Deadline.Change == DeadlineChange.Stop)
            yield return new Effect.CancelTimer();
        if (progress.Next.Phase is Phase.Closed closed && before.Phase is not Phase.Closed)
            yield return new Effect.CloseTransport(closed.Result);
    }

    private void Add(Output output)
    {
        recording.Add(output);
        if (application is not null) answered.Add(output, state);
    }

    private void Add(Effect effect)
    {
        recording.Add(effect);
        answered.Add(effect);
    }
}
