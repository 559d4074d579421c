namespace Pure.WebSockets;

/// <summary>The errors and reasons that only an observer reports.</summary>
internal static class ObservationErrors
{
    public const string AfterBrokenRule = "a connection ends after the broken rule, and the observer continues to read";

    public const string JoinedLate = "the observation began after the opening handshake, and the first byte is assumed to begin a frame";

    public const string InvalidHandshake = "the opening handshake broke a rule, and the response opened the connection nevertheless";

    public const string InvalidFrame = "a frame of the message breaks a rule";

    public const string InvalidContent = "the content of the message breaks a rule";

    public const string UnknownStart = "the message began before the observation";

    public const string UnknownContext = "the message is compressed, and the content of an earlier compressed message is unknown";

    public static ProtocolError DataAfterClose { get; } =
        new(CloseCode.ProtocolError, "RFC 6455 §5.5.1", "a data frame after the sender's close frame");
}
