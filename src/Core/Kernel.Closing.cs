using System.Buffers.Binary;
using System.Text;

namespace Pure.WebSockets;

/// <content>The closing handshake and the failure of a connection (RFC 6455 §7).</content>
public static partial class Kernel
{
    /// <summary>
    /// Begins the closing handshake with a close frame. If the peer's close frame does not arrive within
    /// <see cref="ConnectionOptions.ClosingHandshakeTimeout"/>, the connection fails.
    /// </summary>
    /// <param name="connection">The state of the connection.</param>
    /// <param name="status">
    /// The status code and the reason of the close frame, or <see cref="CloseStatus.None"/> for an empty close frame.
    /// </param>
    public static StepResult Close(Connection connection, CloseStatus status)
    {
        if (connection.Phase is not Phase.Open)
            return Refused(connection, SendingErrors.CloseSent);
        if (Misuse(status) is { } refusal)
            return Refused(connection, refusal);
        var closing = connection with
        {
            Phase = new Phase.Closing(status, Option<CloseStatus>.None, Side.Ours),
            Sending = default,
            Deflation = null,
        };
        return WithTimer(closing, TimerKind.ClosingHandshake, connection.Options.ClosingHandshakeTimeout) with
        {
            HasReply = true,
            Reply = CloseFrame(status.ToPayload()),
        };
    }

    /// <summary>
    /// Reads the payload of a close frame. Returns an error if the status code is not allowed in a close frame, or if the reason is not
    /// valid UTF-8. The payload cannot have only one byte, because the frame reader rejects such a frame.
    /// </summary>
    internal static ProtocolError? ReadStatus(ReadOnlySpan<byte> payload, out CloseStatus status)
    {
        status = CloseStatus.None;
        if (payload.IsEmpty) return null;
        var code = BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (!CloseCode.IsValidOnTheWire(code)) return FrameErrors.CloseCodeNotAllowed(code);
        var reason = payload[2..];
        if (Utf8Text.CompletePrefix(reason) != reason.Length) return FrameErrors.ReasonNotText;
        status = new CloseStatus(code, Encoding.UTF8.GetString(reason));
        return null;
    }

    private static Misuse? Misuse(CloseStatus status)
    {
        if (status.Code == CloseCode.NoStatusReceived) return status.Reason.Length == 0 ? null : SendingErrors.ReasonWithoutCode;
        if (!CloseCode.IsValidOnTheWire(status.Code)) return SendingErrors.CodeNotAllowed(status.Code);
        for (var at = 0; at < status.Reason.Length; at += char.IsSurrogatePair(status.Reason, at) ? 2 : 1)
            if (char.IsSurrogate(status.Reason[at]) && !char.IsSurrogatePair(status.Reason, at)) return SendingErrors.ReasonNotText;
        var bytes = Encoding.UTF8.GetByteCount(status.Reason);
        return bytes > CloseStatus.MaxReasonBytes ? SendingErrors.ReasonTooLong(bytes) : null;
    }

    private static StepResult ReceiveClose(Connection connection, ReadOnlyMemory<byte> payload)
    {
        if (ReadStatus(payload.Span, out var theirs) is { } error) return Fail(connection, error);
        var closing = connection.Phase as Phase.Closing;
        // "When sending a Close frame in response, the endpoint typically echos the status code it received" (§5.5.1). This library echoes
        // only the status code and sends an empty reason.
        var ours = closing?.Ours ?? theirs with { Reason = "" };
        var first = closing?.First ?? Side.Theirs;
        var progress =
            connection.Role == Role.Server
                ? Finish(connection, new CloseResult(ours, theirs, first, Option<ProtocolError>.None))
                : WithTimer(
                    Emptied(connection) with
                    {
                        Phase = new Phase.Closing(ours, theirs, first),
                    },
                    TimerKind.TransportEnd,
                    connection.Options.ClosingHandshakeTimeout
                );
        return progress with
        {
            Event = StepEvent.Lifecycle,
            Lifecycle = new Effect.CloseReceived(theirs),
            HasReply = closing is null,
            Reply = closing is null ? CloseFrame(ours.ToPayload()) : default,
        };
    }

    /// <summary>
    /// Fails the connection (§7.1.7). If the connection is open and the error's code is allowed in a close frame, the result contains a
    /// close frame with this code. The connection ends immediately and does not wait for the peer's close frame.
    /// </summary>
    private static StepResult Fail(Connection connection, ProtocolError error, Side first = Side.Ours)
    {
        var closing = connection.Phase as Phase.Closing;
        var status =
            connection.Phase is Phase.Open && CloseCode.IsValidOnTheWire(error.Code) ? new CloseStatus(error.Code, ReasonFor(error)) : null;
        var ours =
            status is not null ? Option<CloseStatus>.Some(status)
            : closing is not null ? closing.Ours
            : Option<CloseStatus>.None;
        return Finish(connection, new CloseResult(ours, closing?.Theirs ?? Option<CloseStatus>.None, closing?.First ?? first, error)) with
        {
            Event = StepEvent.Lifecycle,
            Lifecycle = new Effect.Failed(error),
            HasReply = status is not null,
            Reply = status is not null ? CloseFrame(status.ToPayload()) : default,
        };
    }

    /// <summary>Ends the connection. Stops the timer and discards partially received and partially sent messages.</summary>
    private static StepResult Finish(Connection connection, CloseResult closure) =>
        WithTimer(Emptied(connection) with { Phase = new Phase.Closed(closure) }, TimerKind.None, TimeSpan.Zero);

    private static Connection Emptied(Connection connection) =>
        connection with
        {
            Receiving = default,
            Sending = default,
            Inflation = null,
            Deflation = null,
            StepBuffer = StepBuffer.Empty,
        };

    private static Frame CloseFrame(byte[] payload) => new(Opcode.Close, Final: true, Rsv1: false, payload);

    /// <summary>
    /// Returns the close reason for an error. The reason contains the broken rule and a description of the error. A reason that is too long
    /// for a close frame is truncated between two code points.
    /// </summary>
    private static string ReasonFor(ProtocolError error)
    {
        var bytes = Encoding.UTF8.GetBytes($"{error.Rule}: {error.Seen}");
        return Encoding.UTF8.GetString(
            bytes,
            0,
            bytes.Length <= CloseStatus.MaxReasonBytes ? bytes.Length : Utf8Text.CompletePrefix(bytes.AsSpan(0, CloseStatus.MaxReasonBytes))
        );
    }
}
