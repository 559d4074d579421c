namespace Pure.WebSockets;

/// <summary>The rules that a message can break, each with its sentence.</summary>
internal static class MessageErrors
{
    public static ProtocolError NotText { get; } = new(CloseCode.InvalidPayloadData, "RFC 6455 §8.1", "text that is not UTF-8");

    public static ProtocolError FrameTooLong(long length, long limit) =>
        new(CloseCode.MessageTooBig, "RFC 6455 §10.4", $"a frame of {length} bytes; the limit here is {limit}");

    public static ProtocolError MessageTooLong(long bytesBefore, long length, long limit) =>
        new(
            CloseCode.MessageTooBig,
            "RFC 6455 §10.4",
            $"a message of at least {Math.Min((ulong)bytesBefore + (ulong)length, long.MaxValue)} bytes; the limit here is {limit}"
        );

    public static ProtocolError TooManyFragments(int limit) =>
        new(CloseCode.PolicyViolation, "RFC 6455 §10.4", $"a message of more than {limit} fragments, the limit here");
}

/// <summary>What our own side may not send, each with the rule that it would break.</summary>
internal static class SendingErrors
{
    public static Refusal NotOpen { get; } =
        new("RFC 6455 §6.1", "the connection is not open: data is sent between the opening handshake and the close frame");

    public static Refusal MessageInProgress { get; } = new("RFC 6455 §5.4", "a message is under way in parts: it ends before another begins");

    public static Refusal NotText { get; } = new("RFC 6455 §8.1", "the text to send is not UTF-8");

    public static Refusal CloseSent { get; } = new("RFC 6455 §5.5.1", "a close frame was sent before, or the connection is not open");

    public static Refusal ReasonTooLong(int bytes) =>
        new("RFC 6455 §5.5", $"the reason has {bytes} bytes of UTF-8; a close frame holds {CloseStatus.MaxReasonBytes}");

    public static Refusal ReasonNotText { get; } = new("RFC 6455 §8.1", "the reason holds half of a surrogate pair");

    public static Refusal ReasonWithoutCode { get; } = new("RFC 6455 §5.5.1", "a reason needs a code before it");

    public static Refusal NoKind(MessageKind kind) => new("RFC 6455 §5.6", $"a message is text or binary, not {(int)kind}");

    public static Refusal OtherKind(MessageKind kind) => new("RFC 6455 §5.4", $"the message under way is {kind}: all its parts are");

    public static Refusal LongControl(int bytes) => new("RFC 6455 §5.5", $"a control frame holds 125 bytes, not {bytes}");

    public static Refusal CodeNotAllowed(int code) => new("RFC 6455 §7.4", $"no close frame may carry code {code}");
}

/// <summary>What whoever drives a connection may not ask of it, as bytes from the peer would be lost.</summary>
internal static class InputMisuse
{
    public static Refusal InputHeld { get; } =
        new("RFC 6455 §5.4", "the state holds bytes from the peer for Protocol.Step, which the kernel does not read: go on with Step");

    public static Refusal PiecesDelivered { get; } =
        new(
            "RFC 6455 §5.4",
            "the kernel has delivered pieces of the message under way, which would be missing from the joined one: go on with the "
                + "kernel, or with Delivery.Pieces"
        );

    public static Refusal TooMuchWaits(int bytes, long limit) =>
        new(
            "RFC 6455 §10.4",
            $"{bytes} bytes more than the {limit} that may wait here for the application: continue first, then give them again"
        );
}
