namespace Pure.WebSockets;

/// <summary>
/// What <see cref="Protocol.Step"/> keeps above the kernel: input that the kernel has not taken yet, what happened after it, and the
/// message being joined.
/// </summary>
internal sealed class Held : IEquatable<Held>
{
    private Held(Gathered message) => Message = message;

    public static Held Nothing { get; } = new(Gathered.Empty);

    /// <summary>
    /// The next bytes from the peer: the start of a header or a control frame, at most 139 bytes, or all that waits for the application's
    /// answer.
    /// </summary>
    public Octets Rest { get; private init; }

    /// <summary>The bytes that came after <see cref="Rest"/> while that waited.</summary>
    public Gathered Later { get; private init; } = Gathered.Empty;

    /// <summary>The pieces of the message under way.</summary>
    public Gathered Message { get; private init; }

    /// <summary>Whether the bytes wait for the application's answer, not for more bytes.</summary>
    public bool Waits { get; private init; }

    /// <summary>Whether the peer's stream ends after those bytes.</summary>
    public bool Ended { get; private init; }

    /// <summary>The timer whose time was over while the bytes waited; none where the timer was started or stopped since.</summary>
    public TimerKind Fired { get; private init; }

    /// <summary>The bytes that are held and not taken.</summary>
    public int Untaken => Rest.Length + Later.Length;

    /// <summary>
    /// The same by content, as the one that holds nothing when it holds nothing: an idle connection then compares by reference.
    /// </summary>
    public static Held Of(Octets rest, Gathered message) => Of(rest, Gathered.Empty, message, waits: false, ended: false, TimerKind.None);

    /// <summary>
    /// The same by content, as the one that holds nothing when it holds nothing: an idle connection then compares by reference.
    /// </summary>
    public static Held Of(Octets rest, Gathered later, Gathered message, bool waits, bool ended, TimerKind fired) =>
        rest.Length == 0 && later.Length == 0 && message.Length == 0 && !waits && !ended && fired == TimerKind.None
            ? Nothing
            : new Held(message) { Rest = rest, Later = later, Waits = waits, Ended = ended, Fired = fired };

    /// <summary>The bytes that are held and not taken, in one run.</summary>
    public Octets ToUntaken() => Later.Length == 0 ? Rest : Joined(Rest.Memory, Later);

    /// <summary>Two runs of bytes in memory of their own.</summary>
    public static byte[] Joined(ReadOnlyMemory<byte> first, Gathered second)
    {
        var joined = GC.AllocateUninitializedArray<byte>(first.Length + second.Length);
        first.Span.CopyTo(joined);
        second.CopyTo(joined.AsSpan(first.Length));
        return joined;
    }

    /// <summary>Whether it holds these very things, without a look at their content.</summary>
    public bool IsOf(ReadOnlyMemory<byte> rest, Gathered later, Gathered message, bool waits, bool ended, TimerKind fired) =>
        rest.Equals(Rest.Memory)
        && ReferenceEquals(later, Later)
        && ReferenceEquals(message, Message)
        && (waits, ended, fired) == (Waits, Ended, Fired);

    /// <summary>Compared by content: where the bytes that wait were cut makes no difference.</summary>
    public bool Equals(Held? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && (Waits, Ended, Fired) == (other.Waits, other.Ended, other.Fired)
            && Message.Equals(other.Message)
            && ToUntaken() == other.ToUntaken()
        );

    public override bool Equals(object? obj) => Equals(obj as Held);

    public override int GetHashCode() => HashCode.Combine(ToUntaken(), Message, Waits, Ended, Fired);
}
