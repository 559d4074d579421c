using System.Threading;

namespace Pure.WebSockets;

/// <summary>
/// An immutable sequence of bytes to which bytes can be appended at low cost. <see cref="Append"/> returns a new sequence that shares the
/// chunks of the old sequence. The bytes are written to the free part of the last chunk if no other sequence has used that part. Otherwise,
/// the bytes are written to a new chunk. Several small appends use the same chunk, so the memory use does not depend on the number of
/// appends.
/// </summary>
internal sealed class ByteRope : IEquatable<ByteRope>
{
    private const int SmallestChunk = 128;
    private const int LargestChunk = 64 * 1024;

    private readonly ByteRope? before;
    private readonly Chunk chunk;
    private readonly int used;

    private ByteRope(ByteRope? before, Chunk chunk, int used)
    {
        this.before = before;
        this.chunk = chunk;
        this.used = used;
        Length = (before?.Length ?? 0) + used;
    }

    public static ByteRope Empty { get; } = new(before: null, new Chunk([]), used: 0);

    public int Length { get; }

    public static ByteRope Of(ReadOnlySpan<byte> bytes) => Empty.Append(bytes);

    public ByteRope Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return this;
        var room = chunk.Claim(used, bytes.Length);
        if (room > 0) bytes[..room].CopyTo(chunk.Octets.AsSpan(used));
        var filled = room > 0 ? new ByteRope(before, chunk, used + room) : this;
        if (room == bytes.Length) return filled;

        var rest = bytes[room..];
        var size = Math.Max(rest.Length, Math.Clamp(filled.Length, SmallestChunk, LargestChunk));
        var next = new Chunk(new byte[size]);
        next.Claim(0, rest.Length);
        rest.CopyTo(next.Octets);
        return new ByteRope(filled.Length == 0 ? null : filled, next, rest.Length);
    }

    public byte[] ToArray() => ToArray([]);

    /// <summary>
    /// Returns a new array with the bytes of this sequence, followed by the given bytes. The sequence itself does not change.
    /// </summary>
    public byte[] ToArray(ReadOnlySpan<byte> after)
    {
        if (Length + after.Length == 0) return [];
        var whole = GC.AllocateUninitializedArray<byte>(Length + after.Length);
        CopyTo(whole);
        after.CopyTo(whole.AsSpan(Length));
        return whole;
    }

    /// <summary>Copies all bytes to the start of the given memory, which must have at least <see cref="Length"/> bytes.</summary>
    public void CopyTo(Span<byte> memory)
    {
        for (var run = this; run is not null; run = run.before)
            run.chunk.Octets.AsSpan(0, run.used).CopyTo(memory[(run.Length - run.used)..]);
    }

    public bool Equals(ByteRope? other) =>
        other is not null && Length == other.Length && (ReferenceEquals(this, other) || ToArray().AsSpan().SequenceEqual(other.ToArray()));

    public override bool Equals(object? obj) => Equals(obj as ByteRope);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(ToArray());
        return hash.ToHashCode();
    }

    /// <summary>
    /// Memory that several sequences can share. Bytes are reserved in order, from the start, before they are written. Each reservation is
    /// one atomic compare-and-exchange. The reserved bytes are written once and do not change afterwards.
    /// </summary>
    private sealed class Chunk(byte[] octets)
    {
        private int taken;

        public byte[] Octets { get; } = octets;

        /// <summary>
        /// Reserves up to the given number of bytes, starting at the given offset. Returns the number of reserved bytes, which is 0 if the
        /// chunk is full, or if the byte at this offset has already been reserved.
        /// </summary>
        public int Claim(int from, int wanted)
        {
            var room = Math.Min(wanted, Octets.Length - from);
            return room > 0 && Interlocked.CompareExchange(ref taken, from + room, from) == from ? room : 0;
        }
    }
}
