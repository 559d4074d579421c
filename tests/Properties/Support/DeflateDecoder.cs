namespace Pure.WebSockets.Properties;

/// <summary>The result of decoding a DEFLATE stream.</summary>
/// <param name="Plain">The bytes up to its end, or up to the error.</param>
/// <param name="IsWhole">Whether it ends at the end of a block.</param>
/// <param name="IsCorrupt">Whether it is invalid.</param>
/// <param name="Farthest">The greatest distance of a match.</param>
/// <param name="Length">The number of bytes that were read.</param>
/// <param name="EndsFinal">Whether the last block that was read is a final one.</param>
internal sealed record Decoded(byte[] Plain, bool IsWhole, bool IsCorrupt, int Farthest, int Length, bool EndsFinal);

/// <summary>
/// A slow and simple DEFLATE decoder that reads bit by bit, close to the text of RFC 1951. It is the oracle for both halves of the codec.
/// It continues after final blocks, as a message may have several (RFC 7692 §7.2.3.4), and checks every distance against the window and the
/// bytes so far.
/// </summary>
internal sealed class DeflateDecoder
{
    private static readonly int[] LengthBases =
    [
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        10,
        11,
        13,
        15,
        17,
        19,
        23,
        27,
        31,
        35,
        43,
        51,
        59,
        67,
        83,
        99,
        115,
        131,
        163,
        195,
        227,
        258,
    ];
    private static readonly int[] LengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
    private static readonly int[] DistanceBases =
    [
        1,
        2,
        3,
        4,
        5,
        7,
        9,
        13,
        17,
        25,
        33,
        49,
        65,
        97,
        129,
        193,
        257,
        385,
        513,
        769,
        1025,
        1537,
        2049,
        3073,
        4097,
        6145,
        8193,
        12289,
        16385,
        24577,
    ];
    private static readonly int[] DistanceExtra =
    [
        0,
        0,
        0,
        0,
        1,
        1,
        2,
        2,
        3,
        3,
        4,
        4,
        5,
        5,
        6,
        6,
        7,
        7,
        8,
        8,
        9,
        9,
        10,
        10,
        11,
        11,
        12,
        12,
        13,
        13,
    ];
    private static readonly int[] LengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly byte[] stream;
    private readonly int windowSize;
    private readonly List<byte> plain;
    private int position;
    private int farthest;

    private DeflateDecoder(byte[] stream, int windowBits, ReadOnlySpan<byte> before)
    {
        this.stream = stream;
        windowSize = 1 << windowBits;
        plain = [.. before];
    }

    /// <summary>The code of a block with fixed codes (RFC 1951 §3.2.6).</summary>
    public static (CanonicalCode Literals, CanonicalCode Distances) Fixed { get; } = (FixedCodes.Literals, FixedCodes.Distances);

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream, or a part of it that begins with a block.</param>
    /// <param name="windowBits">The base-2 logarithm of the window.</param>
    /// <param name="before">The plain bytes before it.</param>
    public static Decoded Read(byte[] stream, int windowBits, ReadOnlySpan<byte> before = default) =>
        Read(stream, windowBits, before, firstOnly: false);

    /// <summary>Reads a stream to the end of its first final block, where most decoders stop.</summary>
    public static Decoded ReadFirst(byte[] stream) => Read(stream, windowBits: 15, before: default, firstOnly: true);

    private static Decoded Read(byte[] stream, int windowBits, ReadOnlySpan<byte> before, bool firstOnly)
    {
        var (decoder, whole, corrupt, final) = (new DeflateDecoder(stream, windowBits, before), stream.Length == 0, false, false);
        try
        {
            while (!whole)
            {
                final = decoder.ReadBlock();
                whole = firstOnly ? final : decoder.position == 8 * stream.Length;
            }
        }
        catch (EndOfStreamException)
        {
            // The stream ends within a block.
        }
        catch (InvalidDataException)
        {
            corrupt = true;
        }

        return new Decoded(
            decoder.plain.Skip(before.Length).ToArray(),
            whole,
            corrupt,
            decoder.farthest,
            (decoder.position + 7) >> 3,
            final
        );
    }

    /// <summary>
    /// Reads the payload of a message (RFC 7692 §7.2.2), followed by the four omitted bytes, unless it is empty or ends with a final block.
    /// </summary>
    public static Decoded ReadMessage(byte[] payload, int windowBits, ReadOnlySpan<byte> before = default) =>
        Read(payload, windowBits, before) is { IsWhole: true } whole && (whole.EndsFinal || payload.Length == 0)
            ? whole
            : Read([.. payload, 0x00, 0x00, 0xff, 0xff], windowBits, before);

    private static void Must(bool kept)
    {
        if (!kept) throw new InvalidDataException();
    }

    private static void MustBePrefixCode(CanonicalCode code) => Must(code.IsComplete || code.IsOneOrNone);

    /// <summary>Whether the block was a final one.</summary>
    private bool ReadBlock()
    {
        var final = Bits(1) == 1;
        switch (Bits(2))
        {
            case 0:
                ReadStored();
                break;
            case 1:
                ReadSymbols(Fixed.Literals, Fixed.Distances);
                break;
            case 2:
                ReadDynamic();
                break;
            default:
                throw new InvalidDataException();
        }

        if (final) Align();
        return final;
    }

    private void ReadStored()
    {
        Align();
        var (length, complement) = (Bits(16), Bits(16));
        Must((length ^ complement) == 0xffff);
        for (; length > 0; length--) plain.Add((byte)Bits(8));
    }

    private void ReadDynamic()
    {
        var (literalCodes, distanceCodes, lengthCodes) = (257 + Bits(5), 1 + Bits(5), 4 + Bits(4));
        Must(literalCodes <= 286 && distanceCodes <= 30);
        var lengthLengths = new byte[19];
        for (var at = 0; at < lengthCodes; at++) lengthLengths[LengthOrder[at]] = (byte)Bits(3);
        var lengthCode = new CanonicalCode(lengthLengths);
        Must(lengthCode.IsComplete);

        var lengths = new List<byte>();
        while (lengths.Count < literalCodes + distanceCodes)
        {
            var symbol = Symbol(lengthCode);
            var (repeated, times) = symbol switch
            {
                16 => (-1, 3 + Bits(2)),
                17 => (0, 3 + Bits(3)),
                18 => (0, 11 + Bits(7)),
                _ => (symbol, 1),
            };
            Must(repeated >= 0 || lengths.Count > 0);
            Must(lengths.Count + times <= literalCodes + distanceCodes);
            lengths.AddRange(Enumerable.Repeat(repeated < 0 ? lengths[^1] : (byte)repeated, times));
        }

        var all = lengths.ToArray();
        Must(all[256] != 0);
        var (literals, distances) = (new CanonicalCode(all.AsSpan(0, literalCodes)), new CanonicalCode(all.AsSpan(literalCodes)));
        MustBePrefixCode(literals);
        MustBePrefixCode(distances);
        ReadSymbols(literals, distances);
    }

    private void ReadSymbols(CanonicalCode literals, CanonicalCode distances)
    {
        while (true)
        {
            var symbol = Symbol(literals);
            if (symbol == 256) return;
            if (symbol < 256)
            {
                plain.Add((byte)symbol);
                continue;
            }

            Must(symbol - 257 < LengthBases.Length);
            var length = LengthBases[symbol - 257] + Bits(LengthExtra[symbol - 257]);
            symbol = Symbol(distances);
            Must(symbol < DistanceBases.Length);
            var distance = DistanceBases[symbol] + Bits(DistanceExtra[symbol]);
            Must(distance <= windowSize && distance <= plain.Count);
            farthest = Math.Max(farthest, distance);
            for (; length > 0; length--) plain.Add(plain[^distance]);
        }
    }

    private int Symbol(CanonicalCode of)
    {
        var code = 0;
        for (var length = 1; length <= 15; length++)
        {
            code = (code << 1) | Bits(1);
            if (of.TryFind(code, length, out var symbol)) return symbol;
        }

        throw new InvalidDataException();
    }

    private int Bits(int count)
    {
        if (position + count > 8 * stream.Length) throw new EndOfStreamException();
        var value = 0;
        for (var at = 0; at < count; at++, position++) value |= ((stream[position >> 3] >> (position & 7)) & 1) << at;
        return value;
    }

    private void Align() => position = (position + 7) & ~7;
}
