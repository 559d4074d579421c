namespace Pure.WebSockets;

/// <summary>The errors in a message from the peer.</summary>
internal static class MessageErrors
{
    public static ProtocolError NotText { get; } = new(CloseCode.InvalidPayloadData, "RFC 6455 §8.1", "the text is not valid UTF-8");

    public static ProtocolError FrameTooLong(long length, long limit) =>
        new(CloseCode.MessageTooBig, "RFC 6455 §10.4", $"a frame of {length} bytes; the limit here is {limit}");

    public static ProtocolError MessageTooLong(long length, long limit) =>
        new(CloseCode.MessageTooBig, "RFC 6455 §10.4", $"a message of at least {length} bytes; the limit here is {limit}");

    public static ProtocolError TooManyFragments(int limit) =>
        new(CloseCode.PolicyViolation, "RFC 6455 §10.4", $"a message of more than {limit} fragments; the limit here is {limit}");
}

/// <summary>The errors that are reported if a message or control frame must not be sent.</summary>
internal static class SendingErrors
{
    public static Misuse NotOpen { get; } =
        new("RFC 6455 §6.1", "the connection is not open: data may be sent after the opening handshake and before the close frame");

    public static Misuse MessageInProgress { get; } =
        new("RFC 6455 §5.4", "a message of several parts is in progress: it must end before another begins");

    public static Misuse NotText { get; } = new("RFC 6455 §8.1", "the text to send is not valid UTF-8");

    public static Misuse CloseSent { get; } = new("RFC 6455 §5.5.1", "a close frame was sent before, or the connection is not open");

    public static Misuse ReasonTooLong(int bytes) =>
        new("RFC 6455 §5.5", $"the reason has {bytes} bytes of UTF-8; a close frame holds {CloseStatus.MaxReasonBytes}");

    public static Misuse ReasonNotText { get; } = new("RFC 6455 §8.1", "the reason holds half of a surrogate pair");

    public static Misuse ReasonWithoutCode { get; } = new("RFC 6455 §5.5.1", "a reason needs a code before it");

    public static Misuse NoKind(MessageKind kind) => new("RFC 6455 §5.6", $"a message is text (1) or binary (2), not {(int)kind}");

    public static Misuse OtherKind(MessageKind kind) =>
        new("RFC 6455 §5.4", $"the message in progress is {kind}, and all its parts must be");

    public static Misuse LongControl(int bytes) => new("RFC 6455 §5.5", $"a control frame holds 125 bytes, not {bytes}");

    public static Misuse CodeNotAllowed(int code) => new("RFC 6455 §7.4", $"no close frame may carry code {code}");
}

/// <summary>
/// The errors that are reported if received bytes, the end of the stream or an elapsed timer cannot be processed in the current state.
/// </summary>
internal static class InputMisuse
{
    public static Misuse InputHeld { get; } =
        new("RFC 6455 §5.4", "the state stores bytes from the peer for Protocol.Step, which the kernel does not read: continue with Step");

    public static Misuse PiecesDelivered { get; } =
        new(
            "RFC 6455 §5.4",
            "the kernel has delivered pieces of the message in progress, which the joined message would lack: continue with the "
                + "kernel, or use Delivery.Pieces"
        );

    public static Misuse TooMuchWaits(int bytes, long limit) =>
        new(
            "RFC 6455 §10.4",
            $"{bytes} bytes exceed the {limit} that may wait for the application: use Input.Continue first, then pass them again"
        );
}
