namespace Pure.WebSockets;

/// <summary>What a step has to say to whoever drives the connection.</summary>
public abstract record Effect
{
    private Effect() { }

    /// <summary>A client asks for an upgrade: answer with <see cref="Input.Accept"/> or <see cref="Input.Reject"/>.</summary>
    /// <param name="Request">What it asks for.</param>
    public sealed record UpgradeRequested(UpgradeRequest Request) : Effect;

    /// <summary>The opening handshake is done: both sides may send.</summary>
    /// <param name="Agreement">What it settled.</param>
    public sealed record Opened(Agreement Agreement) : Effect
    {
        /// <summary>At a client, the response that opened the connection, with all its fields; none at a server, which wrote it.</summary>
        public Option<ResponseHead> Response { get; init; }

        /// <inheritdoc/>
        public bool Equals(Opened? other) => other is not null && Agreement == other.Agreement && ByContent.Same(Response, other.Response);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Agreement, ByContent.Hash(Response));
    }

    /// <summary>The server answered the upgrade with another response.</summary>
    /// <param name="Response">The whole response.</param>
    public sealed record UpgradeRefused(RefusedResponse Response) : Effect;

    /// <summary>A whole message came.</summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Data">The payload; text as UTF-8.</param>
    public sealed record Message(MessageKind Kind, Octets Data) : Effect
    {
        /// <summary>The payload read as UTF-8.</summary>
        public string Text => Data.ToText();
    }

    /// <summary>A piece of a message came.</summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Data">The bytes; text starts and ends on a code point.</param>
    /// <param name="Final">Whether the message ends here.</param>
    public sealed record MessagePiece(MessageKind Kind, Octets Data, bool Final) : Effect;

    /// <summary>A ping came; its pong is among the outputs.</summary>
    /// <param name="Data">Its payload.</param>
    public sealed record PingReceived(Octets Data) : Effect;

    /// <summary>A pong came.</summary>
    /// <param name="Data">Its payload.</param>
    public sealed record PongReceived(Octets Data) : Effect;

    /// <summary>The peer's close frame came; if it was the first, ours is among the outputs.</summary>
    /// <param name="Status">What it said.</param>
    public sealed record CloseReceived(CloseStatus Status) : Effect;

    /// <summary>Start a timer in place of the one that runs, and tell its end with <see cref="Input.Elapsed"/>.</summary>
    /// <param name="Timer">Which.</param>
    /// <param name="After">The time it runs for.</param>
    public sealed record StartTimer(TimerKind Timer, TimeSpan After) : Effect;

    /// <summary>Cancel the timer that runs.</summary>
    public sealed record CancelTimer : Effect;

    /// <summary>
    /// A rule was broken and the connection is failed (RFC 6455 §7.1.7). A close frame that says so is among the outputs where one may be
    /// sent.
    /// </summary>
    /// <param name="Error">The rule and what was seen.</param>
    public sealed record Failed(ProtocolError Error) : Effect;

    /// <summary>Our own side asked for what the protocol does not allow. Nothing was sent, the state is as it was.</summary>
    /// <param name="Refusal">The rule and what is wrong.</param>
    public sealed record Refused(Refusal Refusal) : Effect;

    /// <summary>It is over: write the outputs, then close the transport. The last effect of a connection.</summary>
    /// <param name="Closure">How it ended.</param>
    public sealed record CloseTransport(Closure Closure) : Effect;
}
