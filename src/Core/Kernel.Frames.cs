using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <content>Data and control frames (RFC 6455 §5, §6).</content>
public static partial class Kernel
{
    private const int MaxControlPayload = 125;

    /// <summary>Sends a whole message in one frame.</summary>
    /// <param name="connection">The state.</param>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload. <see cref="Progress.Reply"/> refers to it.</param>
    public static Progress Send(Connection connection, MessageKind kind, ReadOnlyMemory<byte> data)
    {
        if (connection.Phase is not Phase.Open) return Refused(connection, SendingErrors.NotOpen);
        if (!IsKind(kind)) return Refused(connection, SendingErrors.NoKind(kind));
        if (connection.Sending.UnderWay) return Refused(connection, SendingErrors.MessageUnderWay);
        if (kind == MessageKind.Text && connection.Options.CheckOutgoingText && Utf8Text.CompletePrefix(data.Span) != data.Length) return Refused(connection, SendingErrors.NotText);
        return Write(connection, (Opcode)kind, final: true, data);
    }

    /// <summary>Sends a part of a message as one fragment.</summary>
    /// <param name="connection">The state.</param>
    /// <param name="kind">Text or binary: the same for all parts of a message.</param>
    /// <param name="data">The payload of the fragment; text may be cut within a code point. <see cref="Progress.Reply"/> refers to it.</param>
    /// <param name="final">Whether the message ends here.</param>
    public static Progress SendPart(Connection connection, MessageKind kind, ReadOnlyMemory<byte> data, bool final)
    {
        if (connection.Phase is not Phase.Open) return Refused(connection, SendingErrors.NotOpen);
        if (!IsKind(kind)) return Refused(connection, SendingErrors.NoKind(kind));
        var sending = connection.Sending;
        if (sending.UnderWay && sending.Kind != kind) return Refused(connection, SendingErrors.OtherKind(sending.Kind));

        var carry = default(PartialCodePoint);
        if (kind == MessageKind.Text && connection.Options.CheckOutgoingText)
        {
            var open = sending.Carry.Then(data.Span);
            carry = open.IfNone(default(PartialCodePoint));
            if (open.IsNone || (final && carry.Count > 0)) return Refused(connection, SendingErrors.NotText);
        }

        var next = final ? default : new Sending(kind, carry);
        var opcode = sending.UnderWay ? Opcode.Continuation : (Opcode)kind;
        return Write(next == sending ? connection : connection with { Sending = next }, opcode, final, data);
    }

    /// <summary>Sends a ping of at most 125 bytes.</summary>
    public static Progress Ping(Connection connection, ReadOnlyMemory<byte> data) => Control(connection, Opcode.Ping, data);

    /// <summary>Sends a pong that nobody asked for, of at most 125 bytes. Pings are answered without it.</summary>
    public static Progress Pong(Connection connection, ReadOnlyMemory<byte> data) => Control(connection, Opcode.Pong, data);

    private static bool IsKind(MessageKind kind) => kind is MessageKind.Text or MessageKind.Binary;

    private static Progress Control(Connection connection, Opcode opcode, ReadOnlyMemory<byte> data) =>
        connection.Phase is not Phase.Open ? Refused(connection, SendingErrors.NotOpen)
        : data.Length > MaxControlPayload ? Refused(connection, SendingErrors.LongControl(data.Length))
        : Write(connection, opcode, final: true, data);

    private static Progress Write(Connection next, Opcode opcode, bool final, ReadOnlyMemory<byte> data) =>
        new(next) { HasReply = true, Reply = new Frame(opcode, final, Rsv1: false, data) };

    // RSV1 belongs to extensions: the agreement says whether one is in force that gives it a meaning.
    private static FrameRules RulesFor(Connection connection) =>
        new(Masked: connection.Role == Role.Server, Rsv1: false, connection.Receiving.MessageUnderWay);

    private static Progress ReceiveFrame(Connection connection, ReadOnlyMemory<byte> input, Memory<byte> lent)
    {
        var from = input.Span;
        var limits = connection.Options.Limits;
        if (connection.Receiving.MessageUnderWay
            || !WholeMessage.TryFind(from, connection.Role == Role.Server, out var message)
            || message.Length > lent.Length
            || message.Length > limits.MaxFrameBytes || message.Length > limits.MaxMessageBytes || limits.MaxFragments < 1) return ReceivePiece(connection, input, lent);

        var payload = lent[..message.Length];
        Masking.Apply(from.Slice(message.HeaderSize, message.Length), payload.Span, message.Key);
        if (message.Kind == MessageKind.Text && Utf8Text.CompletePrefix(payload.Span) != message.Length) return ReceivePiece(connection, input, lent);

        // Nothing is left behind: the next state is the old one.
        return new Progress(connection) { Consumed = message.FrameSize, Happening = Happening.Data, Kind = message.Kind, Final = true, Payload = payload };
    }

    // Kept out of line: what it puts on the stack would else be cleared for whole messages too.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Progress ReceivePiece(Connection connection, ReadOnlyMemory<byte> input, Memory<byte> lent)
    {
        var receiving = connection.Receiving;
        var piece = PieceReader.Read(ref receiving, input.Span, lent.Span, connection.Options.Limits, RulesFor(connection));
        if (piece.Error is not null) return Fail(connection, piece.Error) with { Consumed = input.Length };
        if (piece.IsControl) return ReceiveControl(connection, piece.Header, input.Slice(piece.Header.Size, (int)piece.Header.Length), lent) with { Consumed = piece.Consumed };

        // A message that came whole in one frame leaves nothing behind: the next state is the old one.
        var idle = !connection.Receiving.MessageUnderWay && !receiving.MessageUnderWay;
        var next = idle || piece.Needed > 0 ? connection : connection with { Receiving = receiving };
        return new Progress(next)
        {
            Consumed = piece.Consumed,
            Needed = piece.Needed,
            Happening = piece.IsData ? Happening.Data : Happening.Nothing,
            Kind = piece.Kind,
            Final = piece.Final,
            Payload = lent[..piece.Delivered],
        };
    }

    private static Progress ReceiveControl(Connection connection, FrameHeader header, ReadOnlyMemory<byte> masked, Memory<byte> lent)
    {
        var unmasked = lent.Length >= masked.Length ? lent[..masked.Length] : new byte[masked.Length];
        Masking.Apply(masked.Span, unmasked.Span, header.Key);
        ReadOnlyMemory<byte> payload = unmasked;
        switch (header.Opcode)
        {
            case Opcode.Close:
                return ReceiveClose(connection, payload);
            case Opcode.Pong:
                var alive = connection.Timer == TimerKind.Pong ? WithTimer(connection, TimerKind.KeepAlive, connection.Options.KeepAliveInterval) : new Progress(connection);
                return alive with { Happening = Happening.Pong, Payload = payload };
            default:
                // "Upon receipt of a Ping frame, an endpoint MUST send a Pong frame in response" (§5.5.2), but after a close frame nothing is sent.
                var answered = connection.Phase is Phase.Open;
                return new Progress(connection)
                {
                    Happening = Happening.Ping,
                    Payload = payload,
                    HasReply = answered,
                    Reply = answered ? new Frame(Opcode.Pong, Final: true, Rsv1: false, payload) : default,
                };
        }
    }
}
