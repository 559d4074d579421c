using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pure.WebSockets;

/// <summary>
/// Decompresses DEFLATE data (RFC 1951). The inflater can stop and resume between any two bytes of input or output. An
/// <see cref="InflaterState"/> contains the state of the inflater without the window. The inflater continues after a final block, because
/// more blocks can follow the final block in the same message (RFC 7692 §7.2.3.4).
/// </summary>
internal ref partial struct Inflater
{
    /// <summary>The number of entries in the working memory, which contains the decoding tables and the code lengths of a block.</summary>
    public const int ScratchEntries =
        DecodingTable.BlockEntries + ((DeflateAlphabet.LiteralSymbols + DeflateAlphabet.DistanceSymbols + sizeof(uint) - 1) / sizeof(uint));

    private readonly ReadOnlySpan<byte> history;
    private readonly int windowSize;
    private readonly Span<byte> output;

    // If this inflater has read the header of a dynamic block, the codes of the block are only in the working memory. The state that the
    // Saved method returns includes these codes.
    private readonly Span<uint> scratch;
    private ReadOnlySpan<uint> table;
    private int literalBits;
    private int distanceBits;
    private int literalCodes;
    private int distanceCodes;

    /// <summary>Creates an inflater that continues from a state.</summary>
    /// <param name="state">The state to continue from.</param>
    /// <param name="history">The window. Its last byte is the byte before the first byte of the output.</param>
    /// <param name="windowSize">The maximum allowed distance of a match, in bytes.</param>
    /// <param name="output">The memory for the inflated bytes.</param>
    /// <param name="scratch">The working memory, which must have <see cref="ScratchEntries"/> entries.</param>
    public Inflater(scoped in InflaterState state, ReadOnlySpan<byte> history, int windowSize, Span<byte> output, Span<uint> scratch)
    {
        this.scratch = scratch;
        State = state;
        if (state.Codes is { } codes) Use(codes);
        this.history = history;
        this.windowSize = windowSize;
        this.output = output;
    }

    /// <summary>
    /// The current state. This field does not always contain the codes of the current block, so another inflater must continue from the
    /// result of <see cref="Saved"/>.
    /// </summary>
    public InflaterState State;

    /// <summary>The number of bytes that have been written to the output.</summary>
    public int Written;

    /// <summary>The error in the stream, or null if no error has been found.</summary>
    public string? Corrupt;

    public readonly bool IsFull => Written == output.Length;

    /// <summary>The bytes that have been inflated so far.</summary>
    public readonly ReadOnlySpan<byte> Filled => output[..Written];

    /// <summary>
    /// True if no block has begun since the start of the message or since the end of a final block. The stream is allowed to end while this
    /// property is true.
    /// </summary>
    public readonly bool IsAtAnEnd => State.Phase == InflaterPhase.BlockHeader && State.BitCount == 0;

    /// <summary>True if a non-final block has ended and no other block has begun.</summary>
    public readonly bool IsBetweenBlocks => State.Phase == InflaterPhase.NextBlockHeader && State.BitCount == 0;

    // The code lengths are stored after the tables in the working memory.
    private readonly Span<byte> CodeLengths => MemoryMarshal.AsBytes(scratch[DecodingTable.BlockEntries..]);

    /// <summary>
    /// Decompresses until the input ends, the output is full, or an error is found. Returns the number of input bytes that were consumed.
    /// </summary>
    public int Run(ReadOnlySpan<byte> input)
    {
        var rest = input;
        while (Corrupt is null && Advance(ref rest))
        {
        }

        return input.Length - rest.Length;
    }

    /// <summary>
    /// Continues decompression in the current phase. Returns false if more input or output memory is needed, or if the stream is corrupt.
    /// </summary>
    private bool Advance(ref ReadOnlySpan<byte> input) => State.Phase switch
    {
        InflaterPhase.BlockHeader or InflaterPhase.NextBlockHeader => ReadBlockHeader(ref input),
        InflaterPhase.StoredLength => ReadStoredLength(ref input),
        InflaterPhase.Stored => CopyStored(ref input),
        InflaterPhase.Counts => ReadCounts(ref input),
        InflaterPhase.Precode => ReadPrecode(ref input),
        InflaterPhase.CodeLengths => ReadCodeLengths(ref input),
        InflaterPhase.Symbols => ReadSymbolsFast(ref input) && ReadSymbols(ref input),
        _ => CopyMatch(),
    };

    private bool Fail(string seen)
    {
        Corrupt = seen;
        return false;
    }

    private bool EndBlock()
    {
        State.Codes = null;
        State.Phase = State.FinalBlock ? InflaterPhase.BlockHeader : InflaterPhase.NextBlockHeader;
        // After a final block, the remaining bits of the current byte are padding. The next block begins at the next byte.
        if (State.FinalBlock) Take(State.BitCount & 7);
        State.FinalBlock = false;
        return true;
    }

    private bool ReadBlockHeader(ref ReadOnlySpan<byte> input)
    {
        if (!Have(3, ref input)) return false;
        var type = (State.Bits >> 1) & 3;
        if (type == 3) return Fail("a block of the reserved type 3");
        State.FinalBlock = (State.Bits & 1) != 0;
        Take(3);
        if (type == 0) Take(State.BitCount & 7);
        if (type == 1)
        {
            State.Codes = BlockCodes.Fixed;
            Use(BlockCodes.Fixed);
        }

        State.Phase = type switch { 0 => InflaterPhase.StoredLength, 1 => InflaterPhase.Symbols, _ => InflaterPhase.Counts };
        return true;
    }

    private bool ReadStoredLength(ref ReadOnlySpan<byte> input)
    {
        if (!Have(32, ref input)) return false;
        var length = (ushort)State.Bits;
        if (length != (ushort)~(State.Bits >> 16)) return Fail("a stored block whose length and complement differ");
        Take(32);
        State.Remaining = length;
        State.Phase = InflaterPhase.Stored;
        return true;
    }

    private bool CopyStored(ref ReadOnlySpan<byte> input)
    {
        // Complete bytes of the block that are already in State.Bits are copied first.
        for (; State.Remaining > 0 && State.BitCount >= 8 && !IsFull; State.Remaining--)
        {
            output[Written++] = (byte)State.Bits;
            Take(8);
        }

        if (State.Remaining > 0 && State.BitCount == 0)
        {
            var count = Math.Min(Math.Min(State.Remaining, input.Length), output.Length - Written);
            input[..count].CopyTo(output[Written..]);
            input = input[count..];
            Written += count;
            State.Remaining -= count;
        }

        return State.Remaining == 0 && EndBlock();
    }

    private bool ReadCounts(ref ReadOnlySpan<byte> input)
    {
        if (!Have(14, ref input)) return false;
        State.LiteralCodes = 257 + (int)(State.Bits & 31);
        State.DistanceCodes = 1 + (int)((State.Bits >> 5) & 31);
        State.PrecodeCodes = 4 + (int)((State.Bits >> 10) & 15);
        Take(14);
        if (State.LiteralCodes > DeflateAlphabet.LiteralSymbols || State.DistanceCodes > DeflateAlphabet.DistanceSymbols)
            return Fail($"a block of {State.LiteralCodes} literal/length codes and {State.DistanceCodes} distance codes");
        State.Lengths = ByteString.Empty;
        State.Phase = InflaterPhase.Precode;
        return true;
    }

    private bool ReadPrecode(ref ReadOnlySpan<byte> input)
    {
        // The code lengths are read in the order in which they occur in the stream. After all code lengths have been read, the code lengths
        // are sorted by symbol.
        Span<byte> lengths = stackalloc byte[DeflateAlphabet.PrecodeSymbols];
        var read = Restore(lengths);
        for (; read < State.PrecodeCodes && Have(3, ref input); read++)
        {
            lengths[read] = (byte)(State.Bits & 7);
            Take(3);
        }

        if (read < State.PrecodeCodes)
        {
            State.Lengths = lengths[..read].ToArray();
            return false;
        }

        var ordered = new byte[DeflateAlphabet.PrecodeSymbols];
        for (var at = 0; at < read; at++) ordered[DeflateAlphabet.PrecodeOrder[at]] = lengths[at];
        State.Lengths = ordered;
        State.Phase = InflaterPhase.CodeLengths;
        return true;
    }

    private bool ReadCodeLengths(ref ReadOnlySpan<byte> input)
    {
        Span<uint> precode = stackalloc uint[DecodingTable.PrecodeEntries];
        Span<byte> all = stackalloc byte[DeflateAlphabet.PrecodeSymbols + DeflateAlphabet.LiteralSymbols + DeflateAlphabet.DistanceSymbols];
        var read = Restore(all) - DeflateAlphabet.PrecodeSymbols;
        if (!DecodingTable.TryBuildPrecode(all[..DeflateAlphabet.PrecodeSymbols], precode, out var bits))
            return Fail("a block whose code length code is not a prefix code");
        var lengths = all[DeflateAlphabet.PrecodeSymbols..][..(State.LiteralCodes + State.DistanceCodes)];
        while (read < lengths.Length)
        {
            // Bits that have not arrived yet are read as zeros. A table entry is therefore used only if all bits of its code have arrived.
            Have(DeflateAlphabet.MaxPrecodeBits + 7, ref input);
            var entry = precode[(int)State.Bits & ((1 << bits) - 1)];
            var symbol = (int)(entry >> 16);
            var codeBits = (int)(entry & 0xff);
            if (symbol < DeflateAlphabet.RepeatPrevious && codeBits <= State.BitCount)
            {
                lengths[read++] = (byte)symbol;
                Take(codeBits);
                continue;
            }

            var (extra, least) = symbol switch
            {
                DeflateAlphabet.RepeatPrevious => (2, 3),
                DeflateAlphabet.RepeatZero => (3, 3),
                _ => (7, 11),
            };
            if (symbol < DeflateAlphabet.RepeatPrevious || codeBits + extra > State.BitCount)
            {
                State.Lengths = all[..(DeflateAlphabet.PrecodeSymbols + read)].ToArray();
                return false;
            }

            var count = least + (int)((State.Bits >> codeBits) & ((1u << extra) - 1));
            Take(codeBits + extra);
            if (symbol == DeflateAlphabet.RepeatPrevious && read == 0)
                return Fail("a block whose first code length repeats a missing previous length");
            if (count > lengths.Length - read)
                return Fail("a block with too many code lengths");
            lengths.Slice(read, count).Fill(symbol == DeflateAlphabet.RepeatPrevious ? lengths[read - 1] : (byte)0);
            read += count;
        }

        (literalCodes, distanceCodes) = (State.LiteralCodes, State.DistanceCodes);
        lengths.CopyTo(CodeLengths);
        table = scratch;
        if (!DecodingTable.TryBuildBlock(lengths[..literalCodes], lengths[literalCodes..], scratch, out literalBits, out distanceBits))
            return Fail("an incomplete literal or distance code, or no end-of-block code");
        State.Lengths = ByteString.Empty;
        State.LiteralCodes = State.DistanceCodes = State.PrecodeCodes = 0;
        State.Phase = InflaterPhase.Symbols;
        return true;
    }

    /// <summary>Returns a state from which another inflater can continue. The state includes the codes of the current block.</summary>
    public readonly InflaterState Saved() => State is { Phase: InflaterPhase.Symbols or InflaterPhase.Match, Codes: null }
        ? State with { Codes = BlockCodes.Of(CodeLengths[..literalCodes], CodeLengths.Slice(literalCodes, distanceCodes)) }
        : State;

    private void Use(BlockCodes codes)
    {
        table = codes.Table;
        literalBits = codes.LiteralBits;
        distanceBits = codes.DistanceBits;
    }

    private readonly int Restore(Span<byte> lengths)
    {
        State.Lengths.Span.CopyTo(lengths);
        return State.Lengths.Length;
    }

    /// <summary>
    /// Reads input if fewer than <paramref name="count"/> bits are available. Returns whether at least <paramref name="count"/> bits are
    /// then available.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Have(int count, ref ReadOnlySpan<byte> input) => State.BitCount >= count || Refill(count, ref input);

    private bool Refill(int count, ref ReadOnlySpan<byte> input)
    {
        var taken = 0;
        if (input.Length >= sizeof(ulong))
        {
            // Add the complete bytes that fit into State.Bits, and clear the higher bits, which belong to the next byte.
            taken = (63 - State.BitCount) >> 3;
            State.Bits |= BinaryPrimitives.ReadUInt64LittleEndian(input) << State.BitCount;
            State.BitCount += taken << 3;
            State.Bits &= (1ul << State.BitCount) - 1;
        }
        else
        {
            for (; State.BitCount < count && taken < input.Length; taken++, State.BitCount += 8)
                State.Bits |= (ulong)input[taken] << State.BitCount;
        }

        input = input[taken..];
        return State.BitCount >= count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take(int count)
    {
        State.Bits >>= count;
        State.BitCount -= count;
    }
}
