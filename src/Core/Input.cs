namespace Pure.WebSockets;

/// <summary>An input of a connection: bytes from the peer, a request of the application, or a timer.</summary>
/// <remarks>
/// Each case is sealed and nested, and the constructor is private. C# requires a protected copy constructor, so a foreign type can derive
/// from this one only as a copy of an existing value. The library does not handle such a type: <see cref="Protocol.Step"/> throws.
/// </remarks>
public abstract record Input
{
    private Input() { }

    /// <summary>The transport is connected. A client sends its request, and the timer of the phase starts.</summary>
    public sealed record Start : Input;

    /// <summary>
    /// Bytes from the peer. The step reads them, does not change them and does not keep a reference to them. If earlier input waits, the
    /// bytes are added after it. The waiting input may have as many bytes as a message may have, and at least 64 KiB. Bytes above this
    /// limit are rejected with <see cref="Effect.Misused"/> and may be passed again later.
    /// </summary>
    /// <param name="Bytes">Any number of bytes, cut anywhere.</param>
    public sealed record Received(ByteString Bytes) : Input;

    /// <summary>
    /// The application has answered the effects so far, so the input that waits is processed (<see cref="Transition.InputWaits"/>). If no
    /// input waits, nothing changes.
    /// </summary>
    public sealed record Continue : Input;

    /// <summary>The peer sends no more bytes, or the transport broke. If input waits, this takes effect after that input.</summary>
    public sealed record EndOfStream : Input;

    /// <summary>The application accepts the upgrade request.</summary>
    /// <param name="Acceptance">The subprotocol and the fields of the response.</param>
    public sealed record Accept(Acceptance Acceptance) : Input;

    /// <summary>The application rejects the upgrade request.</summary>
    /// <param name="Rejection">The response.</param>
    public sealed record Reject(Rejection Rejection) : Input;

    /// <summary>Sends a complete message in one frame.</summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Data">The payload; text is UTF-8. If it is not compressed, the output refers to this memory.</param>
    public sealed record Send(MessageKind Kind, ByteString Data) : Input
    {
        /// <summary>Whether the message is compressed. It has no effect without an agreement on compression.</summary>
        public CompressionChoice Compress { get; init; }

        /// <summary>Creates the input that sends a text message.</summary>
        public static Send Text(string text) => new(MessageKind.Text, ByteString.FromText(text));

        /// <summary>Creates the input that sends a binary message.</summary>
        public static Send Binary(ByteString data) => new(MessageKind.Binary, data);
    }

    /// <summary>Sends a part of a message as one fragment (RFC 6455 §5.4).</summary>
    /// <param name="Kind">Text or binary. It must be the same for all parts of a message.</param>
    /// <param name="Data">
    /// The payload of the fragment. Text may be cut within a code point. If the payload is not compressed, the output refers to this
    /// memory.
    /// </param>
    /// <param name="Final">Whether this part ends the message.</param>
    public sealed record SendPart(MessageKind Kind, ByteString Data, bool Final) : Input
    {
        /// <summary>
        /// Whether the message is compressed. The value of its first part applies. It has no effect without an agreement on compression.
        /// </summary>
        public CompressionChoice Compress { get; init; }
    }

    /// <summary>Sends a ping (RFC 6455 §5.5.2).</summary>
    /// <param name="Data">At most 125 bytes, which the pong returns.</param>
    public sealed record Ping(ByteString Data) : Input;

    /// <summary>Sends an unsolicited pong (RFC 6455 §5.5.3). Pings are answered without it.</summary>
    /// <param name="Data">At most 125 bytes.</param>
    public sealed record Pong(ByteString Data) : Input;

    /// <summary>The application closes the connection: the closing handshake begins (RFC 6455 §7.1.2).</summary>
    /// <param name="Status">The code and the reason of the close frame, or <see cref="CloseStatus.None"/> for an empty close frame.</param>
    public sealed record Close(CloseStatus Status) : Input;

    /// <summary>
    /// The connection will be idle for some time. Memory that only makes the next step faster is released. Nothing else changes.
    /// </summary>
    public sealed record Compact : Input;

    /// <summary>A timer elapsed.</summary>
    /// <param name="Timer">
    /// The timer. If it does not run, nothing changes. If input waits, this takes effect after that input, and only if the timer still runs
    /// then.
    /// </param>
    public sealed record Elapsed(TimerKind Timer) : Input;
}
