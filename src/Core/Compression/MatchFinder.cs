using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pure.WebSockets;

/// <summary>
/// Searches the window for earlier occurrences of the bytes at a position. The first table maps each hash of four bytes to the newest
/// position with that hash. The second table maps each position to the previous position with the same hash. A position is an offset in the
/// stream, modulo 65,536. Positions outside the window are ignored. The matches depend only on the bytes of the window, so tables that are
/// rebuilt from a window yield the same matches.
/// </summary>
internal readonly ref struct MatchFinder
{
    /// <summary>The minimum length of a match. Matches of three bytes are ignored, because these matches save almost no space.</summary>
    public const int Least = 4;

    // Distances are computed modulo 65,536, so a position must be removed before its distance from the current position reaches 65,536
    // bytes. Old positions are removed from the first table every SweepEvery bytes.
    private const int SweepEvery = 16 * 1024;

    // A prime number near 2^32 divided by the golden ratio. Multiplying by this number spreads neighbouring values over the hash table.
    private const uint Spread = 0x9E37_79B1;

    private readonly Span<ushort> heads;
    private readonly Span<ushort> before;
    private readonly int windowSize;
    private readonly int shift;

    /// <param name="heads">
    /// The table of the newest positions. The number of entries must be a power of two. More entries cause fewer hash collisions.
    /// </param>
    /// <param name="before">
    /// The table of the previous positions. The number of entries must be a power of two. The table must have an entry for each byte of the
    /// window. If the stream is shorter than the window, an entry for each byte of the stream is sufficient.
    /// </param>
    /// <param name="windowSize">The maximum distance of a match, in bytes.</param>
    public MatchFinder(Span<ushort> heads, Span<ushort> before, int windowSize)
    {
        this.heads = heads;
        this.before = before;
        this.windowSize = windowSize;
        shift = 32 - BitOperations.Log2((uint)heads.Length);
    }

    /// <summary>Removes all positions from the tables before a new stream begins.</summary>
    public void Clear() => heads.Fill(None(0));

    /// <summary>
    /// Adds positions in the text to the tables. A position is not added if fewer than <see cref="Least"/> bytes of the text remain.
    /// Returns the first position that was not added. Positions must be added in order. Each position must be added only once, either by
    /// this method or by <see cref="Find"/>.
    /// </summary>
    /// <param name="text">A section of the stream.</param>
    /// <param name="start">The position of the text's first byte in the stream.</param>
    /// <param name="from">The first position to add, as an offset in the text.</param>
    /// <param name="to">The offset in the text at which to stop. The position at this offset is not added.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Insert(ReadOnlySpan<byte> text, int start, int from, int to)
    {
        to = Math.Min(to, text.Length - Least + 1);
        ref var first = ref MemoryMarshal.GetReference(text);
        ref var newest = ref MemoryMarshal.GetReference(heads);
        ref var chain = ref MemoryMarshal.GetReference(before);
        var mask = before.Length - 1;
        for (; from < to; from++)
        {
            var position = start + from;
            if ((position & (SweepEvery - 1)) == 0) Sweep(position);
            ref var head = ref Unsafe.Add(ref newest, Hash(Word(ref first, from)));
            Unsafe.Add(ref chain, position & mask) = head;
            head = (ushort)position;
        }

        return from;
    }

    /// <summary>
    /// Finds the longest match for the bytes at an offset in the text and adds the position of these bytes to the tables. Returns the
    /// length of the match, or 0 if no match is longer than the given length. The text must contain at least <see cref="Least"/> bytes at
    /// and after this offset.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Find(ReadOnlySpan<byte> text, int start, int at, int longest, int depth, int nice, out int distance)
    {
        ref var first = ref MemoryMarshal.GetReference(text);
        ref var chain = ref MemoryMarshal.GetReference(before);
        var mask = before.Length - 1;
        var position = start + at;
        if ((position & (SweepEvery - 1)) == 0) Sweep(position);
        ref var here = ref Unsafe.Add(ref first, at);
        var four = Word(ref here, 0);
        ref var head = ref Unsafe.Add(ref MemoryMarshal.GetReference(heads), Hash(four));
        int back = (ushort)(position - head);
        Unsafe.Add(ref chain, position & mask) = head;
        head = (ushort)position;

        distance = 0;
        var found = 0;
        var limit = Math.Min(text.Length - at, DeflateAlphabet.MaxMatch);
        longest = Math.Max(longest, DeflateAlphabet.MinMatch);
        if (longest >= limit) return found;
        var reach = Math.Min(windowSize, at);
        var end = Word(ref here, longest - 3);
        for (var last = 0; back > last && back <= reach && depth > 0; depth--)
        {
            ref var there = ref Unsafe.Subtract(ref here, back);
            last = back;
            back = (ushort)(position - Unsafe.Add(ref chain, (position - back) & mask));
            // A match that is longer than the longest match so far also has four equal bytes at the offset longest - 3. This quick check
            // avoids most full comparisons.
            if (Word(ref there, longest - 3) != end || Word(ref there, 0) != four) continue;
            var length = Common(ref here, ref there, limit);
            if (length <= longest) continue;
            found = longest = length;
            distance = last;
            if (length >= nice || length == limit) break;
            end = Word(ref here, longest - 3);
        }

        return found;
    }

    /// <summary>
    /// Returns the number of equal bytes, up to the limit. The caller must have checked that the first four bytes are equal.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Common(ref byte here, ref byte there, int limit)
    {
        var length = 4;
        for (; length <= limit - sizeof(ulong); length += sizeof(ulong))
        {
            var difference = LongWord(ref here, length) ^ LongWord(ref there, length);
            if (difference != 0) return length + (BitOperations.TrailingZeroCount(difference) >> 3);
        }

        while (length < limit && Unsafe.Add(ref here, length) == Unsafe.Add(ref there, length)) length++;
        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint Hash(uint four) => (nint)((four * Spread) >> shift);

    private ushort None(int position) => (ushort)(position - windowSize - 1);

    /// <summary>
    /// Removes positions outside the window. Without this method, the distances of old positions would wrap around to small values.
    /// </summary>
    private void Sweep(int position)
    {
        var none = new Vector<ushort>(None(position));
        var here = new Vector<ushort>((ushort)position);
        var reach = new Vector<ushort>((ushort)windowSize);
        foreach (ref var places in MemoryMarshal.Cast<ushort, Vector<ushort>>(heads))
            places = Vector.ConditionalSelect(Vector.GreaterThan(here - places, reach), none, places);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Word(ref byte text, int at)
    {
        var word = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref text, at));
        return BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LongWord(ref byte text, int at)
    {
        var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, at));
        return BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
    }
}
