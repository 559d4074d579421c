using System.Threading;

namespace Pure.WebSockets;

/// <summary>
/// An immutable sequence of bytes that is cheap to append to. Appending to the newest version writes into the free part of its last chunk,
/// which both versions then share. Appending to an older version starts a new chunk, so no version sees the bytes of another. Small appends
/// share chunks, so the memory depends on the number of bytes, not on how they were cut.
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

    /// <summary>Returns a new array with the bytes of this sequence and those after it, which are not appended first.</summary>
    public byte[] ToArray(ReadOnlySpan<byte> after)
    {
        if (Length + after.Length == 0) return [];
        var whole = GC.AllocateUninitializedArray<byte>(Length + after.Length);
        CopyTo(whole);
        after.CopyTo(whole.AsSpan(Length));
        return whole;
    }

    /// <summary>Copies all bytes to the start of <paramref name="memory"/>, which must be long enough.</summary>
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

    /// <summary>Memory that is claimed from its start on. Claimed bytes never change. One atomic exchange claims more.</summary>
    private sealed class Chunk(byte[] octets)
    {
        private int taken;

        public byte[] Octets { get; } = octets;

        /// <summary>
        /// Claims up to <paramref name="wanted"/> bytes from offset <paramref name="from"/> on. Returns 0 if they have already been
        /// claimed.
        /// </summary>
        public int Claim(int from, int wanted)
        {
            var room = Math.Min(wanted, Octets.Length - from);
            return room > 0 && Interlocked.CompareExchange(ref taken, from + room, from) == from ? room : 0;
        }
    }
}
