namespace Pure.WebSockets;

/// <summary>All that can happen to a connection.</summary>
public abstract record Input
{
    private Input() { }

    /// <summary>The transport is there: a client sends its request, timers start.</summary>
    public sealed record Start : Input;

    /// <summary>
    /// Bytes from the peer. They are read, never written to, and not kept. While earlier ones wait, they are put after them; what waits
    /// then is at most as long as a message may be, or 64 KiB where that is more: bytes past that are refused with
    /// <see cref="Effect.Refused"/>, and can be given again later.
    /// </summary>
    /// <param name="Bytes">Any number of them, cut anywhere.</param>
    public sealed record Received(Octets Bytes) : Input;

    /// <summary>
    /// The application has answered what it was told, as far as it will: the input that waits is gone on with
    /// (<see cref="Transition.InputWaits"/>). Where none waits, nothing changes.
    /// </summary>
    public sealed record Continue : Input;

    /// <summary>The peer sends no more bytes, or the transport broke. While input waits, it takes effect after that input.</summary>
    public sealed record EndOfStream : Input;

    /// <summary>The application says yes to the upgrade request.</summary>
    /// <param name="Acceptance">How.</param>
    public sealed record Accept(Acceptance Acceptance) : Input;

    /// <summary>The application says no to the upgrade request.</summary>
    /// <param name="Rejection">The response.</param>
    public sealed record Reject(Rejection Rejection) : Input;

    /// <summary>A whole message to send, in one frame.</summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Data">The payload; text as UTF-8. The output refers to it where it is not compressed.</param>
    public sealed record Send(MessageKind Kind, Octets Data) : Input
    {
        /// <summary>Whether it is compressed, where the agreement has compression.</summary>
        public CompressionChoice Compress { get; init; }

        /// <summary>A text message.</summary>
        public static Send Text(string text) => new(MessageKind.Text, Octets.OfText(text));

        /// <summary>A binary message.</summary>
        public static Send Binary(Octets data) => new(MessageKind.Binary, data);
    }

    /// <summary>A part of a message to send, as one fragment (RFC 6455 §5.4).</summary>
    /// <param name="Kind">Text or binary: the same for all parts of a message.</param>
    /// <param name="Data">The payload of the fragment; text may be cut within a code point. The output refers to it where it is not
    /// compressed.</param>
    /// <param name="Final">Whether the message ends here.</param>
    public sealed record SendPart(MessageKind Kind, Octets Data, bool Final) : Input
    {
        /// <summary>Whether the message is compressed, where the agreement has compression: what its first part says counts.</summary>
        public CompressionChoice Compress { get; init; }
    }

    /// <summary>A ping to send (RFC 6455 §5.5.2).</summary>
    /// <param name="Data">At most 125 bytes, which the pong brings back.</param>
    public sealed record Ping(Octets Data) : Input;

    /// <summary>A pong that nobody asked for (RFC 6455 §5.5.3). Pings are answered without it.</summary>
    /// <param name="Data">At most 125 bytes.</param>
    public sealed record Pong(Octets Data) : Input;

    /// <summary>The application closes: the closing handshake begins (RFC 6455 §7.1.2).</summary>
    /// <param name="Status">What the close frame says; <see cref="CloseStatus.None"/> for an empty one.</param>
    public sealed record Close(CloseStatus Status) : Input;

    /// <summary>
    /// The connection will be idle for a while: memory that only makes the next step faster is given up, and nothing else changes.
    /// </summary>
    public sealed record Rest : Input;

    /// <summary>The time of a timer is over.</summary>
    /// <param name="Timer">Which. One that does not run changes nothing. While input waits, it takes effect after that input, and only if
    /// the timer still runs then.</param>
    public sealed record Elapsed(TimerKind Timer) : Input;
}
