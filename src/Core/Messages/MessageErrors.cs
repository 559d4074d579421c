namespace Pure.WebSockets;

/// <summary>The errors in a message from the peer.</summary>
internal static class MessageErrors
{
    public static ProtocolError NotText { get; } = new(CloseCode.InvalidPayloadData, "RFC 6455 §8.1", "the text is not valid UTF-8");

    public static ProtocolError FrameTooLong(long length, long limit) =>
        new(CloseCode.MessageTooBig, "RFC 6455 §10.4", $"a frame of {length} bytes exceeds the limit of {limit} bytes");

    public static ProtocolError MessageTooLong(long length, long limit) =>
        new(CloseCode.MessageTooBig, "RFC 6455 §10.4", $"a message of at least {length} bytes exceeds the limit of {limit} bytes");

    public static ProtocolError TooManyFragments(int limit) =>
        new(CloseCode.PolicyViolation, "RFC 6455 §10.4", $"the message has more than {limit} fragments, which is the limit");
}

/// <summary>The errors that are reported if a message or control frame must not be sent.</summary>
internal static class SendingErrors
{
    public static Misuse NotOpen { get; } =
        new("RFC 6455 §6.1", "data can be sent only after the opening handshake and before the close frame");

    public static Misuse MessageInProgress { get; } =
        new("RFC 6455 §5.4", "the message in progress must end before another message begins");

    public static Misuse NotText { get; } = new("RFC 6455 §8.1", "the text to send is not valid UTF-8");

    public static Misuse CloseSent { get; } = new("RFC 6455 §5.5.1", "a close frame was already sent, or the connection is not open");

    public static Misuse ReasonTooLong(int bytes) =>
        new("RFC 6455 §5.5", $"the reason has {bytes} bytes in UTF-8, but a close frame allows at most {CloseStatus.MaxReasonBytes}");

    public static Misuse ReasonNotText { get; } = new("RFC 6455 §8.1", "the reason contains an unpaired surrogate");

    public static Misuse ReasonWithoutCode { get; } = new("RFC 6455 §5.5.1", "a close frame with a reason must have a status code");

    public static Misuse NoKind(MessageKind kind) =>
        new("RFC 6455 §5.6", $"the kind of a message must be text (1) or binary (2), not {(int)kind}");

    public static Misuse OtherKind(MessageKind kind) =>
        new("RFC 6455 §5.4", $"all parts of the message in progress must be {kind}");

    public static Misuse LongControl(int bytes) =>
        new("RFC 6455 §5.5", $"the payload has {bytes} bytes, but a control frame allows at most 125");

    public static Misuse CodeNotAllowed(int code) => new("RFC 6455 §7.4", $"status code {code} is not allowed in a close frame");
}

/// <summary>
/// The errors that are reported if received bytes, the end of the stream or an elapsed timer cannot be processed in the current state.
/// </summary>
internal static class InputMisuse
{
    public static Misuse InputHeld { get; } =
        new("RFC 6455 §5.4", "the state stores input that only Protocol.Step can process");

    public static Misuse PiecesDelivered { get; } =
        new(
            "RFC 6455 §5.4",
            "the kernel has already delivered pieces of this message, so Step cannot deliver it whole. Continue with the kernel "
                + "or use Delivery.Pieces"
        );

    public static Misuse TooMuchWaits(int bytes, long limit) =>
        new(
            "RFC 6455 §10.4",
            $"with {bytes} more bytes, the waiting input would exceed the limit of {limit} bytes. Pass Input.Continue, and then "
                + "pass the bytes again"
        );
}
