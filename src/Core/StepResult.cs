namespace Pure.WebSockets;

/// <summary>
/// The result of one call of the kernel: the next state and at most one event, one frame or head to write, and one change of the timer.
/// </summary>
public readonly record struct StepResult
{
    private readonly OptionByContent<Effect> notice;

    internal StepResult(Connection next) => Next = next;

    internal StepResult(Connection next, int consumed, MessageKind kind, bool final, ReadOnlyMemory<byte> payload)
    {
        Next = next;
        Consumed = consumed;
        Event = StepEvent.Data;
        Kind = kind;
        Final = final;
        Payload = payload;
    }

    /// <summary>The state after the call. It is the same reference if nothing changed.</summary>
    public Connection Next { get; internal init; }

    /// <summary>
    /// The number of input bytes that were consumed. Pass the remaining bytes again, followed by more if <see cref="Needed"/> requires it.
    /// </summary>
    public int Consumed { get; internal init; }

    /// <summary>
    /// Zero if the call made progress, or if <see cref="AnswerAwaited"/>. Otherwise the number of input bytes, including those passed, that
    /// the next call needs to make progress. It is <see cref="int.MaxValue"/> if no input helps, because the state stores input for
    /// <see cref="Protocol.Step"/>. In that case <see cref="Lifecycle"/> reports the misuse.
    /// </summary>
    public int Needed { get; internal init; }

    /// <summary>
    /// Whether the application must answer the upgrade request with <see cref="Kernel.Accept"/> or <see cref="Kernel.Reject"/> before any
    /// more input is consumed. Nothing was consumed, and more input does not help. Keep the bytes, and pass them again after an acceptance.
    /// Drop them after a rejection.
    /// </summary>
    public bool AnswerAwaited { get; internal init; }

    /// <summary>
    /// Whether a compressed message has more output than the lent memory could hold. Call again, with the remaining input or with empty
    /// input, before more bytes are received.
    /// </summary>
    public bool More { get; internal init; }

    /// <summary>The event.</summary>
    public StepEvent Event { get; internal init; }

    /// <summary>With <see cref="StepEvent.Data"/>, the kind of the message.</summary>
    public MessageKind Kind { get; internal init; }

    /// <summary>With <see cref="StepEvent.Data"/>, whether this piece ends the message.</summary>
    public bool Final { get; internal init; }

    /// <summary>Whether <see cref="Reply"/> is a frame to write.</summary>
    public bool HasReply { get; internal init; }

    /// <summary>The payload of the event, in the lent memory: a piece of a message, or the data of a ping or a pong.</summary>
    public ReadOnlyMemory<byte> Payload { get; internal init; }

    /// <summary>The frame to write. Its payload may be in the lent memory: encode it before that memory is lent again.</summary>
    public Frame Reply { get; internal init; }

    /// <summary>The head of the opening handshake to write, in its wire format. It is empty if there is none.</summary>
    public ReadOnlyMemory<byte> Head { get; internal init; }

    /// <summary>The change of the connection's timer.</summary>
    public Deadline Deadline { get; internal init; }

    /// <summary>With <see cref="StepEvent.Lifecycle"/>, the event as an <see cref="Effect"/>.</summary>
    public Option<Effect> Lifecycle { get => notice; internal init => notice = value; }
}

/// <summary>The events of one call of the kernel.</summary>
public enum StepEvent : byte
{
    /// <summary>No event for the application.</summary>
    Nothing,

    /// <summary>
    /// A piece of a message: <see cref="StepResult.Kind"/>, <see cref="StepResult.Payload"/>, <see cref="StepResult.Final"/>.
    /// </summary>
    Data,

    /// <summary>A ping. Its pong is the reply.</summary>
    Ping,

    /// <summary>A pong.</summary>
    Pong,

    /// <summary>
    /// Misuse, or an event that occurs once in a connection's life. <see cref="StepResult.Lifecycle"/> has it as a record.
    /// </summary>
    Lifecycle,
}
