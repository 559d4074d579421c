namespace Pure.WebSockets;

/// <summary>
/// The result of a call to a function of <see cref="Kernel"/>. The result contains the next state and at most one event. The result also
/// contains at most one frame or head to write, and at most one change to the timer. A caller cannot change a result, because all setters
/// are internal.
/// </summary>
public record struct StepResult
{
    private OptionByContent<Effect> lifecycle;

    internal StepResult(Connection next) => Next = next;

    /// <summary>The state after the call. If nothing changed, the state is the same object as before the call.</summary>
    public Connection Next { readonly get; internal set; }

    /// <summary>
    /// The number of input bytes that were consumed. Pass the remaining bytes again in the next call. If <see cref="Needed"/> is greater
    /// than zero and the call was not rejected, append more input before the next call.
    /// </summary>
    public int Consumed { readonly get; internal set; }

    /// <summary>
    /// The number of input bytes that the next call needs to make progress, including the bytes that this call did not consume. The value
    /// is zero if the call made progress or if <see cref="AnswerAwaited"/> is true. The value is <see cref="int.MaxValue"/> if the call was
    /// rejected because the state stores input or pieces of a message for <see cref="Protocol.Step"/>. For a rejected call,
    /// <see cref="Lifecycle"/> reports the misuse.
    /// </summary>
    public int Needed { readonly get; internal set; }

    /// <summary>
    /// Whether the application must answer the upgrade request with <see cref="Kernel.Accept"/> or <see cref="Kernel.Reject"/> before more
    /// input can be consumed. If the value is true, the call consumed no bytes, and passing more input has no effect. Pass the same bytes
    /// again after the request is accepted, or discard the bytes after the request is rejected.
    /// </summary>
    public bool AnswerAwaited { readonly get; internal set; }

    /// <summary>
    /// Whether decompressed bytes have filled the lent memory. More decompressed bytes can then follow. If the value is true, call
    /// <see cref="Kernel.Receive"/> again before you read more bytes from the transport. Pass the remaining input, even if the remaining
    /// input is empty.
    /// </summary>
    public bool More { readonly get; internal set; }

    /// <summary>The event that the call reports.</summary>
    public StepEvent Event { readonly get; internal set; }

    /// <summary>The kind of the message, if the event is <see cref="StepEvent.Data"/>.</summary>
    public MessageKind Kind { readonly get; internal set; }

    /// <summary>Whether the received piece is the last piece of its message, if the event is <see cref="StepEvent.Data"/>.</summary>
    public bool Final { readonly get; internal set; }

    /// <summary>Whether <see cref="Reply"/> contains a frame to write.</summary>
    public bool HasReply { readonly get; internal set; }

    /// <summary>
    /// The bytes of a piece of a message, or the payload of a ping or a pong. The bytes are in the memory that the caller lent. If the
    /// payload of a control frame does not fit in that memory, the bytes are in a new array.
    /// </summary>
    public ReadOnlyMemory<byte> Payload { readonly get; internal set; }

    /// <summary>
    /// The frame to write. The payload of the frame can be in the memory that the caller lent. Encode the frame before you lend the same
    /// memory to another call.
    /// </summary>
    public Frame Reply { readonly get; internal set; }

    /// <summary>
    /// The head of a request or response to write, in wire format. If a response has a body, the body is included. The value is empty if
    /// there is no head to write.
    /// </summary>
    public ReadOnlyMemory<byte> Head { readonly get; internal set; }

    /// <summary>The change to the connection's timer.</summary>
    public Deadline Deadline { readonly get; internal set; }

    /// <summary>
    /// The event as an <see cref="Effect"/>, if the event is <see cref="StepEvent.Lifecycle"/>. Otherwise, the value is None.
    /// </summary>
    public Option<Effect> Lifecycle { readonly get => lifecycle; internal set => lifecycle = value; }

    /// <summary>Creates the result of a call that received a message in one frame. Such a call does not change the state.</summary>
    internal static void CreateMessage(
        Connection state,
        int consumed,
        MessageKind kind,
        ReadOnlyMemory<byte> payload,
        out StepResult result
    )
    {
        // The properties are set in place. A constructor or an initializer would fill a temporary value of 112 bytes and copy this value.
        result = default;
        result.Next = state;
        result.Consumed = consumed;
        result.Event = StepEvent.Data;
        result.Kind = kind;
        result.Final = true;
        result.Payload = payload;
    }
}

/// <summary>The kinds of event that a kernel call can report.</summary>
public enum StepEvent : byte
{
    /// <summary>No event for the application.</summary>
    Nothing,

    /// <summary>
    /// A piece of a message. <see cref="StepResult.Kind"/>, <see cref="StepResult.Payload"/> and <see cref="StepResult.Final"/> describe
    /// the piece.
    /// </summary>
    Data,

    /// <summary>A ping. <see cref="StepResult.Reply"/> contains the pong that answers the ping.</summary>
    Ping,

    /// <summary>A pong.</summary>
    Pong,

    /// <summary>
    /// A misuse, or an event that occurs at most once per connection. <see cref="StepResult.Lifecycle"/> contains the event.
    /// </summary>
    Lifecycle,
}
