using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>
/// The protocol in its smallest steps, for hosts: each call does one small thing, and what it returns fits a struct. The caller lends the
/// memory that payloads are unmasked into. A whole, unfragmented frame puts nothing on the heap; a step within a message, or one that
/// moves the timer, at most one small state object. What happens once in a connection's life, opening, closing and failing, allocates
/// what its records hold.
/// </summary>
/// <remarks><see cref="Protocol.Step"/> is a fold of these functions: what holds for one form holds for the other.</remarks>
public static partial class Kernel
{
    private const int SmallestInflated = 256;
    private const int LargestInflated = 128 * 1024;

    /// <summary>
    /// The transport is there. A client's request is in <see cref="Progress.Head"/>; the timer of the phase starts.
    /// </summary>
    public static Progress Start(Connection connection) =>
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
            _ => new Progress(connection),
        };

    /// <summary>
    /// Takes from the start of <paramref name="input"/> at most one head, one control frame or one piece of a data frame. While the
    /// upgrade request waits for its answer it takes nothing, and <see cref="Progress.AnswerAwaited"/> says so: call it again with the
    /// same bytes after <see cref="Accept"/> or <see cref="Reject"/>.
    /// </summary>
    /// <param name="connection">The state.</param>
    /// <param name="input">Bytes from the peer. They are not changed, and not kept.</param>
    /// <param name="lent">Where payloads go: other memory than the input. Any length from 4 bytes makes progress; a control frame's
    /// payload that does not fit gets an array of its own.</param>
    /// <remarks>
    /// A state that holds input for <see cref="Protocol.Step"/> is refused, and stays as it is: bytes that were given there would be lost
    /// here.
    /// </remarks>
    public static Progress Receive(Connection connection, ReadOnlyMemory<byte> input, Memory<byte> lent) =>
        ReferenceEquals(connection.StepBuffer, StepBuffer.Empty)
            ? Take(connection, input, lent)
            : Refused(connection, InputMisuse.InputHeld) with
            {
                Needed = int.MaxValue,
            };

    /// <summary>
    /// How many bytes of memory the next <see cref="Receive"/> of this input could fill. A caller that lends this much gets the whole
    /// piece in one call.
    /// </summary>
    /// <remarks>
    /// It reads the header at the start of the input, as <see cref="Receive"/> does after it. Both are functions of the state and the
    /// input, and the input may have grown in between, so neither can rely on the other. The second reading takes about 4 ns.
    /// </remarks>
    public static int Room(Connection connection, ReadOnlyMemory<byte> input) =>
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
    /// How much memory the next send of so many bytes could use: what to lend it so that it takes none of its own. 0 where it is not
    /// compressed for sure.
    /// </summary>
    public static int RoomToSend(Connection connection, int length, CompressionChoice compress = CompressionChoice.ByOptions) =>
        connection.Deflation is null || !(connection.Sending.InProgress ? connection.Sending.Compressed : compress != CompressionChoice.Never)
            ? 0
            : Deflation.Bound(length);

    /// <summary>
    /// The connection will be idle for a while: memory that only makes the next step faster is given up. What is left for each direction
    /// is its window, in its own size. As a value the state stays what it is.
    /// </summary>
    public static Progress Rest(Connection connection)
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
    /// The peer sends no more bytes, or the transport broke. Refused as <see cref="Receive"/> is where the state holds input for
    /// <see cref="Protocol.Step"/>.
    /// </summary>
    public static Progress EndOfStream(Connection connection) =>
        ReferenceEquals(connection.StepBuffer, StepBuffer.Empty) ? End(connection) : Refused(connection, InputMisuse.InputHeld);

    /// <summary>
    /// The time of a timer is over. One that does not run changes nothing. Refused as <see cref="Receive"/> is where the state holds
    /// input for <see cref="Protocol.Step"/>.
    /// </summary>
    public static Progress Elapsed(Connection connection, TimerKind timer) =>
        ReferenceEquals(connection.StepBuffer, StepBuffer.Empty) || timer != connection.Timer
            ? TimeOver(connection, timer)
            : Refused(connection, InputMisuse.InputHeld);

    /// <summary>What <see cref="Receive"/> does, whatever the state holds: <see cref="Protocol.Step"/> gives it that itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Progress Take(Connection connection, ReadOnlyMemory<byte> input, Memory<byte> lent) => connection.Phase switch
    {
        Phase.Open or Phase.Closing { Theirs.IsSome: false } => ReceiveFrame(connection, input, lent),
        Phase.AwaitingRequest waiting => ReceiveRequest(connection, waiting, input),
        // No rule tells a server to refuse what a client sends too soon: it waits, untouched, for the answer.
        Phase.AwaitingAnswer => new Progress(connection) { AnswerAwaited = true },
        Phase.AwaitingResponse waiting => ReceiveResponse(connection, waiting, input),
        Phase.ReadingRefusal reading => ReceiveBody(connection, reading, input),
        _ => new Progress(connection) { Consumed = input.Length, Needed = input.IsEmpty ? 1 : 0 },
    };

    /// <summary>The end of the stream, whatever the state holds.</summary>
    internal static Progress End(Connection connection) =>
        connection.Phase switch
        {
            Phase.Closed => new Progress(connection),
            Phase.Closing { Theirs.IsSome: true } closing => Finish(
                connection,
                new Closure(closing.Ours, closing.Theirs, closing.First, Option<ProtocolError>.None)
            ),
            Phase.ReadingRefusal reading => Refuse(connection, reading),
            Phase.Open or Phase.Closing => Fail(connection, ClosingErrors.TransportEnded, Side.Theirs),
            _ => Fail(connection, HandshakeErrors.TransportEnded, Side.Theirs),
        };

    /// <summary>The end of a timer's time, whatever the state holds.</summary>
    internal static Progress TimeOver(Connection connection, TimerKind timer)
    {
        if (timer == TimerKind.None || timer != connection.Timer) return new Progress(connection);
        return timer switch
        {
            TimerKind.KeepAlive => (connection.Options.PongTimeout > TimeSpan.Zero
                ? WithTimer(connection, TimerKind.Pong, connection.Options.PongTimeout)
                : WithTimer(connection, TimerKind.KeepAlive, connection.Options.KeepAliveInterval)) with
            {
                HasReply = true,
                Reply = new Frame(Opcode.Ping, Final: true, Rsv1: false, Octets.Empty),
            },
            TimerKind.Pong => Fail(connection, ClosingErrors.NoPong(connection.Options.PongTimeout)),
            TimerKind.ClosingHandshake => Fail(connection, ClosingErrors.NoClose(connection.Options.ClosingHandshakeTimeout)),
            TimerKind.TransportEnd => End(connection),
            _ => OpeningTimedOut(connection),
        };
    }

    // Kept out of line: what it puts on the stack would else be cleared for whole messages too.
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

    // Nobody knows what compressed bytes stand for: first eight times their length, more than most text shrinks, then as much again as
    // has come out so far.
    private static int RoomToInflate(Connection connection, int payload) =>
        (int)Math.Clamp(Math.Max(8L * payload, connection.Inflation?.Inflated ?? 0), SmallestInflated, LargestInflated);

    /// <summary>The next state with a timer started, or stopped where its time is zero.</summary>
    private static Progress WithTimer(Connection connection, TimerKind timer, TimeSpan after)
    {
        var running = after > TimeSpan.Zero ? timer : TimerKind.None;
        if (running == TimerKind.None && connection.Timer == TimerKind.None) return new Progress(connection);
        return new Progress(connection with { Timer = running })
        {
            Deadline = running == TimerKind.None ? Deadline.Stop : new Deadline(DeadlineChange.Start, timer, after),
        };
    }

    private static Progress Refused(Connection connection, Refusal refusal) =>
        new(connection) { Happening = Happening.Notice, Notice = new Effect.Refused(refusal) };
}
