namespace Pure.WebSockets;

/// <summary>An event that a step reports to the program that drives the connection.</summary>
public abstract record Effect
{
    private Effect() { }

    /// <summary>A client requested an upgrade. Answer the request with <see cref="Input.Accept"/> or <see cref="Input.Reject"/>.</summary>
    /// <param name="Request">The request.</param>
    public sealed record UpgradeRequested(UpgradeRequest Request) : Effect;

    /// <summary>The opening handshake is complete. Both sides can now send messages.</summary>
    /// <param name="Agreement">The result of the handshake.</param>
    public sealed record Opened(Agreement Agreement) : Effect
    {
        /// <summary>
        /// The response that opened a client's connection, with all its header fields. On a server, the value is None, because the server
        /// itself wrote the response.
        /// </summary>
        public Option<ResponseHead> Response { get; init; }

        /// <inheritdoc/>
        public bool Equals(Opened? other) => other is not null && Agreement == other.Agreement && ByContent.Same(Response, other.Response);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Agreement, ByContent.Hash(Response));
    }

    /// <summary>The server answered the upgrade request with a final response whose status is not 101.</summary>
    /// <param name="Response">The response, including its body.</param>
    public sealed record UpgradeRejected(RejectedResponse Response) : Effect;

    /// <summary>A complete message was received.</summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Data">The payload. Text is encoded as UTF-8.</param>
    public sealed record Message(MessageKind Kind, ByteString Data) : Effect
    {
        /// <summary>The payload, decoded from UTF-8.</summary>
        public string Text => Data.ToText();
    }

    /// <summary>A piece of a message was received.</summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Data">The bytes of the piece. In a text message, a code point is never split between two pieces.</param>
    /// <param name="Final">Whether this piece is the last piece of the message.</param>
    public sealed record MessagePiece(MessageKind Kind, ByteString Data, bool Final) : Effect;

    /// <summary>A ping was received. The outputs of the same step contain the pong that answers the ping.</summary>
    /// <param name="Data">The payload of the frame.</param>
    public sealed record PingReceived(ByteString Data) : Effect;

    /// <summary>A pong was received from the peer.</summary>
    /// <param name="Data">The payload of the frame.</param>
    public sealed record PongReceived(ByteString Data) : Effect;

    /// <summary>
    /// The peer's close frame was received. If the peer sent the first close frame, the outputs of the same step contain this side's close
    /// frame.
    /// </summary>
    /// <param name="Status">The status code and the reason of the close frame.</param>
    public sealed record CloseReceived(CloseStatus Status) : Effect;

    /// <summary>
    /// The program must start a timer that replaces the running timer, if there is one. When the timer elapses, the program must pass
    /// <see cref="Input.Elapsed"/> to a step.
    /// </summary>
    /// <param name="Timer">The timer to start.</param>
    /// <param name="After">The time until the timer elapses.</param>
    public sealed record StartTimer(TimerKind Timer, TimeSpan After) : Effect;

    /// <summary>The program must stop the running timer.</summary>
    public sealed record CancelTimer : Effect;

    /// <summary>
    /// The connection failed because of an error (RFC 6455 §7.1.7). If the connection was open and the error's code is allowed in a close
    /// frame, the outputs contain a close frame with this code.
    /// </summary>
    /// <param name="Error">The error, with the section of the RFC and a description.</param>
    public sealed record Failed(ProtocolError Error) : Effect;

    /// <summary>The program passed an input that is not allowed. Nothing was sent, and the state is unchanged.</summary>
    /// <param name="Misuse">The section of the RFC that does not allow the input, and a description of the problem.</param>
    public sealed record Misused(Misuse Misuse) : Effect;

    /// <summary>
    /// The connection has ended. The program must write the outputs and then close the transport. After this effect, the only effect that
    /// the connection can report is <see cref="Misused"/>.
    /// </summary>
    /// <param name="Result">The close frames of both sides, and the error that ended the connection, if any.</param>
    public sealed record CloseTransport(CloseResult Result) : Effect;
}
