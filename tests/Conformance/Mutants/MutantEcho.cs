namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// An echo peer that uses the kernel. Its members use only types of the runtime, because this file is also compiled into each mutant, whose
/// types differ from the types of these tests. <see cref="MutantPeer"/> calls the copy in the mutant.
/// </summary>
public sealed class MutantEcho
{
    // If a peer needs more steps than this for one input, the loop never ends.
    private const int MostSteps = 100_000;
    private const int NonceBytes = 16;

    private readonly byte[] lent = new byte[64 * 1024];
    private readonly List<byte> message = [];
    private readonly List<byte> written = [];
    private Connection state;
    private byte[] pending = [];
    private MaskKey key = new(0x3D21FA37);

    /// <summary>Creates an echo before its opening handshake.</summary>
    public MutantEcho(bool isServer)
    {
        var options = ConnectionOptions.Default with
        {
            // Every message is compressed.
            Compression = CompressionOptions.Default with
            {
                MinBytes = 0,
                Offers = Seq.create<DeflateOffer>(
                    new[] { DeflateOffer.Plain with { ClientMaxWindowBits = ClientWindow.Limitable.Instance } }
                ),
            },
        };
        state = isServer
            ? Connection.Server(options)
            : Connection
                .Client(
                    new UpgradeOffer("localhost", "/"),
                    (byte[])[.. Enumerable.Range(1, NonceBytes).Select(at => (byte)(at * 13))],
                    options
                )
                .IfLeft(() => throw new InvalidOperationException("the offer is a constant"));
    }

    /// <summary>Creates an echo on a connection.</summary>
    public MutantEcho(Connection connection) => state = connection;

    /// <summary>The time at which <see cref="Elapse"/> must be called, in ticks, or -1.</summary>
    public long Deadline { get; private set; } = -1;

    /// <summary>Whether the peer has ended the transport.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Starts the connection and returns the bytes that the peer sends.</summary>
    public byte[] Begin(long now)
    {
        Record(Kernel.Start(state), now);
        return Said();
    }

    /// <summary>Receives bytes and returns the bytes that the peer sends. An empty array is the end of the stream.</summary>
    public byte[] Receive(byte[] octets, long now)
    {
        if (octets.Length == 0) Record(Kernel.EndOfStream(state), now);
        else Read(octets, now);
        return Said();
    }

    /// <summary>Lets the timer elapse and returns the bytes that the peer sends.</summary>
    public byte[] Elapse(long now)
    {
        Deadline = -1;
        Record(Kernel.Elapsed(state, state.Timer), now);
        return Said();
    }

    private void Read(byte[] octets, long now)
    {
        ReadOnlyMemory<byte> input = (byte[])[.. pending, .. octets];
        for (var steps = 0; ; steps++)
        {
            if (steps == MostSteps) throw new InvalidOperationException("the loop does not end");
            var progress = Kernel.Receive(state, input, lent);
            input = input[progress.Consumed..];
            Record(progress, now);
            if (progress.AnswerAwaited || progress.Needed > input.Length || (input.IsEmpty && !progress.More)) break;
        }

        pending = input.ToArray();
    }

    private void Record(StepResult progress, long now)
    {
        var wasOver = state.Phase is Phase.Closed;
        state = progress.Next;
        written.AddRange(progress.Head.ToArray());
        if (progress.HasReply)
            written.AddRange(
                state.Role == Role.Client ? FrameEncoder.Encode(progress.Reply, NextKey()) : FrameEncoder.Encode(progress.Reply)
            );
        if (progress.Deadline.Change == DeadlineChange.Start) Deadline = now + progress.Deadline.After.Ticks;
        if (progress.Deadline.Change == DeadlineChange.Stop) Deadline = -1;
        HasEnded |= !wasOver && state.Phase is Phase.Closed;
        if (progress.Lifecycle.Exists(static notice => notice is Effect.UpgradeRequested))
            Record(Kernel.Accept(state, Acceptance.Plain), now);
        if (progress.Event != StepEvent.Data) return;
        message.AddRange(progress.Payload.ToArray());
        if (!progress.Final) return;
        var whole = message.ToArray();
        message.Clear();
        Record(Kernel.Send(state, progress.Kind, whole), now);
    }

    private byte[] Said()
    {
        var octets = written.ToArray();
        written.Clear();
        return octets;
    }

    private MaskKey NextKey() => key = new MaskKey((key.Bits * 1664525) + 1013904223);
}
