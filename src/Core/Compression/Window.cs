using System.Threading;

namespace Pure.WebSockets;

/// <summary>
/// The last plain bytes of a context, to which matches refer back (RFC 1951 §2): a value. Appending writes behind the newest window into
/// the same memory, so a message costs its own bytes and not the window's; appending to an older window takes memory of its own, so no
/// window ever sees another's bytes.
/// </summary>
internal sealed class Window : IEquatable<Window>
{
    private const int SmallestMemory = 256;

    private readonly Memory memory;
    private readonly int end;

    private Window(Memory memory, int end, int length)
    {
        this.memory = memory;
        this.end = end;
        Length = length;
    }

    public static Window Empty { get; } = new(new Memory([], 0), 0, 0);

    public int Length { get; }

    public ReadOnlySpan<byte> Span => memory.Octets.AsSpan(end - Length, Length);

    /// <summary>The bytes in memory of exactly their size.</summary>
    public Window Compact() => memory.Octets.Length == Length ? this : Of(Span);

    public static Window Of(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? Empty : new Window(new Memory(bytes.ToArray(), bytes.Length), bytes.Length, bytes.Length);

    /// <summary>The last <paramref name="size"/> bytes of this window and <paramref name="plain"/> behind it.</summary>
    public Window Append(ReadOnlySpan<byte> plain, int size) =>
        plain.IsEmpty ? this
        : plain.Length >= size ? Of(plain[^size..])
        : Append(plain, size, out _);

    /// <summary>
    /// As the other, with all of this window and <paramref name="plain"/> behind it in one run: <paramref name="whole"/>.
    /// </summary>
    public Window Append(ReadOnlySpan<byte> plain, int size, out ReadOnlySpan<byte> whole)
    {
        var total = Length + plain.Length;
        var target = memory;
        var from = end;
        if (!memory.TryTake(end, plain.Length))
        {
            // Twice what it must hold, so that copying the window is paid for by as many bytes appended.
            var room = Math.Max(total, Math.Max(SmallestMemory, 2 * Math.Min(total, size)));
            target = new Memory(GC.AllocateUninitializedArray<byte>(room), total);
            Span.CopyTo(target.Octets);
            from = Length;
        }

        plain.CopyTo(target.Octets.AsSpan(from));
        whole = target.Octets.AsSpan(from + plain.Length - total, total);
        return new Window(target, from + plain.Length, Math.Min(total, size));
    }

    public bool Equals(Window? other) => other is not null && (ReferenceEquals(this, other) || Span.SequenceEqual(other.Span));

    public override bool Equals(object? obj) => Equals(obj as Window);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>Octets of which a part is taken. What is taken never changes; who takes more does it by one atomic exchange.</summary>
    private sealed class Memory(byte[] octets, int taken)
    {
        private int taken = taken;

        public byte[] Octets { get; } = octets;

        /// <summary>
        /// Takes the octets behind <paramref name="from"/>: not when there are too few, or somebody has taken them before.
        /// </summary>
        public bool TryTake(int from, int count) =>
            count <= Octets.Length - from && Interlocked.CompareExchange(ref taken, from + count, from) == from;
    }
}
