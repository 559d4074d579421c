using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>Writes each block with the block type that needs the fewest bits (RFC 1951 §3.2.3).</summary>
internal static class BlockWriter
{
    private const int HeaderBits = 3;
    private const int MaxStored = ushort.MaxValue;

    // The description of dynamic codes needs about 11 bytes or more. In a block with fewer than FewTokens literals and matches, dynamic
    // codes save fewer bytes than their description adds. The writer therefore does not try dynamic codes for such a block.
    private const int FewTokens = 8;

    private static readonly uint[] FixedLiterals = MakeFixed(DeflateAlphabet.FixedLiteralSymbols);
    private static readonly uint[] FixedDistances = MakeFixed(DeflateAlphabet.FixedDistanceSymbols);

    /// <summary>
    /// Returns the size, in bytes, of output memory that is sufficient for any message of the given length. The size includes the spare
    /// memory that <see cref="BitWriter"/> needs after the payload.
    /// </summary>
    public static int Bound(int plain) => checked(plain + (6 * ((plain / DeflateBlock.MaxTokens) + 2)) + 16);

    /// <summary>Writes the block as a non-final block.</summary>
    /// <param name="block">The literals and matches of the block.</param>
    /// <param name="plain">The bytes that the literals and matches represent.</param>
    /// <param name="writer">The writer to which the block is written.</param>
    public static void Write(in DeflateBlock block, ReadOnlySpan<byte> plain, ref BitWriter writer)
    {
        var extra = ExtraBits(block);
        var stored = StoredBits(plain.Length, writer.Open);
        var fixedBits = HeaderBits + extra + CodeBits(block.Literals, FixedLiterals) + CodeBits(block.Distances, FixedDistances);
        if (block.Count >= FewTokens)
        {
            Span<uint> literals = stackalloc uint[DeflateAlphabet.LiteralSymbols];
            Span<uint> distances = stackalloc uint[DeflateAlphabet.DistanceSymbols];
            var description = new CodeDescription(
                stackalloc byte[CodeDescription.MaxLengths],
                stackalloc ushort[CodeDescription.MaxLengths],
                stackalloc uint[DeflateAlphabet.PrecodeSymbols]
            );
            description.Describe(block, literals, distances);
            var dynamic = HeaderBits + description.Bits + extra + CodeBits(block.Literals, literals) + CodeBits(block.Distances, distances);
            if (dynamic < fixedBits && dynamic < stored)
            {
                writer.Add(2 << 1, HeaderBits);
                CodeDescription.Write(description, ref writer);
                WriteTokens(block, literals, distances, ref writer);
                return;
            }
        }

        if (stored < fixedBits) WriteStored(plain, ref writer);
        else
        {
            writer.Add(1 << 1, HeaderBits);
            WriteTokens(block, FixedLiterals, FixedDistances, ref writer);
        }
    }

    /// <summary>
    /// Writes the empty stored block that ends a message or a part of a message. At the end of the message, the last four bytes of this
    /// block are omitted (RFC 7692 §7.2.1).
    /// </summary>
    public static void WriteEnd(bool final, ref BitWriter writer)
    {
        writer.Add(0, HeaderBits);
        writer.Align();
        if (!final) writer.Copy(InflateContext.Tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteTokens(
        scoped in DeflateBlock block,
        scoped ReadOnlySpan<uint> literals,
        scoped ReadOnlySpan<uint> distances,
        ref BitWriter writer
    )
    {
        // The JIT compiler can store a local copy of the writer in registers, which makes the loop faster.
        var to = writer;
        foreach (var token in block.Tokens)
        {
            var length = DeflateBlock.Length(token);
            var value = DeflateBlock.Value(token);
            if (length == 0)
            {
                Add(literals[value], ref to);
            }
            else
            {
                var slot = DeflateAlphabet.LengthSlot(length);
                Add(literals[DeflateAlphabet.FirstLength + slot], ref to);
                to.Add((uint)(length - DeflateAlphabet.LengthBase(slot)), DeflateAlphabet.LengthExtraBits(slot));
                slot = DeflateAlphabet.DistanceSlot(value);
                Add(distances[slot], ref to);
                to.Add((uint)(value - DeflateAlphabet.DistanceBase(slot)), DeflateAlphabet.DistanceExtraBits(slot));
            }

            to.Flush();
        }

        Add(literals[DeflateAlphabet.EndOfBlock], ref to);
        to.Flush();
        writer = to;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(uint code, ref BitWriter writer) => writer.Add(code & 0xffff, (int)(code >> 16));

    private static void WriteStored(ReadOnlySpan<byte> plain, ref BitWriter writer)
    {
        while (!plain.IsEmpty)
        {
            var part = plain[..Math.Min(plain.Length, MaxStored)];
            writer.Add(0, HeaderBits);
            writer.Align();
            writer.Add((uint)part.Length | ((uint)(ushort)~part.Length << 16), 32);
            writer.Flush();
            writer.Copy(part);
            plain = plain[part.Length..];
        }
    }

    private static long StoredBits(int plain, int open)
    {
        var blocks = (plain + MaxStored - 1) / MaxStored;
        return (8L * plain) + (blocks * (HeaderBits + 7 + 32L)) - open;
    }

    private static long ExtraBits(in DeflateBlock block)
    {
        var bits = 0L;
        for (var slot = 8; slot < DeflateAlphabet.LiteralSymbols - DeflateAlphabet.FirstLength; slot++)
            bits += (long)block.Literals[DeflateAlphabet.FirstLength + slot] * DeflateAlphabet.LengthExtraBits(slot);
        for (var slot = 4; slot < DeflateAlphabet.DistanceSymbols; slot++)
            bits += (long)block.Distances[slot] * DeflateAlphabet.DistanceExtraBits(slot);
        return bits;
    }

    private static long CodeBits(ReadOnlySpan<int> frequencies, ReadOnlySpan<uint> codes)
    {
        var bits = 0L;
        for (var symbol = 0; symbol < frequencies.Length; symbol++) bits += (long)frequencies[symbol] * (codes[symbol] >> 16);
        return bits;
    }

    private static uint[] MakeFixed(int symbols)
    {
        Span<byte> lengths = stackalloc byte[symbols];
        if (symbols == DeflateAlphabet.FixedLiteralSymbols) DeflateAlphabet.FillFixedLiteralLengths(lengths);
        else lengths.Fill(5);
        var codes = new uint[symbols];
        PrefixCode.Assign(lengths, codes);
        return codes;
    }
}
