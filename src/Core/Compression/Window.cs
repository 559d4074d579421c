using System.Threading;

namespace Pure.WebSockets;

/// <summary>
/// The last inflated bytes of a context, which matches refer to (RFC 1951 §2), as a value. Appending to the newest window writes into the
/// free part of its memory, so a message costs its own bytes and not a copy of the window. Appending to an older window allocates new
/// memory, so no window sees the bytes of another.
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

    /// <summary>Returns the bytes in memory of exactly their size.</summary>
    public Window Compact() => memory.Octets.Length == Length ? this : Of(Span);

    public static Window Of(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? Empty : new Window(new Memory(bytes.ToArray(), bytes.Length), bytes.Length, bytes.Length);

    /// <summary>Returns the last <paramref name="size"/> bytes of this window followed by <paramref name="plain"/>.</summary>
    public Window Append(ReadOnlySpan<byte> plain, int size) =>
        plain.IsEmpty ? this
        : plain.Length >= size ? Of(plain[^size..])
        : Append(plain, size, out _);

    /// <summary>Returns the same bytes. <paramref name="whole"/> is all of this window followed by <paramref name="plain"/>.</summary>
    public Window Append(ReadOnlySpan<byte> plain, int size, out ReadOnlySpan<byte> whole)
    {
        var total = Length + plain.Length;
        var target = memory;
        var from = end;
        if (!memory.TryTake(end, plain.Length))
        {
            // Twice the required size, so that the cost of copying the window is spread over as many appended bytes.
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

    /// <summary>Memory that is claimed from its start on. Claimed bytes never change. One atomic exchange claims more.</summary>
    private sealed class Memory(byte[] octets, int taken)
    {
        private int taken = taken;

        public byte[] Octets { get; } = octets;

        /// <summary>
        /// Claims bytes from offset <paramref name="from"/> on. Returns false if there are too few bytes, or if they have already been
        /// claimed.
        /// </summary>
        public bool TryTake(int from, int count) =>
            count <= Octets.Length - from && Interlocked.CompareExchange(ref taken, from + count, from) == from;
    }
}
