using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>
/// The protocol in its smallest steps, for hosts. Each call does one small thing, and its result is a struct. The caller lends the memory
/// that payloads are unmasked into.
/// </summary>
/// <remarks>
/// <para>
/// <see cref="Protocol.Step"/> is a fold of these functions, so both forms obey the same rules, and these functions are pure too.
/// </para>
/// <para>
/// A message in one frame allocates nothing. A step within a fragmented message, or one that starts or stops the timer, allocates at most
/// one small state object. Opening, closing and failing occur once in a connection's life and allocate their records.
/// </para>
/// <para>
/// Theory of operation: <see cref="Connection.Phase"/> selects what <see cref="Receive"/> reads: a head, the body of a rejecting response,
/// or frames. The facts of a message (its kind, whether it is compressed, the text so far) change with data frames only. A control frame
/// is read when it is complete and changes none of these facts. A data frame takes one of two paths: a message in one complete frame is
/// unmasked directly, and every other frame is read piece by piece. Both paths check the same limits. Each function returns the next
/// state and at most one event, one frame or head to write, and one change of the timer.
/// </para>
/// </remarks>
public static partial class Kernel
{
    private const int SmallestInflated = 256;
    private const int LargestInflated = 128 * 1024;

    /// <summary>
    /// Begins the opening handshake after the transport is connected. A client's request is in <see cref="StepResult.Head"/>, and the timer
    /// of the phase starts.
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
            Phase.Open => WithTimer(connection, TimerKind.KeepAlive, connection.Options.KeepAliveInterval),
            _ => new StepResult(connection),
        };

    /// <summary>
    /// Takes at most one head, one control frame or one piece of a data frame from the start of <paramref name="input"/>. While an upgrade
    /// request waits for its answer, it takes nothing and sets <see cref="StepResult.AnswerAwaited"/>. Pass the same bytes again after
    /// <see cref="Accept"/> or <see cref="Reject"/>.
    /// </summary>
    /// <param name="connection">The state.</param>
    /// <param name="input">Bytes from the peer. They are not changed, and no reference to them is kept.</param>
    /// <param name="lent">
    /// Memory for payloads. It must not overlap the input. Any length from 4 bytes makes progress. If the payload of a control frame does
    /// not fit, a new array is allocated.
    /// </param>
    /// <remarks>
    /// A state that stores input for <see cref="Protocol.Step"/> is rejected and does not change, because the stored bytes would be lost
    /// here.
    /// </remarks>
    public static StepResult Receive(Connection connection, ReadOnlyMemory<byte> input, Memory<byte> lent)
    {
        if (!ReferenceEquals(connection.StepBuffer, StepBuffer.Empty))
            return Refused(connection, InputMisuse.InputHeld) with { Needed = int.MaxValue };
        Take(connection, input, lent, out var result);
        return result;
    }

    /// <summary>
    /// Returns the number of bytes that the next <see cref="Receive"/> of this input could write. A caller that lends this many bytes gets
    /// the whole piece in one call.
    /// </summary>
    /// <remarks>
    /// It reads the header at the start of the input, and <see cref="Receive"/> reads it again. Each is a function of the state and the
    /// input alone, and the input may grow between the calls. The second reading takes about 4 ns.
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
    /// Returns the size of the memory that the next send of <paramref name="length"/> bytes could use. A send that is lent this much memory
    /// allocates none for its payload. The size is zero if the message is certainly not compressed.
    /// </summary>
    public static int GetSendBufferSize(Connection connection, int length, CompressionChoice compress = CompressionChoice.Default) =>
        connection.Deflation is not null
        && (connection.Sending.InProgress ? connection.Sending.Compressed : compress != CompressionChoice.Never)
            ? DeflateContext.Bound(length)
            : 0;

    /// <summary>
    /// Releases memory that only makes the next step faster, because the connection will be idle for some time. Each compression context
    /// keeps its window, in memory of exactly the size of the window. The state stays equal.
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
    /// Handles the end of the peer's bytes, or a broken transport. The call is rejected like <see cref="Receive"/> if the state stores
    /// input for <see cref="Protocol.Step"/>.
    /// </summary>
    public static StepResult EndOfStream(Connection connection) =>
        ReferenceEquals(connection.StepBuffer, StepBuffer.Empty) ? End(connection) : Refused(connection, InputMisuse.InputHeld);

    /// <summary>
    /// Handles an elapsed timer. If that timer does not run, nothing changes. The call is rejected like <see cref="Receive"/> if the state
    /// stores input for <see cref="Protocol.Step"/>.
    /// </summary>
    public static StepResult Elapsed(Connection connection, TimerKind timer) =>
        ReferenceEquals(connection.StepBuffer, StepBuffer.Empty) || timer != connection.Timer
            ? TimeOver(connection, timer)
            : Refused(connection, InputMisuse.InputHeld);

    /// <summary><see cref="Receive"/> without its check. <see cref="Protocol.Step"/> passes the stored input itself.</summary>
    /// <param name="connection">The state.</param>
    /// <param name="input">Bytes from the peer.</param>
    /// <param name="lent">Memory for payloads.</param>
    /// <param name="result">The result. It is not the return value, because the JIT would copy it in each method on its way.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Take(Connection connection, ReadOnlyMemory<byte> input, Memory<byte> lent, out StepResult result)
    {
        if (connection.Phase is Phase.Open or Phase.Closing { Theirs.IsSome: false }) ReceiveFrame(connection, input, lent, out result);
        else result = ReceiveOther(connection, input);
    }

    /// <summary><see cref="EndOfStream"/> without its check.</summary>
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

    /// <summary><see cref="Elapsed"/> without its check.</summary>
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

    // Not inlined: the stack space that it needs would otherwise be cleared for frames too.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static StepResult ReceiveOther(Connection connection, ReadOnlyMemory<byte> input) => connection.Phase switch
    {
        Phase.AwaitingRequest waiting => ReceiveRequest(connection, waiting, input),
        // No rule requires a server to reject early input. The input waits, unread, for the answer.
        Phase.AwaitingAnswer => new StepResult(connection) { AnswerAwaited = true },
        Phase.AwaitingResponse waiting => ReceiveResponse(connection, waiting, input),
        Phase.ReadingRefusal reading => ReceiveBody(connection, reading, input),
        _ => new StepResult(connection) { Consumed = input.Length, Needed = input.IsEmpty ? 1 : 0 },
    };

    // Not inlined: the stack space that it needs would otherwise be cleared for messages in one frame too.
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

    // The inflated length is unknown. The first guess is eight times the compressed length, more than most text needs. The next is as much
    // as was inflated so far.
    private static int RoomToInflate(Connection connection, int payload) =>
        (int)Math.Clamp(Math.Max(8L * payload, connection.Inflation?.Inflated ?? 0), SmallestInflated, LargestInflated);

    /// <summary>Starts a timer, or stops the running one if the time is zero.</summary>
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
