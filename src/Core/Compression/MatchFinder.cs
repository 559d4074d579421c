using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pure.WebSockets;

/// <summary>
/// Where in the window the same bytes stood before: the newest place of each hash of three and of four bytes, and for each place the one before it of the same hash. Places
/// are positions in the stream modulo 65,536: what is further back than the window counts as none. What the tables say of a window depends on its bytes alone, so tables
/// rebuilt from a window find the same matches.
/// </summary>
internal readonly ref struct MatchFinder
{
    // A distance is told modulo 65,536, so a place must be forgotten before it is that old: heads are swept each so many bytes.
    private const int SweepEvery = 16 * 1024;

    private readonly Span<ushort> heads;
    private readonly Span<ushort> shortHeads;
    private readonly Span<ushort> before;
    private readonly int windowSize;
    private readonly int shift;
    private readonly int shortShift;

    /// <param name="heads">A power of two of entries, for hashes of four bytes.</param>
    /// <param name="shortHeads">A power of two of entries, for hashes of three bytes.</param>
    /// <param name="before">A power of two of entries, as many as the window or the stream has bytes, whichever is less.</param>
    /// <param name="windowSize">The greatest distance.</param>
    public MatchFinder(Span<ushort> heads, Span<ushort> shortHeads, Span<ushort> before, int windowSize)
    {
        this.heads = heads;
        this.shortHeads = shortHeads;
        this.before = before;
        this.windowSize = windowSize;
        shift = 32 - BitOperations.Log2((uint)heads.Length);
        shortShift = 32 - BitOperations.Log2((uint)shortHeads.Length);
    }

    /// <summary>Tables that know no place, for a stream whose next position is <paramref name="position"/>.</summary>
    public void Clear(int position)
    {
        var none = (ushort)(position - windowSize - 1);
        heads.Fill(none);
        shortHeads.Fill(none);
    }

    /// <summary>Makes the places of <paramref name="text"/> from <paramref name="from"/> to <paramref name="to"/> known, as far as four bytes stand there; returns where it stopped.</summary>
    /// <param name="text">A run of the stream.</param>
    /// <param name="start">The position in the stream of its first byte.</param>
    /// <param name="from">The first place, in the text.</param>
    /// <param name="to">The place after the last one.</param>
    public int Insert(ReadOnlySpan<byte> text, int start, int from, int to)
    {
        to = Math.Min(to, text.Length - 4);
        ref var first = ref MemoryMarshal.GetReference(text);
        for (; from < to; from++) Insert(ref first, start, from);
        return Math.Max(from, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Insert(ref byte text, int start, int at)
    {
        var position = start + at;
        if ((position & (SweepEvery - 1)) == 0) Sweep(position);
        var four = Word(ref text, at);
        ref var head = ref Head(four, Unsafe.Add(ref text, at + 4));
        Unsafe.Add(ref MemoryMarshal.GetReference(before), position & (before.Length - 1)) = head;
        head = (ushort)position;
        ShortHead(four) = (ushort)position;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ushort Head(uint four, byte fifth) => ref Unsafe.Add(ref MemoryMarshal.GetReference(heads), (nint)(((four * 0x9E37_79B1) + (fifth * 0x85EB_CA6Bu)) >> shift));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ushort ShortHead(uint four) => ref Unsafe.Add(ref MemoryMarshal.GetReference(shortHeads), (nint)(((four << 8) * 0x9E37_79B1) >> shortShift));

    /// <summary>
    /// The longest match longer than <paramref name="longest"/> for the bytes at <paramref name="at"/>, which becomes known; its length and distance, or 0 where there is none.
    /// Four bytes must stand there.
    /// </summary>
    public int Find(ReadOnlySpan<byte> text, int start, int at, int longest, int depth, int nice, out int distance)
    {
        ref var first = ref MemoryMarshal.GetReference(text);
        var position = start + at;
        if ((position & (SweepEvery - 1)) == 0) Sweep(position);
        var four = Word(ref first, at);
        ref var head = ref Head(four, Unsafe.Add(ref first, at + 4));
        ref var shortHead = ref ShortHead(four);
        ref var chain = ref MemoryMarshal.GetReference(before);
        var mask = before.Length - 1;
        int back = (ushort)(position - head);
        int shortBack = (ushort)(position - shortHead);
        Unsafe.Add(ref chain, position & mask) = head;
        head = (ushort)position;
        shortHead = (ushort)position;

        var limit = Math.Min(text.Length - at, DeflateAlphabet.MaxMatch);
        var reach = Math.Min(windowSize, at);
        distance = 0;
        var found = 0;
        ref var here = ref Unsafe.Add(ref first, at);
        if (longest < DeflateAlphabet.MinMatch)
        {
            longest = DeflateAlphabet.MinMatch;
            if (shortBack > 0 && shortBack <= reach && ((Word(ref Unsafe.Subtract(ref here, shortBack), 0) ^ four) & 0x00ff_ffff) == 0)
            {
                found = longest = Common(ref here, ref Unsafe.Subtract(ref here, shortBack), limit);
                distance = shortBack;
            }
        }

        if (longest >= limit) return found;
        var end = Word(ref here, longest - 3);
        for (var last = 0; back > last && back <= reach && depth > 0; depth--)
        {
            ref var there = ref Unsafe.Subtract(ref here, back);
            // What is to be longer agrees at its end too: one look there spares most comparisons.
            if (Word(ref there, longest - 3) == end && Word(ref there, 0) == four)
            {
                var length = Common(ref here, ref there, limit);
                if (length > longest)
                {
                    found = longest = length;
                    distance = back;
                    if (length >= nice || length == limit) break;
                    end = Word(ref here, longest - 3);
                }
            }

            last = back;
            back = (ushort)(position - Unsafe.Add(ref chain, (position - back) & mask));
        }

        return found;
    }

    /// <summary>How many bytes are the same, from the fifth on, up to the limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Common(ref byte here, ref byte there, int limit)
    {
        var length = 3;
        for (; length <= limit - sizeof(ulong); length += sizeof(ulong))
        {
            var difference = LongWord(ref here, length) ^ LongWord(ref there, length);
            if (difference != 0) return length + (BitOperations.TrailingZeroCount(difference) >> 3);
        }

        while (length < limit && Unsafe.Add(ref here, length) == Unsafe.Add(ref there, length)) length++;
        return length;
    }

    /// <summary>Forgets places that no match may refer to, before their distance is told as that of a nearer one.</summary>
    private void Sweep(int position)
    {
        Sweep(heads, position);
        Sweep(shortHeads, position);
    }

    private void Sweep(Span<ushort> places, int position)
    {
        var none = new Vector<ushort>((ushort)(position - windowSize - 1));
        var here = new Vector<ushort>((ushort)position);
        var reach = new Vector<ushort>((ushort)windowSize);
        foreach (ref var some in MemoryMarshal.Cast<ushort, Vector<ushort>>(places)) some = Vector.ConditionalSelect(Vector.GreaterThan(here - some, reach), none, some);
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
