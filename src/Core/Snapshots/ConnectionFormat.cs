namespace Pure.WebSockets;

/// <summary>
/// Writes and reads the parts of a connection in a fixed order. Each value that could cause an error in a later step is checked when it is
/// read.
/// </summary>
internal static class ConnectionFormat
{
    // A limit that is null.
    private const long NoLimit = -1;

    public static void Write(SnapshotWriter to, Connection connection)
    {
        to.Byte((byte)connection.Role);
        Write(to, connection.Options);
        to.Maybe(connection.Agreement.Subprotocol, to.Text);
        HandshakeFormat.Write(to, connection.Agreement.Extensions);
        to.Byte((byte)connection.Timer);
        Write(to, connection.Receiving);
        to.Flag(connection.Sending.InProgress);
        if (connection.Sending.InProgress)
        {
            to.Byte((byte)connection.Sending.Kind);
            Write(to, connection.Sending.Carry);
            to.Flag(connection.Sending.Compressed);
        }

        Write(to, connection.StepBuffer);
        ContextFormat.Write(to, connection);
        PhaseFormat.Write(to, connection.Phase);
    }

    public static Connection? Read(SnapshotReader from)
    {
        var role = from.OneOf<Role>();
        var options = ReadOptions(from);
        var agreement = new Agreement(from.Maybe(from.Text), HandshakeFormat.ReadExtensions(from));
        var timer = from.OneOf<TimerKind>();
        var receiving = ReadReceiving(from);
        var sending = from.Flag() ? new Sending(from.OneOf<MessageKind>(), ReadCarry(from), from.Flag()) : default;
        var buffer = ReadBuffer(from);
        var contexts = ContextFormat.Read(from, Connection.Restore(role, options, Phase.Open.Instance, agreement));
        if (PhaseFormat.Read(from) is not { } phase || !IsJoined(buffer, receiving, options.Delivery, contexts.Inflation))
            return null;
        return contexts with
        {
            Phase = phase,
            Timer = timer,
            Receiving = receiving,
            Sending = sending,
            StepBuffer = phase is Phase.Closed ? StepBuffer.Empty : buffer,
        };
    }

    private static void Write(SnapshotWriter to, StepBuffer buffer)
    {
        to.Bytes(buffer.ToBytes().Span);
        to.Bytes(buffer.Message.ToArray());
        to.Flag(buffer.Waits);
        to.Flag(buffer.Ended);
        to.Byte((byte)buffer.Fired);
    }

    // Snapshots of version 1 do not contain waiting input.
    private static StepBuffer ReadBuffer(SnapshotReader from)
    {
        var (rest, message) = (from.Bytes(), ByteRope.Of(from.Bytes()));
        return from.Version < 2
            ? StepBuffer.Create(rest, message)
            : StepBuffer.Create(rest, ByteRope.Empty, message, from.Flag(), from.Flag(), from.OneOf<TimerKind>());
    }

    /// <summary>
    /// Returns whether the buffer contains all bytes that the kernel has delivered for the message in progress. Also returns true for an
    /// empty buffer, because a program that calls only <see cref="Kernel"/> stores no pieces of messages in the state.
    /// </summary>
    private static bool IsJoined(StepBuffer buffer, Receiving receiving, Delivery delivery, InflateContext? inflation) =>
        ReferenceEquals(buffer, StepBuffer.Empty)
        || (receiving.MessageInProgress && delivery == Delivery.Whole ? receiving.DeliveredOf(inflation) : 0) == buffer.Message.Length;

    private static void Write(SnapshotWriter to, ConnectionOptions options)
    {
        to.Number(options.Limits.MaxFrameBytes ?? NoLimit);
        to.Number(options.Limits.MaxMessageBytes);
        to.Number(options.Limits.MaxInflatedBytes ?? NoLimit);
        to.Number(options.Limits.MaxFragments);
        to.Number(options.Limits.MaxHeadBytes);
        to.Number(options.Limits.MaxHeaderFields);
        to.Byte((byte)options.Delivery);
        to.Flag(options.CheckOutgoingText);
        to.Number(options.OpeningHandshakeTimeout.Ticks);
        to.Number(options.ClosingHandshakeTimeout.Ticks);
        to.Number(options.KeepAliveInterval.Ticks);
        to.Number(options.PongTimeout.Ticks);
        to.Maybe(options.Compression, compression => CompressionFormat.Write(to, compression));
    }

    private static ConnectionOptions ReadOptions(SnapshotReader from) => new()
    {
        Limits = new Limits
        {
            MaxFrameBytes = Limit(from),
            MaxMessageBytes = from.Number(),
            MaxInflatedBytes = Limit(from),
            MaxFragments = from.Int(),
            MaxHeadBytes = from.Int(),
            MaxHeaderFields = from.Version < 2 ? Limits.Default.MaxHeaderFields : from.Int(),
        },
        Delivery = from.OneOf<Delivery>(),
        CheckOutgoingText = from.Flag(),
        OpeningHandshakeTimeout = Time(from),
        ClosingHandshakeTimeout = Time(from),
        KeepAliveInterval = Time(from),
        PongTimeout = Time(from),
        Compression = from.Maybe(() => CompressionFormat.Read(from)),
    };

    private static long? Limit(SnapshotReader from) => from.Number(NoLimit) is var limit && limit == NoLimit ? null : limit;

    private static TimeSpan Time(SnapshotReader from) => TimeSpan.FromTicks(from.Number(long.MinValue));

    private static void Write(SnapshotWriter to, Receiving receiving)
    {
        to.Flag(receiving.MessageInProgress);
        if (!receiving.MessageInProgress) return;
        to.Byte((byte)receiving.Kind);
        to.Number(receiving.Fragments);
        to.Number(receiving.MessageBytes);
        Write(to, receiving.Carry);
        to.Flag(receiving.InFrame);
        to.Flag(receiving.FrameFinal);
        to.Flag(receiving.Compressed);
        to.Number(receiving.FrameRemaining);
        to.Number(receiving.Key.Bits);
    }

    private static Receiving ReadReceiving(SnapshotReader from) => !from.Flag() ? default : new Receiving
    {
        Kind = from.OneOf<MessageKind>(),
        Fragments = (int)from.Number(1, int.MaxValue),
        MessageBytes = from.Number(),
        Carry = ReadCarry(from),
        InFrame = from.Flag(),
        FrameFinal = from.Flag(),
        Compressed = from.Flag(),
        FrameRemaining = from.Number(),
        Key = new MaskKey((uint)from.Number(0, uint.MaxValue)),
    };

    private static void Write(SnapshotWriter to, PartialCodePoint carry)
    {
        Span<byte> bytes = stackalloc byte[3];
        carry.CopyTo(bytes);
        to.Bytes(bytes[..carry.Count]);
    }

    private static PartialCodePoint ReadCarry(SnapshotReader from)
    {
        var bytes = from.Bytes();
        return bytes.Length <= 3 && Utf8Text.CompletePrefix(bytes) == 0
            ? PartialCodePoint.Of(bytes)
            : from.Broken(default(PartialCodePoint));
    }
}
