using System.Threading;

namespace Pure.WebSockets;

/// <summary>
/// The most recent uncompressed bytes of a context, as an immutable value. Matches refer to these bytes (RFC 1951 §2). Appending returns a
/// new window. If the memory of the old window has enough unused space, the new bytes are written to that space, and the old bytes are not
/// copied. Otherwise, the new window has newly allocated memory.
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

    /// <summary>Returns an equal window without spare memory.</summary>
    public Window Compact() => memory.Octets.Length == Length ? this : Of(Span);

    public static Window Of(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? Empty : new Window(new Memory(bytes.ToArray(), bytes.Length), bytes.Length, bytes.Length);

    /// <summary>
    /// Returns a window with the bytes of this window followed by the appended bytes. If these are more than <paramref name="size"/> bytes,
    /// the new window contains only the last <paramref name="size"/> bytes.
    /// </summary>
    public Window Append(ReadOnlySpan<byte> plain, int size) =>
        plain.IsEmpty ? this
        : plain.Length >= size ? Of(plain[^size..])
        : Append(plain, size, out _);

    /// <summary>
    /// Appends bytes to this window. The new window contains at most the last <paramref name="size"/> bytes of the result. The parameter
    /// <paramref name="whole"/> receives all bytes of this window, followed by the appended bytes.
    /// </summary>
    public Window Append(ReadOnlySpan<byte> plain, int size, out ReadOnlySpan<byte> whole)
    {
        var total = Length + plain.Length;
        var target = memory;
        var from = end;
        if (!memory.TryTake(end, plain.Length))
        {
            // The new memory is usually larger than required, so that most later appends do not have to copy the window.
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

    /// <summary>
    /// Memory that several windows can share. Bytes are reserved in order, from the start, before they are written. Each reservation is one
    /// atomic compare-and-exchange. The reserved bytes are written once and do not change afterwards.
    /// </summary>
    private sealed class Memory(byte[] octets, int taken)
    {
        private int taken = taken;

        public byte[] Octets { get; } = octets;

        /// <summary>
        /// Reserves the given number of bytes, starting at the given offset. Returns false if too few bytes are left, or if the byte at
        /// this offset has already been reserved.
        /// </summary>
        public bool TryTake(int from, int count) =>
            count <= Octets.Length - from && Interlocked.CompareExchange(ref taken, from + count, from) == from;
    }
}
