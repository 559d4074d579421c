namespace Pure.WebSockets;

/// <summary>
/// The data that <see cref="Protocol.Step"/> stores in a state in addition to the kernel's own data: input that the kernel has not
/// consumed, the events that arrived after that input, and the message that is being joined.
/// </summary>
internal sealed class StepBuffer : IEquatable<StepBuffer>
{
    private StepBuffer(ByteRope message) => Message = message;

    public static StepBuffer Empty { get; } = new(ByteRope.Empty);

    /// <summary>
    /// The next bytes from the peer. If <see cref="Waits"/>, they are all the input that waits for the application's answer. Otherwise they
    /// are the start of a header or of a control frame, at most 139 bytes.
    /// </summary>
    public ByteString UnconsumedInput { get; private init; }

    /// <summary>The bytes that arrived while <see cref="UnconsumedInput"/> waited.</summary>
    public ByteRope QueuedInput { get; private init; } = ByteRope.Empty;

    /// <summary>The pieces of the message in progress.</summary>
    public ByteRope Message { get; private init; }

    /// <summary>Whether the input waits for the application's answer, and not for more input.</summary>
    public bool Waits { get; private init; }

    /// <summary>Whether the peer's stream ends after the input.</summary>
    public bool Ended { get; private init; }

    /// <summary>
    /// The timer that elapsed while the input waited. It is None if no timer elapsed, or if a timer was started or stopped since then.
    /// </summary>
    public TimerKind Fired { get; private init; }

    /// <summary>The number of bytes that wait to be consumed.</summary>
    public int Length => UnconsumedInput.Length + QueuedInput.Length;

    /// <summary>Creates a buffer of input that waits for more input.</summary>
    public static StepBuffer Create(ByteString unconsumed, ByteRope message) =>
        Create(unconsumed, ByteRope.Empty, message, waits: false, ended: false, TimerKind.None);

    /// <summary>
    /// Returns a buffer with this content. The result is <see cref="Empty"/> if there is no content, so that idle connections compare by
    /// reference.
    /// </summary>
    public static StepBuffer Create(ByteString unconsumed, ByteRope queued, ByteRope message, bool waits, bool ended, TimerKind fired) =>
        unconsumed.Length == 0 && queued.Length == 0 && message.Length == 0 && !waits && !ended && fired == TimerKind.None
            ? Empty
            : new StepBuffer(message) { UnconsumedInput = unconsumed, QueuedInput = queued, Waits = waits, Ended = ended, Fired = fired };

    /// <summary>Returns all bytes that wait to be consumed.</summary>
    public ByteString ToBytes() => QueuedInput.Length == 0 ? UnconsumedInput : Concat(UnconsumedInput.Memory, QueuedInput);

    /// <summary>Returns a new array with the bytes of both.</summary>
    public static byte[] Concat(ReadOnlyMemory<byte> first, ByteRope second)
    {
        var joined = GC.AllocateUninitializedArray<byte>(first.Length + second.Length);
        first.Span.CopyTo(joined);
        second.CopyTo(joined.AsSpan(first.Length));
        return joined;
    }

    /// <summary>Returns whether the buffer refers to exactly this memory. The content is not compared.</summary>
    public bool RefersTo(ReadOnlyMemory<byte> unconsumed, ByteRope queued, ByteRope message, bool waits, bool ended, TimerKind fired) =>
        unconsumed.Equals(UnconsumedInput.Memory)
        && ReferenceEquals(queued, QueuedInput)
        && ReferenceEquals(message, Message)
        && (waits, ended, fired) == (Waits, Ended, Fired);

    /// <summary>Compares by content. It makes no difference how the waiting bytes were cut.</summary>
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
