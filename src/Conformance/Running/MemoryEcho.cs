namespace Pure.WebSockets.Conformance;

/// <summary>
/// An echo client or echo server that uses the core directly. This class is also an example of code that uses the core.
/// </summary>
internal sealed class MemoryEcho(Connection connection) : IMemoryPeer
{
    private static readonly MaskKey FirstKey = MaskKey.FromBytes(0x37, 0xFA, 0x21, 0x3D);

    private Connection state = connection;
    private MaskKey key = FirstKey;
    private TimerKind timer;

    public Option<TimeSpan> Deadline { get; private set; }

    public bool HasEnded { get; private set; }

    public ByteString Begin(TimeSpan now) => Drive(new Input.Start(), now);

    public ByteString Receive(ByteString octets, TimeSpan now) =>
        Drive(octets.Length == 0 ? new Input.EndOfStream() : new Input.Received(octets), now);

    public ByteString Elapse(TimeSpan now)
    {
        Deadline = Option<TimeSpan>.None;
        return Drive(new Input.Elapsed(timer), now);
    }

    private ByteString Drive(Input input, TimeSpan now)
    {
        var (next, outputs, effects, _) = Protocol.Run(state, input, Answer);
        state = next;
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case Effect.StartTimer start:
                    (timer, Deadline) = (start.Timer, now + start.After);
                    break;
                case Effect.CancelTimer:
                    Deadline = Option<TimeSpan>.None;
                    break;
                case Effect.CloseTransport:
                    HasEnded = true;
                    break;
            }
        }

        var written = outputs.Map(Encoded).ToArray();
        return written is [var only] ? only : written.SelectMany(bytes => bytes).ToArray();
    }

    private static IEnumerable<Input> Answer(Effect effect) => effect switch
    {
        Effect.UpgradeRequested => [new Input.Accept(Acceptance.Plain)],
        Effect.Message message => [new Input.Send(message.Kind, message.Data)],
        _ => [],
    };

    private byte[] Encoded(Output output) => output switch
    {
        Output.Framed framed when state.Role == Role.Client => FrameEncoder.Encode(framed.Value, NextKey()),
        Output.Framed framed => FrameEncoder.Encode(framed.Value),
        Output.Head head => head.Bytes.ToArray(),
        _ => [],
    };

    // The bytes never leave the process, so the masking keys need not be random. The sequence of keys must be the same in each run, and
    // successive keys must be different.
    private MaskKey NextKey() => key = new MaskKey((key.Bits * 1664525) + 1013904223);
}
