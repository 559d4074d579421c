namespace Pure.WebSockets;

/// <summary>
/// The data that <see cref="Protocol.Step"/> stores in a state. The functions of <see cref="Kernel"/> do not process this data. The data
/// consists of the unconsumed input, the events that arrived after that input, and the received pieces of an incomplete message.
/// </summary>
internal sealed class StepBuffer : IEquatable<StepBuffer>
{
    private StepBuffer(ByteRope message) => Message = message;

    public static StepBuffer Empty { get; } = new(ByteRope.Empty);

    /// <summary>
    /// The received bytes that the kernel has not consumed. If <see cref="Waits"/> is true, these bytes wait for the application's answer.
    /// Otherwise, these bytes are the start of an incomplete header or control frame, and their number is at most 130.
    /// </summary>
    public ByteString UnconsumedInput { get; private init; }

    /// <summary>The bytes that arrived while <see cref="UnconsumedInput"/> waited for the application's answer.</summary>
    public ByteRope QueuedInput { get; private init; } = ByteRope.Empty;

    /// <summary>The received pieces of the message in progress.</summary>
    public ByteRope Message { get; private init; }

    /// <summary>
    /// True if the input is waiting for the application's answer. False if the input is incomplete and more bytes are needed.
    /// </summary>
    public bool Waits { get; private init; }

    /// <summary>Whether the peer's stream has ended after the stored input.</summary>
    public bool Ended { get; private init; }

    /// <summary>
    /// The timer that elapsed while the input was waiting. The value is None if no timer has elapsed. The value becomes None again when the
    /// expiry takes effect, or when a timer is started or stopped.
    /// </summary>
    public TimerKind Fired { get; private init; }

    /// <summary>The number of bytes that have not been consumed yet.</summary>
    public int Length => UnconsumedInput.Length + QueuedInput.Length;

    /// <summary>Creates a buffer for incomplete input, which cannot be processed until more bytes arrive.</summary>
    public static StepBuffer Create(ByteString unconsumed, ByteRope message) =>
        Create(unconsumed, ByteRope.Empty, message, waits: false, ended: false, TimerKind.None);

    /// <summary>
    /// Returns a buffer with the given content, or <see cref="Empty"/> if there is no content. Code can therefore detect an empty buffer by
    /// comparing references.
    /// </summary>
    public static StepBuffer Create(ByteString unconsumed, ByteRope queued, ByteRope message, bool waits, bool ended, TimerKind fired) =>
        unconsumed.Length == 0 && queued.Length == 0 && message.Length == 0 && !waits && !ended && fired == TimerKind.None
            ? Empty
            : new StepBuffer(message) { UnconsumedInput = unconsumed, QueuedInput = queued, Waits = waits, Ended = ended, Fired = fired };

    /// <summary>Returns all bytes that have not been consumed yet.</summary>
    public ByteString ToBytes() => QueuedInput.Length == 0 ? UnconsumedInput : Concat(UnconsumedInput.Memory, QueuedInput);

    /// <summary>Returns a new array with the bytes of the first argument, followed by the bytes of the second argument.</summary>
    public static byte[] Concat(ReadOnlyMemory<byte> first, ByteRope second)
    {
        var joined = GC.AllocateUninitializedArray<byte>(first.Length + second.Length);
        first.Span.CopyTo(joined);
        second.CopyTo(joined.AsSpan(first.Length));
        return joined;
    }

    /// <summary>
    /// Returns whether this buffer refers to the given memory and has the given values. The content of the memory is not compared.
    /// </summary>
    public bool RefersTo(ReadOnlyMemory<byte> unconsumed, ByteRope queued, ByteRope message, bool waits, bool ended, TimerKind fired) =>
        unconsumed.Equals(UnconsumedInput.Memory)
        && ReferenceEquals(queued, QueuedInput)
        && ReferenceEquals(message, Message)
        && (waits, ended, fired) == (Waits, Ended, Fired);

    /// <summary>
    /// Compares the content of two buffers. The comparison ignores how the waiting bytes are divided between <see cref="UnconsumedInput"/>
    /// and <see cref="QueuedInput"/>.
    /// </summary>
    public bool Equals(StepBuffer? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && (Waits, Ended, Fired) == (other.Waits, other.Ended, other.Fired)
            && Message.Equals(other.Message)
            && ToBytes() == other.ToBytes()
        );

    public override bool Equals(object? obj) => Equals(obj as StepBuffer);

    public override int GetHashCode() => HashCode.Combine(ToBytes(), Message, Waits, Ended, Fired);
}
