using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>
/// The WebSocket protocol as a set of functions for hosts, which are programs that drive connections. Each function processes one input and
/// returns a <see cref="StepResult"/>. The caller lends the memory into which payloads are unmasked.
/// </summary>
/// <remarks>
/// <para>
/// <see cref="Protocol.Step"/> calls these functions, so <see cref="Protocol"/> and <see cref="Kernel"/> apply the same rules. The only
/// side effect of the functions is that they write payloads to the memory that the caller lends.
/// </para>
/// <para>
/// An uncompressed message in one frame is sent and received without allocations. A call that sends or receives a part of an uncompressed
/// message allocates at most one small state object. A call that starts or stops the timer also allocates at most one small state object.
/// Opening, closing or failing a connection allocates a few more objects, but each of these events occurs at most once per connection.
/// </para>
/// <para>
/// <see cref="Connection.Phase"/> determines whether <see cref="Receive"/> reads a head, the body of a response that rejects the upgrade,
/// or frames. The state of a message in progress includes the kind and the length of the message, and whether the message is compressed.
/// Only data frames change this state. A control frame is read only after the whole frame has arrived, and does not change the state of a
/// message. Data frames are read in one of two ways. An uncompressed message in one complete frame is usually unmasked directly. All other
/// data frames are read in pieces. The same limits apply to both ways of reading. The result of each function contains the next state and
/// at most one event. The result also contains at most one frame or head to write, and at most one change to the timer.
/// </para>
/// </remarks>
public static partial class Kernel
{
    private const int SmallestInflated = 256;
    private const int LargestInflated = 128 * 1024;

    /// <summary>
    /// Starts the connection. Call this function when the transport is connected, or after a state was restored from a
    /// <see cref="Snapshot"/>. The function starts the timer of the current phase, which is the opening handshake timer, the keep-alive
    /// timer or the closing handshake timer. If a keep-alive ping has not been answered yet, the pong timer starts instead of the
    /// keep-alive timer. The timer starts with its full time limit. No timer starts after the connection has ended, or while the
    /// application has not answered an upgrade request. If a client is waiting for the response, <see cref="StepResult.Head"/> contains the
    /// client's request. If the request was sent before the snapshot was created, do not send the request again.
    /// </summary>
    public static StepResult Start(Connection connection) =>
        connection.Phase switch
        {
            Phase.AwaitingRequest or Phase.ReadingRefusal => WithTimer(
                connection,
                TimerKind.OpeningHandshake,
                connection.Options.OpeningHandshakeTimeout
            ),
            Phase.AwaitingResponse waiting => WithTimer(
                connection,
                TimerKind.OpeningHandshake,
                connection.Options.OpeningHandshakeTimeout
            ) with
            {
                Head = RequestHead(connection, waiting),
            },
            Phase.Open when connection.Timer == TimerKind.Pong => WithTimer(
                connection,
                TimerKind.Pong,
                connection.Options.PongTimeout
            ),
            Phase.Open => WithTimer(connection, TimerKind.KeepAlive, connection.Options.KeepAliveInterval),
            Phase.Closing closing => WithTimer(
                connection,
                closing.Theirs.IsSome ? TimerKind.TransportEnd : TimerKind.ClosingHandshake,
                connection.Options.ClosingHandshakeTimeout
            ),
            _ => new StepResult(connection),
        };

    /// <summary>
    /// Reads from the start of the input. Consumes at most one head, one part of a response's body, one control frame or one piece of a
    /// data frame. If a frame breaks a rule, the function fails the connection and consumes either the frame or all input. After the peer's
    /// close frame or the end of the connection, the function consumes and ignores all input. While the application has not answered an
    /// upgrade request, the function consumes nothing and sets <see cref="StepResult.AnswerAwaited"/>. Pass the same bytes again after a
    /// call to <see cref="Accept"/>, or discard the bytes after a call to <see cref="Reject"/>.
    /// </summary>
    /// <param name="connection">The state of the connection.</param>
    /// <param name="input">Bytes from the peer. The function does not change these bytes and does not store a reference to them.</param>
    /// <param name="lent">
    /// Memory for payloads, which must not overlap the input. With at least 4 bytes of memory, every call can make progress. If the payload
    /// of a control frame does not fit, a new array is allocated.
    /// </param>
    /// <remarks>
    /// The call is rejected if the state stores input or pieces of a message for <see cref="Protocol.Step"/>, because this function would
    /// ignore the stored bytes. A rejected call returns an <see cref="Effect.Misused"/> and does not change the state.
    /// </remarks>
    public static StepResult Receive(Connection connection, ReadOnlyMemory<byte> input, Memory<byte> lent)
    {
        if (!ReferenceEquals(connection.StepBuffer, StepBuffer.Empty))
            return RefuseStoredInput(connection);
        Take(connection, input, lent, out var result);
        return result;
    }

    /// <summary>
    /// Reads a message from the start of the input, if the connection is open and the message is complete, uncompressed and in one frame of
    /// at most 65,535 payload bytes. Such a message does not change the state, so a host can call this function without a lock and needs no
    /// <see cref="StepResult"/>. If the input starts in another way, breaks a rule or exceeds a limit, or if the lent memory is too short,
    /// the function returns false. Then pass the same input to <see cref="Receive"/>.
    /// </summary>
    /// <param name="connection">The state of the connection.</param>
    /// <param name="input">Bytes from the peer. The function does not change these bytes.</param>
    /// <param name="lent">
    /// Memory for the payload, which must not overlap the input. The function can change this memory even if it returns false.
    /// </param>
    /// <param name="message">The kind and the length of the message, and the number of consumed bytes.</param>
    public static bool TryReceiveMessage(Connection connection, ReadOnlySpan<byte> input, Span<byte> lent, out ReceivedMessage message)
    {
        message = default;
        if (connection.Phase is not Phase.Open
            || connection.Receiving.MessageInProgress
            || !ReferenceEquals(connection.StepBuffer, StepBuffer.Empty)
            || !SingleFrameHeader.TryRead(input, connection.Role == Role.Server, out var header)
            || header.Length > input.Length - header.Size
            || header.Length > lent.Length
            || MessageLimits.Check(connection.Options.Limits, header.Length, bytesBefore: 0, framesBefore: 0) is not null
            || !TryUnmask(header, input.Slice(header.Size, header.Length), lent))
            return false;
        message = new ReceivedMessage(header.Kind, header.Length, header.FrameSize);
        return true;
    }

    /// <summary>
    /// Returns the size, in bytes, of the memory to lend to the next call to <see cref="Receive"/> with this input. For an uncompressed
    /// payload, this size is sufficient for the whole piece. For a compressed payload, the size is an estimate.
    /// </summary>
    /// <remarks>
    /// This function reads the header at the start of the input, and <see cref="Receive"/> reads the same header again. The functions are
    /// pure, so the caller can append more input between the two calls. Reading the header again takes about 4 ns.
    /// </remarks>
    public static int GetReceiveBufferSize(Connection connection, ReadOnlyMemory<byte> input) =>
        connection.Phase switch
        {
            not (Phase.Open or Phase.Closing { Theirs.IsSome: false }) => 0,
            _ when !connection.Receiving.MessageInProgress
                    && SingleFrameHeader.TryRead(input.Span, connection.Role == Role.Server, out var header) => Math.Min(
                header.Length,
                input.Length - header.Size
            ),
            _ => RoomForPiece(connection, input),
        };

    /// <summary>
    /// Returns the size, in bytes, of the memory to lend to a call that sends a payload of the given length. With memory of this size, the
    /// call allocates no array for the payload. The size is zero if this side cannot send compressed messages, or if the message in
    /// progress is not compressed. For a new message, the size is also zero if <paramref name="compress"/> is
    /// <see cref="CompressionChoice.Never"/>.
    /// </summary>
    public static int GetSendBufferSize(Connection connection, int length, CompressionChoice compress = CompressionChoice.Default) =>
        connection.Deflation is not null
        && (connection.Sending.InProgress ? connection.Sending.Compressed : compress != CompressionChoice.Never)
            ? DeflateContext.Bound(length)
            : 0;

    /// <summary>
    /// Releases memory that is used only to make later calls faster. Call this function when the connection is likely to stay idle. The
    /// compression contexts release their search tables and the spare memory of their windows. The new state is equal to the old state.
    /// </summary>
    public static StepResult Compact(Connection connection)
    {
        var inflation = connection.Inflation?.Compact();
        var deflation = connection.Deflation?.Compact();
        return new(
            ReferenceEquals(inflation, connection.Inflation) && ReferenceEquals(deflation, connection.Deflation)
                ? connection
                : connection with
                {
                    Inflation = inflation,
                    Deflation = deflation,
                }
        );
    }

    /// <summary>
    /// Handles the end of the peer's stream or a broken transport. The call is rejected if the state stores input or pieces of a message
    /// for <see cref="Protocol.Step"/> (see <see cref="Receive"/>).
    /// </summary>
    public static StepResult EndOfStream(Connection connection) =>
        ReferenceEquals(connection.StepBuffer, StepBuffer.Empty) ? End(connection) : Refused(connection, InputMisuse.InputHeld);

    /// <summary>
    /// Handles an elapsed timer. If the given timer is not the running timer, nothing changes. Otherwise, the call is rejected if the state
    /// stores input or pieces of a message for <see cref="Protocol.Step"/> (see <see cref="Receive"/>).
    /// </summary>
    public static StepResult Elapsed(Connection connection, TimerKind timer) =>
        ReferenceEquals(connection.StepBuffer, StepBuffer.Empty) || timer != connection.Timer
            ? TimeOver(connection, timer)
            : Refused(connection, InputMisuse.InputHeld);

    /// <summary>
    /// Behaves like <see cref="Receive"/>, but does not check for stored input. <see cref="Protocol.Step"/> passes the stored input to this
    /// function.
    /// </summary>
    /// <param name="connection">The state of the connection.</param>
    /// <param name="input">Bytes from the peer.</param>
    /// <param name="lent">Memory for payloads.</param>
    /// <param name="result">
    /// The result of the call. The result is an out parameter, because the JIT compiler would copy a returned struct several times.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Take(Connection connection, ReadOnlyMemory<byte> input, Memory<byte> lent, out StepResult result)
    {
        if (connection.Phase is Phase.Open or Phase.Closing { Theirs.IsSome: false }) ReceiveFrame(connection, input, lent, out result);
        else ReceiveOther(connection, input, out result);
    }

    /// <summary>Behaves like <see cref="EndOfStream"/>, but does not check for stored input.</summary>
    internal static StepResult End(Connection connection) =>
        connection.Phase switch
        {
            Phase.Closed => new StepResult(connection),
            Phase.Closing { Theirs.IsSome: true } closing => Finish(
                connection,
                new CloseResult(closing.Ours, closing.Theirs, closing.First, Option<ProtocolError>.None)
            ),
            Phase.ReadingRefusal reading => Refuse(connection, reading),
            Phase.Open or Phase.Closing => Fail(connection, ClosingErrors.TransportEnded, Side.Theirs),
            _ => Fail(connection, HandshakeErrors.TransportEnded, Side.Theirs),
        };

    /// <summary>Behaves like <see cref="Elapsed"/>, but does not check for stored input.</summary>
    internal static StepResult TimeOver(Connection connection, TimerKind timer)
    {
        if (timer == TimerKind.None || timer != connection.Timer) return new StepResult(connection);
        return timer switch
        {
            TimerKind.KeepAlive => (connection.Options.PongTimeout > TimeSpan.Zero
                ? WithTimer(connection, TimerKind.Pong, connection.Options.PongTimeout)
                : WithTimer(connection, TimerKind.KeepAlive, connection.Options.KeepAliveInterval)) with
            {
                HasReply = true,
                Reply = new Frame(Opcode.Ping, Final: true, Rsv1: false, ByteString.Empty),
            },
            TimerKind.Pong => Fail(connection, ClosingErrors.NoPong(connection.Options.PongTimeout)),
            TimerKind.ClosingHandshake => Fail(connection, ClosingErrors.NoClose(connection.Options.ClosingHandshakeTimeout)),
            TimerKind.TransportEnd => End(connection),
            _ => OpeningTimedOut(connection),
        };
    }

    // If RefuseStoredInput and ReceiveOther were inlined, the runtime would also clear their stack space whenever a frame is received.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static StepResult RefuseStoredInput(Connection connection) =>
        Refused(connection, InputMisuse.InputHeld) with { Needed = int.MaxValue };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReceiveOther(Connection connection, ReadOnlyMemory<byte> input, out StepResult result) =>
        result = connection.Phase switch
        {
            Phase.AwaitingRequest waiting => ReceiveRequest(connection, waiting, input),
            // RFC 6455 does not require a server to reject bytes that arrive before the server's response. These bytes are read after the
            // application has answered the request.
            Phase.AwaitingAnswer => new StepResult(connection) { AnswerAwaited = true },
            Phase.AwaitingResponse waiting => ReceiveResponse(connection, waiting, input),
            Phase.ReadingRefusal reading => ReceiveBody(connection, reading, input),
            _ => new StepResult(connection) { Consumed = input.Length, Needed = input.IsEmpty ? 1 : 0 },
        };

    // If this method were inlined, the runtime would also clear the method's stack space for a message that consists of one frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int RoomForPiece(Connection connection, ReadOnlyMemory<byte> input)
    {
        var receiving = connection.Receiving;
        if (receiving.InFrame)
        {
            var rest = (int)Math.Min(receiving.FrameRemaining, input.Length);
            return receiving.Compressed ? RoomToInflate(connection, rest) : rest + receiving.Carry.Count;
        }

        var needed = FrameReader.Read(input.Span, RulesFor(connection), out var header, out var error);
        if (needed > 0 || error is not null) return 0;
        var payload = (int)Math.Min(header.Length, input.Length - header.Size);
        return header.IsControl ? payload
            : receiving.Compressed || header.Rsv1 ? RoomToInflate(connection, payload)
            : payload + receiving.Carry.Count;
    }

    // The decompressed length is not known in advance. Most text decompresses to less than eight times its compressed length, so the
    // estimate is eight times the compressed length. If a larger number of bytes of the message has already been decompressed, the estimate
    // is that number. The estimate is at least SmallestInflated and at most LargestInflated.
    private static int RoomToInflate(Connection connection, int payload) =>
        (int)Math.Clamp(Math.Max(8L * payload, connection.Inflation?.Inflated ?? 0), SmallestInflated, LargestInflated);

    /// <summary>Starts a timer. If <paramref name="after"/> is zero or negative, stops the running timer instead.</summary>
    private static StepResult WithTimer(Connection connection, TimerKind timer, TimeSpan after)
    {
        var running = after > TimeSpan.Zero ? timer : TimerKind.None;
        if (running == TimerKind.None && connection.Timer == TimerKind.None) return new StepResult(connection);
        return new StepResult(connection with { Timer = running })
        {
            Deadline = running == TimerKind.None ? Deadline.Stop : new Deadline(DeadlineChange.Start, timer, after),
        };
    }

    private static StepResult Refused(Connection connection, Misuse refusal) =>
        new(connection) { Event = StepEvent.Lifecycle, Lifecycle = new Effect.Misused(refusal) };
}
