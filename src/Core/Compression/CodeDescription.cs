namespace Pure.WebSockets;

/// <summary>
/// The description of a dynamic block's codes in the block's header (RFC 1951 §3.2.7). The description consists of runs of code lengths. A
/// separate prefix code encodes these runs.
/// </summary>
/// <param name="lengths">Memory for the code lengths of the literal/length code and the distance code.</param>
/// <param name="runs">
/// Memory for the runs. Bits 0-7 of an entry contain the symbol that represents the run. Bits 8-15 contain the extra bits of the symbol.
/// </param>
/// <param name="codes">Memory for the prefix code that encodes the runs.</param>
internal ref struct CodeDescription(Span<byte> lengths, Span<ushort> runs, Span<uint> codes)
{
    public const int MaxLengths = DeflateAlphabet.LiteralSymbols + DeflateAlphabet.DistanceSymbols;

    private const int CountBits = 5 + 5 + 4;
    private const int PrecodeLengthBits = 3;
    private const int RunShift = 8;

    private readonly Span<byte> lengths = lengths;
    private readonly Span<ushort> runs = runs;
    private readonly Span<uint> codes = codes;
    private int literalCodes;
    private int distanceCodes;
    private int precodeCodes;
    private int runCount;

    /// <summary>The size of the description in bits.</summary>
    public int Bits { get; private set; }

    /// <summary>Computes the block's codes and their description.</summary>
    public void Describe(scoped in DeflateBlock block, scoped Span<uint> literals, scoped Span<uint> distances)
    {
        var literalLengths = lengths[..DeflateAlphabet.LiteralSymbols];
        PrefixCode.Measure(block.Literals, DeflateAlphabet.MaxCodeBits, literalLengths);
        PrefixCode.Assign(literalLengths, literals);
        literalCodes = Math.Max(DeflateAlphabet.FirstLength, literalLengths.LastIndexOfAnyExcept((byte)0) + 1);

        var distanceLengths = lengths.Slice(literalCodes, DeflateAlphabet.DistanceSymbols);
        PrefixCode.Measure(block.Distances, DeflateAlphabet.MaxCodeBits, distanceLengths);
        PrefixCode.Assign(distanceLengths, distances);
        distanceCodes = Math.Max(1, distanceLengths.LastIndexOfAnyExcept((byte)0) + 1);

        Span<int> frequencies = stackalloc int[DeflateAlphabet.PrecodeSymbols];
        frequencies.Clear();
        FindRuns(lengths[..(literalCodes + distanceCodes)], frequencies);
        Span<byte> precode = stackalloc byte[DeflateAlphabet.PrecodeSymbols];
        PrefixCode.Measure(frequencies, DeflateAlphabet.MaxPrecodeBits, precode);
        PrefixCode.Assign(precode, codes);
        precodeCodes = DeflateAlphabet.PrecodeSymbols;
        while (precode[DeflateAlphabet.PrecodeOrder[precodeCodes - 1]] == 0) precodeCodes--;

        Bits = CountBits + (precodeCodes * PrecodeLengthBits);
        for (var symbol = 0; symbol < frequencies.Length; symbol++) Bits += frequencies[symbol] * (precode[symbol] + ExtraBits(symbol));
    }

    /// <summary>Writes the description that <see cref="Describe"/> computed.</summary>
    public static void Write(scoped CodeDescription description, ref BitWriter writer)
    {
        var code = description.codes;
        writer.Add(
            (uint)(description.literalCodes - 257)
                | ((uint)(description.distanceCodes - 1) << 5)
                | ((uint)(description.precodeCodes - 4) << 10),
            CountBits
        );
        writer.Flush();
        foreach (var symbol in DeflateAlphabet.PrecodeOrder[..description.precodeCodes])
        {
            writer.Add(code[symbol] >> 16, PrecodeLengthBits);
            writer.Flush();
        }

        foreach (var run in description.runs[..description.runCount])
        {
            var symbol = run & ((1 << RunShift) - 1);
            writer.Add(code[symbol] & 0xffff, (int)(code[symbol] >> 16));
            writer.Add((uint)run >> RunShift, ExtraBits(symbol));
            writer.Flush();
        }
    }

    private static int ExtraBits(int symbol) =>
        symbol switch
        {
            DeflateAlphabet.RepeatPrevious => 2,
            DeflateAlphabet.RepeatZero => 3,
            DeflateAlphabet.RepeatZeroLong => 7,
            _ => 0,
        };

    private void FindRuns(scoped ReadOnlySpan<byte> all, scoped Span<int> frequencies)
    {
        for (var at = 0; at < all.Length;)
        {
            var length = all[at];
            var same = all[at..].IndexOfAnyExcept(length);
            if (same < 0) same = all.Length - at;
            at += same;
            if (length != 0)
            {
                AddRun(length, 0, frequencies);
                same--;
            }

            while (same >= 3)
            {
                var (symbol, least, most) =
                    length != 0 ? (DeflateAlphabet.RepeatPrevious, 3, 6)
                    : same < 11 ? (DeflateAlphabet.RepeatZero, 3, 10)
                    : (DeflateAlphabet.RepeatZeroLong, 11, 138);
                var count = Math.Min(same, most);
                AddRun(symbol, count - least, frequencies);
                same -= count;
            }

            for (; same > 0; same--) AddRun(length, 0, frequencies);
        }
    }

    private void AddRun(int symbol, int extra, scoped Span<int> frequencies)
    {
        frequencies[symbol]++;
        runs[runCount++] = (ushort)(symbol | (extra << RunShift));
    }
}
