using System.Buffers;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// An echo peer in memory that uses the <see cref="Kernel"/> of the core library. The connection is open from the start. For speed, the
/// peer reuses its buffers and does not copy messages that arrive in one piece.
/// </summary>
internal sealed class CorePeer : IMemoryPeer
{
    private const int LentBytes = 4096;

    private readonly Role role;
    private readonly List<byte> written = [];
    private byte[] message = [];
    private int messageLength;
    private byte[] lent = new byte[LentBytes];
    private byte[] pending = [];
    private Connection state;
    private uint key = 0x3D21FA37;

    private CorePeer(Role role, Connection state) => (this.role, this.state) = (role, state);

    /// <inheritdoc/>
    public Option<TimeSpan> Deadline { get; private set; }

    /// <inheritdoc/>
    public bool HasEnded { get; private set; }

    /// <summary>Returns a target whose peer is the core library. The peer accepts all parameters of permessage-deflate.</summary>
    /// <param name="role">The role of the core.</param>
    /// <param name="options">The options of the core.</param>
    public static FuzzTarget Target(Role role, ConnectionOptions options) =>
        new(wanted => Open(role, options, wanted), running => MemoryRunner.Run(running, role, options));

    /// <inheritdoc/>
    public ByteString Begin(TimeSpan now)
    {
        Record(Kernel.Start(state), now);
        return Said();
    }

    /// <inheritdoc/>
    public ByteString Receive(ByteString octets, TimeSpan now)
    {
        if (octets.Length == 0)
        {
            Record(Kernel.EndOfStream(state), now);
            return Said();
        }

        var input = pending.Length == 0 ? octets.Memory : (byte[])[.. pending, .. octets.Memory.Span];
        while (true)
        {
            var needed = Kernel.GetReceiveBufferSize(state, input);
            if (needed > lent.Length) lent = new byte[needed];
            var progress = Kernel.Receive(state, input, lent);
            input = input[progress.Consumed..];
            Record(progress, now);
            if (progress.Needed > input.Length || (input.IsEmpty && !progress.More)) break;
        }

        pending = input.IsEmpty ? [] : input.ToArray();
        return Said();
    }

    /// <inheritdoc/>
    public ByteString Elapse(TimeSpan now)
    {
        Deadline = Option<TimeSpan>.None;
        Record(Kernel.Elapsed(state, state.Timer), now);
        return Said();
    }

    private static OpenedPeer Open(Role role, ConnectionOptions options, AgreedDeflate? wanted)
    {
        var agreement = wanted is null ? Agreement.Plain : Agreement.Compressed(Parameters(wanted));
        var peer = new CorePeer(role, Connection.CreateOpen(role, agreement, options));
        peer.Begin(TimeSpan.Zero);
        return new OpenedPeer(peer, wanted, ByteString.Empty, Refusal: null);
    }

    private static DeflateParameters Parameters(AgreedDeflate agreed) =>
        new()
        {
            ServerNoContextTakeover = agreed.ServerNoContextTakeover,
            ClientNoContextTakeover = agreed.ClientNoContextTakeover,
            ServerMaxWindowBits = agreed.WindowBits(Role.Server),
            ClientMaxWindowBits = agreed.WindowBits(Role.Client),
        };

    private void Record(in StepResult progress, TimeSpan now)
    {
        var wasOver = state.Phase is Phase.Closed;
        state = progress.Next;
        if (progress.HasReply)
            written.AddRange(role == Role.Client ? FrameEncoder.Encode(progress.Reply, NextKey()) : FrameEncoder.Encode(progress.Reply));
        if (progress.Deadline.Change == DeadlineChange.Start) Deadline = now + progress.Deadline.After;
        if (progress.Deadline.Change == DeadlineChange.Stop) Deadline = Option<TimeSpan>.None;
        HasEnded |= !wasOver && state.Phase is Phase.Closed;
        if (HasEnded) Release();
        if (progress.Event != StepEvent.Data) return;
        if (progress.Final && messageLength == 0)
        {
            // The payload is still in the receive buffer, which is not reused before the answer has been encoded.
            Record(Kernel.Send(state, progress.Kind, progress.Payload), now);
            return;
        }

        Append(progress.Payload.Span);
        if (!progress.Final) return;
        Record(Kernel.Send(state, progress.Kind, message.AsMemory(0, messageLength)), now);
        Release();
    }

    // A message can be as long as the message limit of the core library. The memory is pooled, because allocating memory for such a message
    // takes more time than copying its bytes.
    private void Append(ReadOnlySpan<byte> payload)
    {
        if (messageLength + payload.Length > message.Length)
        {
            var longer = ArrayPool<byte>.Shared.Rent(Math.Max(messageLength + payload.Length, 2 * message.Length));
            message.AsSpan(0, messageLength).CopyTo(longer);
            if (message.Length > 0) ArrayPool<byte>.Shared.Return(message);
            message = longer;
        }

        payload.CopyTo(message.AsSpan(messageLength));
        messageLength += payload.Length;
    }

    private void Release()
    {
        if (message.Length > 0) ArrayPool<byte>.Shared.Return(message);
        (message, messageLength) = ([], 0);
    }

    private ByteString Said()
    {
        if (written.Count == 0) return ByteString.Empty;
        var octets = written.ToArray();
        written.Clear();
        return octets;
    }

    // These masking keys do not have to be random. However, the keys must not repeat or differ by a constant, because the model reports
    // such keys as predictable.
    private MaskKey NextKey() => new(key = (key * 1664525) + 1013904223);
}
