namespace Pure.WebSockets;

/// <summary>An input to a connection, such as bytes from the peer, a command from the application or an elapsed timer.</summary>
/// <remarks>
/// All cases of this union are sealed nested types, and the constructor of the union is private. However, a record that is not sealed has a
/// protected copy constructor. A type in another assembly can derive from <see cref="Input"/> by calling this constructor.
/// <see cref="Protocol.Step"/> throws an <see cref="ArgumentException"/> for an input of a type from another assembly.
/// </remarks>
public abstract record Input
{
    private Input() { }

    /// <summary>
    /// The transport is connected, or the state was restored from a <see cref="Snapshot"/>. The step starts the timer of the current phase,
    /// which is the opening handshake timer, the keep-alive timer or the closing handshake timer. If a keep-alive ping has not been
    /// answered yet, the pong timer starts instead of the keep-alive timer. The timer starts with its full time limit. No timer starts
    /// after the connection has ended, or while the application has not answered an upgrade request. If a client is waiting for the
    /// response, the outputs contain the client's request.
    /// </summary>
    public sealed record Start : Input;

    /// <summary>
    /// Bytes from the peer. The step does not change the bytes and does not store a reference to them. If earlier input is waiting, the
    /// bytes are stored after the earlier input. The total size of the waiting input is limited to the larger of
    /// <see cref="Limits.MaxMessageBytes"/> and 64 KiB. If the new bytes would exceed the limit, all new bytes are rejected with
    /// <see cref="Effect.Misused"/>. The caller can pass the rejected bytes again later.
    /// </summary>
    /// <param name="Bytes">Any number of bytes. The bytes can start and end anywhere in a frame or a head.</param>
    public sealed record Received(ByteString Bytes) : Input;

    /// <summary>
    /// Processes the input that is waiting (see <see cref="Transition.InputWaits"/>). Pass this input after you have passed the answers to
    /// the effects of the previous step. If no input is waiting, nothing changes.
    /// </summary>
    public sealed record Continue : Input;

    /// <summary>
    /// The peer will send no more bytes, or the transport is broken. If input is waiting, the end of the stream takes effect only after the
    /// waiting input has been processed.
    /// </summary>
    public sealed record EndOfStream : Input;

    /// <summary>The application accepts the upgrade request.</summary>
    /// <param name="Acceptance">The subprotocol and the additional header fields of the response.</param>
    public sealed record Accept(Acceptance Acceptance) : Input;

    /// <summary>The application rejects the upgrade request.</summary>
    /// <param name="Rejection">The response that rejects the request.</param>
    public sealed record Reject(Rejection Rejection) : Input;

    /// <summary>Sends a complete message in one frame.</summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Data">
    /// The payload. Text must be encoded as UTF-8. An uncompressed payload is not copied, so its memory must not change until the output
    /// has been written.
    /// </param>
    public sealed record Send(MessageKind Kind, ByteString Data) : Input
    {
        /// <summary>Whether to compress the message. The value has no effect if compression was not agreed on.</summary>
        public CompressionChoice Compress { get; init; }

        /// <summary>Creates the input that sends a text message.</summary>
        public static Send Text(string text) => new(MessageKind.Text, ByteString.FromText(text));

        /// <summary>Creates the input that sends a binary message.</summary>
        public static Send Binary(ByteString data) => new(MessageKind.Binary, data);
    }

    /// <summary>Sends a part of a message as one fragment (RFC 6455 §5.4).</summary>
    /// <param name="Kind">Text or binary. All parts of a message must have the same kind.</param>
    /// <param name="Data">
    /// The payload of the fragment. Text can be split within a code point. An uncompressed payload is not copied, so its memory must not
    /// change until the output has been written.
    /// </param>
    /// <param name="Final">Whether this part is the last part of the message.</param>
    public sealed record SendPart(MessageKind Kind, ByteString Data, bool Final) : Input
    {
        /// <summary>
        /// Whether to compress the message. Only the value of the first part of a message has an effect. The value has no effect if
        /// compression was not agreed on.
        /// </summary>
        public CompressionChoice Compress { get; init; }
    }

    /// <summary>Sends a ping (RFC 6455 §5.5.2).</summary>
    /// <param name="Data">The payload, at most 125 bytes. The peer's pong has the same payload.</param>
    public sealed record Ping(ByteString Data) : Input;

    /// <summary>
    /// Sends an unsolicited pong (RFC 6455 §5.5.3). This input is not needed to answer pings, because a step answers each ping
    /// automatically.
    /// </summary>
    /// <param name="Data">The payload, at most 125 bytes.</param>
    public sealed record Pong(ByteString Data) : Input;

    /// <summary>The application closes the connection. The closing handshake begins (RFC 6455 §7.1.2).</summary>
    /// <param name="Status">
    /// The status code and the reason of the close frame, or <see cref="CloseStatus.None"/> for an empty close frame.
    /// </param>
    public sealed record Close(CloseStatus Status) : Input;

    /// <summary>
    /// Releases memory that is used only to make later steps faster. Pass this input when the connection is likely to stay idle. The new
    /// state is equal to the old state.
    /// </summary>
    public sealed record Compact : Input;

    /// <summary>A timer elapsed.</summary>
    /// <param name="Timer">
    /// The timer that elapsed. The input has an effect only if this timer is the connection's running timer. If input is waiting, the
    /// expiry takes effect only after the waiting input has been processed. The expiry has no effect if a timer is started or stopped
    /// before the expiry takes effect.
    /// </param>
    public sealed record Elapsed(TimerKind Timer) : Input;
}
