namespace Pure.WebSockets;

/// <summary>An event of a step, which the driver of the connection handles.</summary>
public abstract record Effect
{
    private Effect() { }

    /// <summary>A client requests an upgrade. Answer with <see cref="Input.Accept"/> or <see cref="Input.Reject"/>.</summary>
    /// <param name="Request">The request.</param>
    public sealed record UpgradeRequested(UpgradeRequest Request) : Effect;

    /// <summary>The opening handshake is complete. Both sides may send.</summary>
    /// <param name="Agreement">The result of the handshake.</param>
    public sealed record Opened(Agreement Agreement) : Effect
    {
        /// <summary>
        /// On a client, the response that opened the connection, with all its header fields. On a server it is None, because the server
        /// wrote the response.
        /// </summary>
        public Option<ResponseHead> Response { get; init; }

        /// <inheritdoc/>
        public bool Equals(Opened? other) => other is not null && Agreement == other.Agreement && ByContent.Same(Response, other.Response);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Agreement, ByContent.Hash(Response));
    }

    /// <summary>The server answered the upgrade request with a response other than 101.</summary>
    /// <param name="Response">The complete response.</param>
    public sealed record UpgradeRejected(RejectedResponse Response) : Effect;

    /// <summary>A complete message was received.</summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Data">The payload; text is UTF-8.</param>
    public sealed record Message(MessageKind Kind, ByteString Data) : Effect
    {
        /// <summary>The payload decoded from UTF-8.</summary>
        public string Text => Data.ToText();
    }

    /// <summary>A piece of a message was received.</summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Data">The bytes. Text starts and ends at a code point.</param>
    /// <param name="Final">Whether this piece ends the message.</param>
    public sealed record MessagePiece(MessageKind Kind, ByteString Data, bool Final) : Effect;

    /// <summary>A ping was received. Its pong is among the outputs.</summary>
    /// <param name="Data">Its payload.</param>
    public sealed record PingReceived(ByteString Data) : Effect;

    /// <summary>A pong was received.</summary>
    /// <param name="Data">Its payload.</param>
    public sealed record PongReceived(ByteString Data) : Effect;

    /// <summary>The peer's close frame was received. If it was the first close frame, our close frame is among the outputs.</summary>
    /// <param name="Status">The code and the reason of the close frame.</param>
    public sealed record CloseReceived(CloseStatus Status) : Effect;

    /// <summary>Start a timer, which replaces the running one. Report its end with <see cref="Input.Elapsed"/>.</summary>
    /// <param name="Timer">The timer.</param>
    /// <param name="After">The time until it elapses.</param>
    public sealed record StartTimer(TimerKind Timer, TimeSpan After) : Effect;

    /// <summary>Stop the running timer.</summary>
    public sealed record CancelTimer : Effect;

    /// <summary>
    /// The connection failed because a rule was broken (RFC 6455 §7.1.7). A close frame with the code is among the outputs if one may be
    /// sent.
    /// </summary>
    /// <param name="Error">The rule, and what was seen.</param>
    public sealed record Failed(ProtocolError Error) : Effect;

    /// <summary>This side asked for something that the protocol does not allow. Nothing was sent and the state is unchanged.</summary>
    /// <param name="Misuse">The rule, and what is wrong.</param>
    public sealed record Misused(Misuse Misuse) : Effect;

    /// <summary>The connection is over: write the outputs, then close the transport. This is the last effect of a connection.</summary>
    /// <param name="Result">How the connection ended.</param>
    public sealed record CloseTransport(CloseResult Result) : Effect;
}
