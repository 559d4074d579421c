namespace Pure.WebSockets;

/// <summary>What our own side may not send, each with the rule that it would break.</summary>
internal static class SendingErrors
{
    public static Refusal NotOpen { get; } =
        new("RFC 6455 §6.1", "the connection is not open: data is sent between the opening handshake and the close frame");

    public static Refusal MessageUnderWay { get; } = new("RFC 6455 §5.4", "a message is under way in parts: it ends before another begins");

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
