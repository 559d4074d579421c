using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pure.WebSockets;

/// <content>
/// Decodes literals and matches in two loops. The fast loop checks only once per iteration whether enough input and enough output memory
/// remain. The slow loop checks before each symbol whether enough bits and enough output memory are available.
/// </content>
internal ref partial struct Inflater
{
    // In one iteration, the fast loop reads at most 16 bytes of input. The iteration writes at most three literals, or at most two literals
    // and a match. After a match, the iteration can also write up to one vector of meaningless bytes. The meaningless bytes do not count as
    // output.
    private const int InputSlack = 16;
    private const int OutputSlack = 3 + DeflateAlphabet.MaxMatch + 32;

    // The maximum number of bits of a literal or a match. A match has two codes of at most 15 bits each. The length of a match has at most
    // 5 extra bits, and the distance has at most 13 extra bits.
    private const int SymbolBits = 48;

    /// <summary>
    /// Reads literals and matches while enough input bytes and enough output memory are available. Returns false if the stream is corrupt.
    /// <see cref="ReadSymbols"/> reads the remaining symbols.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool ReadSymbolsFast(ref ReadOnlySpan<byte> input)
    {
        if (input.Length < InputSlack || output.Length - Written < OutputSlack) return true;
        ref var literals = ref MemoryMarshal.GetReference(table);
        ref var distances = ref Unsafe.Add(ref literals, DecodingTable.LiteralEntries);
        var literalMask = (1ul << literalBits) - 1;
        var distanceMask = (1ul << distanceBits) - 1;
        ref var from = ref MemoryMarshal.GetReference(input);
        ref var to = ref MemoryMarshal.GetReference(output);
        nint read = 0;
        nint written = Written;
        nint farthest = windowSize;
        nint behind = history.Length;
        var lastRead = (nint)input.Length - InputSlack;
        var lastWritten = (nint)output.Length - OutputSlack;
        var bits = State.Bits;
        var count = State.BitCount;
        var ended = false;
        do
        {
            bits |= Load(ref from, read) << count;
            read += (63 - count) >> 3;
            count |= 56;
            var entry = Unsafe.Add(ref literals, (nint)(bits & literalMask));
            if ((entry & DecodingTable.Literal) != 0)
            {
                bits >>= (int)entry & 0xff;
                count -= (int)entry & 0xff;
                Unsafe.Add(ref to, written++) = (byte)(entry >> 16);
                entry = Unsafe.Add(ref literals, (nint)(bits & literalMask));
                if ((entry & DecodingTable.Literal) != 0)
                {
                    bits >>= (int)entry & 0xff;
                    count -= (int)entry & 0xff;
                    Unsafe.Add(ref to, written++) = (byte)(entry >> 16);
                    entry = Unsafe.Add(ref literals, (nint)(bits & literalMask));
                    if ((entry & DecodingTable.Literal) != 0)
                    {
                        bits >>= (int)entry & 0xff;
                        count -= (int)entry & 0xff;
                        Unsafe.Add(ref to, written++) = (byte)(entry >> 16);
                        continue;
                    }
                }
            }

            // At least 56 bits were available at the start of the iteration. Two literals from the first-level table use at most 20 bits,
            // so at least 36 bits remain. A length uses at most 20 bits.
            if ((entry & DecodingTable.Exceptional) != 0)
            {
                if ((entry & DecodingTable.Second) != 0)
                {
                    bits >>= (int)entry & 0xff;
                    count -= (int)entry & 0xff;
                    entry = Unsafe.Add(ref literals, (nint)((entry >> 16) + (bits & ((1ul << (int)((entry >> 8) & 0x1f)) - 1))));
                    if ((entry & DecodingTable.Literal) != 0)
                    {
                        bits >>= (int)entry & 0xff;
                        count -= (int)entry & 0xff;
                        Unsafe.Add(ref to, written++) = (byte)(entry >> 16);
                        continue;
                    }
                }

                if ((entry & DecodingTable.Exceptional) != 0)
                {
                    if ((entry & DecodingTable.BlockEnd) == 0)
                    {
                        Corrupt = UnknownLiteral;
                        break;
                    }

                    bits >>= (int)entry & 0xff;
                    count -= (int)entry & 0xff;
                    ended = true;
                    break;
                }
            }

            var length = (nint)(entry >> 16) + Extra(bits, entry);
            bits >>= (int)entry & 0xff;
            count -= (int)entry & 0xff;
            bits |= Load(ref from, read) << count;
            read += (63 - count) >> 3;
            count |= 56;
            entry = Unsafe.Add(ref distances, (nint)(bits & distanceMask));
            if ((entry & DecodingTable.Second) != 0)
            {
                bits >>= (int)entry & 0xff;
                count -= (int)entry & 0xff;
                entry = Unsafe.Add(ref distances, (nint)((entry >> 16) + (bits & ((1ul << (int)((entry >> 8) & 0x1f)) - 1))));
            }

            if ((entry & DecodingTable.Exceptional) != 0)
            {
                Corrupt = UnknownDistance;
                break;
            }

            var distance = (nint)(entry >> 16) + Extra(bits, entry);
            bits >>= (int)entry & 0xff;
            count -= (int)entry & 0xff;
            if (distance > farthest || distance > written + behind)
            {
                Corrupt = TooFar((int)distance, (int)written);
                break;
            }

            if (distance > written) CopyFromHistory((int)written, (int)distance, (int)length);
            else Copy(ref to, written, distance, length);
            written += length;
        }
        while (read <= lastRead && written <= lastWritten);

        // Complete bytes that this call has read but not used are returned to the input.
        var back = Math.Min(count >> 3, (int)read);
        State.BitCount = count - (back << 3);
        State.Bits = bits & ((1ul << State.BitCount) - 1);
        input = input[(int)(read - back)..];
        Written = (int)written;
        return ended ? EndBlock() : Corrupt is null;
    }

    private bool ReadSymbols(ref ReadOnlySpan<byte> input)
    {
        if (State.Phase != InflaterPhase.Symbols) return true;
        while (true)
        {
            if (IsFull) return false;
            Have(SymbolBits, ref input);
            var bits = State.Bits;
            var used = 0;
            var entry = Lookup(table, 0, literalBits, ref bits, ref used);
            if (used + (entry & 0xff) > State.BitCount) return false;
            if (IsUnknown(entry)) return Fail(UnknownLiteral);
            if ((entry & DecodingTable.Literal) != 0)
            {
                Take(used + (int)(entry & 0xff));
                output[Written++] = (byte)(entry >> 16);
                continue;
            }

            if ((entry & DecodingTable.BlockEnd) != 0)
            {
                Take(used + (int)(entry & 0xff));
                return EndBlock();
            }

            var length = (int)(entry >> 16) + Extra(bits, entry);
            bits >>= (int)entry & 0xff;
            used += (int)entry & 0xff;
            entry = Lookup(table, DecodingTable.LiteralEntries, distanceBits, ref bits, ref used);
            if (used + (entry & 0xff) > State.BitCount) return false;
            if (IsUnknown(entry)) return Fail(UnknownDistance);
            var distance = (int)(entry >> 16) + Extra(bits, entry);
            Take(used + (int)(entry & 0xff));
            if (distance > windowSize || distance > Written + history.Length) return Fail(TooFar(distance, Written));
            State.Remaining = length;
            State.Distance = distance;
            State.Phase = InflaterPhase.Match;
            return true;
        }
    }

    private bool CopyMatch()
    {
        var count = Math.Min(State.Remaining, output.Length - Written);
        CopyFromHistory(Written, State.Distance, count);
        Written += count;
        State.Remaining -= count;
        if (State.Remaining > 0) return false;
        State.Distance = 0;
        State.Phase = InflaterPhase.Symbols;
        return true;
    }

    /// <summary>Copies a match. If the match begins before the start of the output, its first bytes are copied from the window.</summary>
    private readonly void CopyFromHistory(int written, int distance, int length)
    {
        var before = Math.Min(length, Math.Max(0, distance - written));
        if (before > 0) history.Slice(history.Length - (distance - written), before).CopyTo(output[written..]);
        for (var at = written + before; at < written + length; at++) output[at] = output[at - distance];
    }

    /// <summary>
    /// Copies a match within the output, one vector at a time. The last vector can extend beyond the end of the match. If the distance is
    /// shorter than a vector, <see cref="CopyNear"/> copies the match.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(ref byte to, nint written, nint distance, nint length)
    {
        ref var target = ref Unsafe.Add(ref to, written);
        ref var source = ref Unsafe.Subtract(ref target, distance);
        if (distance >= Vector128<byte>.Count)
        {
            nint at = 0;
            do
            {
                Vector128.LoadUnsafe(ref source, (nuint)at).StoreUnsafe(ref target, (nuint)at);
                at += Vector128<byte>.Count;
            }
            while (at < length);
        }
        else CopyNear(ref target, ref source, distance, length);
    }

    private static void CopyNear(ref byte target, ref byte source, nint distance, nint length)
    {
        if (distance == 1)
        {
            Unsafe.InitBlockUnaligned(ref target, source, (uint)length);
            return;
        }

        // The bytes of the match repeat every "distance" bytes, so each byte is equal to the byte that is "stride" bytes earlier. The
        // stride is the smallest multiple of the distance that is at least as long as a vector.
        var stride = distance * ((Vector128<byte>.Count + distance - 1) / distance);
        nint at = 0;
        for (; at < length && at < stride - distance; at++)
            Unsafe.Add(ref target, at) = Unsafe.Add(ref source, at);
        for (; at < length; at += Vector128<byte>.Count)
            Vector128.LoadUnsafe(ref Unsafe.Subtract(ref Unsafe.Add(ref target, at), stride)).StoreUnsafe(ref target, (nuint)at);
    }

    /// <summary>
    /// Returns the table entry for the code at the start of the given bits. If the entry is in a second-level table, the method consumes
    /// the bits of the first-level index. The caller must consume the remaining bits of the code and the extra bits.
    /// </summary>
    private static uint Lookup(ReadOnlySpan<uint> table, int start, int tableBits, ref ulong bits, ref int used)
    {
        var entry = table[start + (int)(bits & ((1ul << tableBits) - 1))];
        if ((entry & DecodingTable.Second) == 0 || (entry & DecodingTable.Literal) != 0) return entry;
        bits >>= tableBits;
        used += tableBits;
        return table[start + (int)((entry >> 16) + (bits & ((1ul << (int)((entry >> 8) & 0x1f)) - 1)))];
    }

    private static bool IsUnknown(uint entry) =>
        (entry & (DecodingTable.Literal | DecodingTable.Exceptional | DecodingTable.BlockEnd)) == DecodingTable.Exceptional;

    /// <summary>Returns the extra bits that follow the code of an entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Extra(ulong bits, uint entry)
    {
        var codeBits = (int)(entry >> 8) & 0x1f;
        return (int)((bits & ((1ul << (int)(entry & 0xff)) - 1)) >> codeBits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Load(ref byte from, nint at)
    {
        var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, at));
        return BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
    }

    private const string UnknownLiteral = "an unassigned literal/length code";

    private const string UnknownDistance = "an unassigned distance code";

    private string TooFar(int distance, int written) =>
        $"the distance {distance} exceeds the window of {Math.Min(windowSize, written + history.Length)} bytes";
}
