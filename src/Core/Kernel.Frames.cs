using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <content>Data and control frames (RFC 6455 §5, §6).</content>
public static partial class Kernel
{
    private const int MaxControlPayload = 125;

    /// <summary>Sends a complete message in one frame.</summary>
    /// <param name="connection">The state of the connection.</param>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload. If the payload is sent uncompressed, <see cref="StepResult.Reply"/> refers to this memory.</param>
    public static StepResult Send(Connection connection, MessageKind kind, ReadOnlyMemory<byte> data) =>
        Send(connection, kind, data, default, CompressionChoice.Default);

    /// <summary>Sends a complete message in one frame, with or without compression.</summary>
    /// <param name="connection">The state of the connection.</param>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload. If the payload is sent uncompressed, <see cref="StepResult.Reply"/> refers to this memory.</param>
    /// <param name="lent">
    /// Memory for the compressed payload. <see cref="GetSendBufferSize"/> returns the necessary size. If the memory is smaller, a new array
    /// is allocated.
    /// </param>
    /// <param name="compress">Whether to compress the message. The value has no effect if compression was not agreed on.</param>
    public static StepResult Send(
        Connection connection,
        MessageKind kind,
        ReadOnlyMemory<byte> data,
        Memory<byte> lent,
        CompressionChoice compress
    )
    {
        if (connection.Phase is not Phase.Open)
            return Refused(connection, SendingErrors.NotOpen);
        if (!IsKind(kind))
            return Refused(connection, SendingErrors.NoKind(kind));
        if (connection.Sending.InProgress)
            return Refused(connection, SendingErrors.MessageInProgress);
        if (kind == MessageKind.Text && connection.Options.CheckOutgoingText && Utf8Text.CompletePrefix(data.Span) != data.Length)
            return Refused(connection, SendingErrors.NotText);
        return connection.Deflation is { } context && IsWorthIt(connection, data.Length, compress)
            ? WriteCompressed(connection, context, (Opcode)kind, data, lent, compress)
            : Write(connection, (Opcode)kind, final: true, data);
    }

    /// <summary>
    /// Sends a complete message in one frame, if the message can be sent now and is not compressed. Sending such a message does not change
    /// the state, so a host needs no <see cref="StepResult"/>. If the function returns false, call
    /// <see cref="Send(Connection, MessageKind, ReadOnlyMemory{byte}, Memory{byte}, CompressionChoice)"/> with the same message.
    /// </summary>
    /// <param name="connection">The state of the connection.</param>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload, to which the frame refers.</param>
    /// <param name="compress">Whether to compress the message. The value has no effect if compression was not agreed on.</param>
    /// <param name="frame">The frame to write.</param>
    public static bool TrySendMessage(
        Connection connection,
        MessageKind kind,
        ReadOnlyMemory<byte> data,
        CompressionChoice compress,
        out Frame frame
    )
    {
        if (
            connection.Phase is not Phase.Open
            || !IsKind(kind)
            || connection.Sending.InProgress
            || (kind == MessageKind.Text && connection.Options.CheckOutgoingText && Utf8Text.CompletePrefix(data.Span) != data.Length)
            || (connection.Deflation is not null && IsWorthIt(connection, data.Length, compress))
        )
        {
            frame = default;
            return false;
        }

        frame = new Frame((Opcode)kind, Final: true, Rsv1: false, data);
        return true;
    }

    /// <summary>Sends a part of a message as one fragment.</summary>
    /// <param name="connection">The state of the connection.</param>
    /// <param name="kind">Text or binary. All parts of a message must have the same kind.</param>
    /// <param name="data">
    /// The payload of the fragment. Text can be split within a code point. If the payload is sent uncompressed,
    /// <see cref="StepResult.Reply"/> refers to this memory.
    /// </param>
    /// <param name="final">Whether this part is the last part of the message.</param>
    public static StepResult SendPart(Connection connection, MessageKind kind, ReadOnlyMemory<byte> data, bool final) =>
        SendPart(connection, kind, data, final, default, CompressionChoice.Default);

    /// <summary>Sends a part of a message as one fragment, with or without compression.</summary>
    /// <param name="connection">The state of the connection.</param>
    /// <param name="kind">Text or binary. All parts of a message must have the same kind.</param>
    /// <param name="data">
    /// The payload of the fragment. Text can be split within a code point. If the payload is sent uncompressed,
    /// <see cref="StepResult.Reply"/> refers to this memory.
    /// </param>
    /// <param name="final">Whether this part is the last part of the message.</param>
    /// <param name="lent">
    /// Memory for the compressed payload. <see cref="GetSendBufferSize"/> returns the necessary size. If the memory is smaller, a new array
    /// is allocated.
    /// </param>
    /// <param name="compress">
    /// Whether to compress the message. Only the value of the first part of a message has an effect. With
    /// <see cref="CompressionChoice.Default"/>, every message that has several parts is compressed. The value has no effect if compression
    /// was not agreed on.
    /// </param>
    public static StepResult SendPart(
        Connection connection,
        MessageKind kind,
        ReadOnlyMemory<byte> data,
        bool final,
        Memory<byte> lent,
        CompressionChoice compress
    )
    {
        if (connection.Phase is not Phase.Open) return Refused(connection, SendingErrors.NotOpen);
        if (!IsKind(kind)) return Refused(connection, SendingErrors.NoKind(kind));
        var sending = connection.Sending;
        if (sending.InProgress && sending.Kind != kind) return Refused(connection, SendingErrors.OtherKind(sending.Kind));

        var carry = default(PartialCodePoint);
        if (kind == MessageKind.Text && connection.Options.CheckOutgoingText)
        {
            var open = sending.Carry.Then(data.Span);
            carry = open.IfNone(default(PartialCodePoint));
            if (open.IsNone || (final && carry.Count > 0)) return Refused(connection, SendingErrors.NotText);
        }

        var compressed = sending.InProgress ? sending.Compressed : IsWorthIt(connection, final ? data.Length : int.MaxValue, compress);
        var next = final ? default : new Sending(kind, carry, compressed);
        var opcode = sending.InProgress ? Opcode.Continuation : (Opcode)kind;
        var after = next == sending ? connection : connection with { Sending = next };
        if (!compressed || connection.Deflation is not { } context) return Write(after, opcode, final, data);
        var (following, payload) = Deflate(context, data, final, lent);
        return Write(
            ReferenceEquals(following, context) ? after : after with { Deflation = following },
            opcode,
            final,
            payload,
            rsv1: !sending.InProgress
        );
    }

    /// <summary>Sends a ping with a payload of at most 125 bytes.</summary>
    public static StepResult Ping(Connection connection, ReadOnlyMemory<byte> data) => Control(connection, Opcode.Ping, data);

    /// <summary>
    /// Sends an unsolicited pong with a payload of at most 125 bytes. This function is not needed to answer pings, because
    /// <see cref="Receive"/> returns the pong for each ping.
    /// </summary>
    public static StepResult Pong(Connection connection, ReadOnlyMemory<byte> data) => Control(connection, Opcode.Pong, data);

    private static bool IsKind(MessageKind kind) => kind is MessageKind.Text or MessageKind.Binary;

    private static StepResult Control(Connection connection, Opcode opcode, ReadOnlyMemory<byte> data) =>
        connection.Phase is not Phase.Open ? Refused(connection, SendingErrors.NotOpen)
        : data.Length > MaxControlPayload ? Refused(connection, SendingErrors.LongControl(data.Length))
        : Write(connection, opcode, final: true, data);

    private static StepResult Write(Connection next, Opcode opcode, bool final, ReadOnlyMemory<byte> data, bool rsv1 = false) =>
        new(next) { HasReply = true, Reply = new Frame(opcode, final, rsv1, data) };

    private static bool IsWorthIt(Connection connection, int length, CompressionChoice compress) =>
        connection.Deflation is not null
        && compress switch
        {
            CompressionChoice.Always => true,
            CompressionChoice.Default => length >= connection.Options.Compression.IfNone(CompressionOptions.Default).MinBytes,
            _ => false,
        };

    // If this method were inlined, the runtime would also clear the method's stack space whenever an uncompressed message is sent.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static StepResult WriteCompressed(
        Connection connection,
        DeflateContext context,
        Opcode opcode,
        ReadOnlyMemory<byte> data,
        Memory<byte> lent,
        CompressionChoice compress
    )
    {
        var (following, payload) = Deflate(context, data, final: true, lent);
        if (!ReferenceEquals(following, context))
            return Write(connection with { Deflation = following }, opcode, final: true, payload, rsv1: true);

        // The context does not change if context takeover is turned off. A message that compression did not make shorter is then sent
        // uncompressed, unless compression was requested with CompressionChoice.Always.
        var shrank = payload.Length < data.Length || compress == CompressionChoice.Always;
        return Write(connection, opcode, final: true, shrank ? payload : data, rsv1: shrank);
    }

    private static (DeflateContext Following, ReadOnlyMemory<byte> Payload) Deflate(
        DeflateContext context,
        ReadOnlyMemory<byte> data,
        bool final,
        Memory<byte> lent
    )
    {
        var bound = DeflateContext.Bound(data.Length);
        if (lent.Length < bound) lent = GC.AllocateUninitializedArray<byte>(bound);
        var following = context.Compress(data.Span, final, lent.Span, out var written);
        return (following, lent[..written]);
    }

    // permessage-deflate defines the RSV1 bit. The peer may set this bit only if permessage-deflate was agreed on (RFC 7692 §6).
    private static FrameRules RulesFor(Connection connection) =>
        new(Masked: connection.Role == Role.Server, Rsv1: connection.Inflation is not null, connection.Receiving.MessageInProgress);

    private static void ReceiveFrame(Connection connection, ReadOnlyMemory<byte> input, Memory<byte> lent, out StepResult result)
    {
        var from = input.Span;
        var header = default(SingleFrameHeader);
        if (connection.Receiving.MessageInProgress
            || !SingleFrameHeader.TryRead(from, connection.Role == Role.Server, out header)
            || header.Length > from.Length - header.Size
            || header.Length > lent.Length)
            ReceivePiece(connection, input, lent, header, out result);
        else if (MessageLimits.Check(connection.Options.Limits, header.Length, bytesBefore: 0, framesBefore: 0) is { } error)
            FailFrame(connection, input, error, out result);
        else if (!TryUnmask(header, from.Slice(header.Size, header.Length), lent.Span))
            FailFrame(connection, input, MessageErrors.NotText, out result);
        else
            // The frame contains a complete message, so the state does not change.
            StepResult.CreateMessage(connection, header.FrameSize, header.Kind, lent[..header.Length], out result);
    }

    /// <summary>Unmasks a complete message. Returns false for a text message that is not valid UTF-8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryUnmask(in SingleFrameHeader header, ReadOnlySpan<byte> masked, Span<byte> payload)
    {
        if (header.Kind == MessageKind.Text) return MaskedText.Unmask(masked, payload, carried: 0, header.Key) == header.Length;
        Masking.Apply(masked, payload, header.Key);
        return true;
    }

    // This method and ReceivePiece are not inlined and return their results in out parameters. Without these measures, ReceiveFrame would
    // need more stack space, and the runtime would also clear this space for a message that consists of one frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FailFrame(Connection connection, ReadOnlyMemory<byte> input, ProtocolError error, out StepResult result) =>
        result = Fail(connection, error) with { Consumed = input.Length };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReceivePiece(
        Connection connection,
        ReadOnlyMemory<byte> input,
        Memory<byte> lent,
        SingleFrameHeader header,
        out StepResult result
    )
    {
        var receiving = connection.Receiving;
        var inflation = connection.Inflation;
        var limits = connection.Options.Limits;
        var piece =
            header.Size > 0
                ? PieceReader.ReadFrame(ref receiving, ref inflation, header.ToFrameHeader(), input.Span, lent.Span, limits)
                : PieceReader.Read(ref receiving, ref inflation, input.Span, lent.Span, limits, RulesFor(connection));
        if (piece.Error is not null)
        {
            FailFrame(connection, input, piece.Error, out result);
            return;
        }

        if (piece.IsControl)
        {
            var masked = input.Slice(piece.Header.Size, (int)piece.Header.Length);
            result = ReceiveControl(connection, piece.Header, masked, lent) with { Consumed = piece.Consumed };
            return;
        }

        // If no message is in progress either before or after this frame, only the compression context can have changed.
        var betweenMessages = !connection.Receiving.MessageInProgress && !receiving.MessageInProgress;
        var idle = betweenMessages && ReferenceEquals(inflation, connection.Inflation);
        var next = idle || piece.Needed > 0 ? connection : connection with { Receiving = receiving, Inflation = inflation };
        result = new StepResult(next)
        {
            Consumed = piece.Consumed,
            Needed = piece.Needed,
            More = piece.More,
            Event = piece.IsData ? StepEvent.Data : StepEvent.Nothing,
            Kind = piece.Kind,
            Final = piece.Final,
            Payload = lent[..piece.Delivered],
        };
    }

    private static StepResult ReceiveControl(Connection connection, FrameHeader header, ReadOnlyMemory<byte> masked, Memory<byte> lent)
    {
        var unmasked = lent.Length >= masked.Length ? lent[..masked.Length] : new byte[masked.Length];
        Masking.Apply(masked.Span, unmasked.Span, header.Key);
        ReadOnlyMemory<byte> payload = unmasked;
        switch (header.Opcode)
        {
            case Opcode.Close:
                return ReceiveClose(connection, payload);
            case Opcode.Pong:
                var alive =
                    connection.Timer == TimerKind.Pong
                        ? WithTimer(connection, TimerKind.KeepAlive, connection.Options.KeepAliveInterval)
                        : new StepResult(connection);
                return alive with { Event = StepEvent.Pong, Payload = payload };
            default:
                // "… an endpoint MUST send a Pong frame in response, unless it already received a Close frame" (§5.5.2). A ping is
                // therefore answered even after this side has sent its close frame. After the peer's close frame, no frames are read, so a
                // later ping is not answered.
                return new StepResult(connection)
                {
                    Event = StepEvent.Ping,
                    Payload = payload,
                    HasReply = true,
                    Reply = new Frame(Opcode.Pong, Final: true, Rsv1: false, payload),
                };
        }
    }
}
