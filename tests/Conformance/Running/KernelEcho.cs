namespace Pure.WebSockets.Conformance.Tests;

/// <summary>An echo on the kernel, as a host would drive it: each message is sent back before the following input is read.</summary>
internal sealed class KernelEcho(Connection connection) : IMemoryPeer
{
    private readonly byte[] lent = new byte[64 * 1024];
    private readonly List<byte> message = [];
    private readonly List<byte> written = [];
    private Connection state = connection;
    private byte[] pending = [];
    private MaskKey key = new(0x3D21FA37);

    public Option<TimeSpan> Deadline { get; private set; }

    public bool HasEnded { get; private set; }

    public ByteString Begin(TimeSpan now) => Said(() => Record(Kernel.Start(state), now));

    public ByteString Receive(ByteString octets, TimeSpan now) => Said(() =>
    {
        if (octets.Length == 0) Record(Kernel.EndOfStream(state), now);
        else Read(octets, now);
    });

    public ByteString Elapse(TimeSpan now)
    {
        Deadline = Option<TimeSpan>.None;
        return Said(() => Record(Kernel.Elapsed(state, state.Timer), now));
    }

    private void Read(ByteString octets, TimeSpan now)
    {
        ReadOnlyMemory<byte> input = (byte[])[.. pending, .. octets.Memory.Span];
        while (true)
        {
            var progress = Kernel.Receive(state, input, lent);
            input = input[progress.Consumed..];
            Record(progress, now);
            if (progress.AnswerAwaited || progress.Needed > input.Length || (input.IsEmpty && !progress.More)) break;
        }

        pending = input.ToArray();
    }

    private void Record(StepResult progress, TimeSpan now)
    {
        var wasOver = state.Phase is Phase.Closed;
        state = progress.Next;
        written.AddRange(progress.Head.Span);
        if (progress.HasReply)
            written.AddRange(
                state.Role == Role.Client ? FrameEncoder.Encode(progress.Reply, NextKey()) : FrameEncoder.Encode(progress.Reply)
            );
        if (progress.Deadline.Change == DeadlineChange.Start)
            Deadline = now + progress.Deadline.After;
        if (progress.Deadline.Change == DeadlineChange.Stop)
            Deadline = Option<TimeSpan>.None;
        HasEnded |= !wasOver && state.Phase is Phase.Closed;
        if (progress.Lifecycle.Exists(static notice => notice is Effect.UpgradeRequested))
            Record(Kernel.Accept(state, Acceptance.Plain), now);
        if (progress.Event != StepEvent.Data)
            return;
        message.AddRange(progress.Payload.Span);
        if (!progress.Final) return;
        var whole = message.ToArray();
        message.Clear();
        Record(Kernel.Send(state, progress.Kind, whole), now);
    }

    private ByteString Said(Action happens)
    {
        written.Clear();
        happens();
        return written.ToArray();
    }

    private MaskKey NextKey() => key = new MaskKey((key.Bits * 1664525) + 1013904223);
}
