namespace Pure.WebSockets.FsCheck;

/// <summary>The header of a dynamic block (RFC 1951 §3.2.7). Each field can have any value, so the header can be invalid.</summary>
/// <param name="LiteralCodes">The number of literal/length codes, which is HLIT + 257.</param>
/// <param name="DistanceCodes">The number of distance codes, which is HDIST + 1.</param>
/// <param name="LengthCode">The code length of each symbol of the code length code.</param>
/// <param name="Runs">The sequence of code length symbols in the header, each with the value of its extra bits.</param>
internal sealed record DynamicHeader(int LiteralCodes, int DistanceCodes, byte[] LengthCode, (int Symbol, int Extra)[] Runs)
{
    private static readonly int[] Order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>
    /// The code lengths of a code length code with all 19 symbols. The codes of 13 symbols have four bits, and the codes of 6 symbols have
    /// five bits.
    /// </summary>
    public static byte[] All { get; } = [.. Enumerable.Repeat((byte)4, 13), .. Enumerable.Repeat((byte)5, 6)];

    /// <summary>
    /// The number of code lengths that the header contains for the code length code (HCLEN + 4). If the value is None, the header contains
    /// the minimum number.
    /// </summary>
    public Option<int> LengthCodes { get; init; }

    /// <summary>Returns a header that contains each code length separately, without runs.</summary>
    public static DynamicHeader Of(byte[] literals, byte[] distances) =>
        new(literals.Length, distances.Length, All, [.. literals.Concat(distances).Select(length => ((int)length, 0))]);

    /// <summary>Returns a header that contains the code lengths of two codes. The lengths are divided into runs at random.</summary>
    public static DynamicHeader Of(byte[] literals, byte[] distances, Random random)
    {
        var literalCodes = random.Next(Math.Max(257, 1 + Array.FindLastIndex(literals, length => length > 0)), literals.Length + 1);
        var distanceCodes = random.Next(Math.Max(1, 1 + Array.FindLastIndex(distances, length => length > 0)), distances.Length + 1);
        var runs = AnyRuns([.. literals[..literalCodes], .. distances[..distanceCodes]], random);
        var used = runs.Select(run => run.Symbol).ToHashSet();
        while (used.Count < 2 || random.Next(4) == 0) used.Add(random.Next(19));
        return new DynamicHeader(literalCodes, distanceCodes, DeflateStreams.AnyCode(random, 19, [.. used], longest: 7), runs);
    }

    /// <summary>Writes the header, without the first three bits of the block.</summary>
    public void WriteTo(BitList bits)
    {
        var lengthCodes = LengthCodes.IfNone(Math.Max(4, 1 + Array.FindLastIndex(Order, symbol => LengthCode[symbol] > 0)));
        bits.Add(LiteralCodes - 257, 5).Add(DistanceCodes - 1, 5).Add(lengthCodes - 4, 4);
        foreach (var symbol in Order.Take(lengthCodes)) bits.Add(LengthCode[symbol], 3);
        var code = new CanonicalCode(LengthCode);
        foreach (var (symbol, extra) in Runs) bits.Add(code.Codes[symbol]).Add(extra, symbol switch { 16 => 2, 17 => 3, 18 => 7, _ => 0 });
    }

    // A run can extend from the code lengths of the literals into the code lengths of the distances.
    private static (int Symbol, int Extra)[] AnyRuns(byte[] lengths, Random random)
    {
        var runs = new List<(int, int)>();
        for (var at = 0; at < lengths.Length;)
        {
            var same = lengths.Skip(at).TakeWhile(length => length == lengths[at]).Count();
            var (symbol, least, most) =
                at > 0 && lengths[at - 1] == lengths[at] && random.Next(2) == 0 ? (16, 3, 6)
                : lengths[at] != 0 ? (lengths[at], 1, 1)
                : same < 11 || random.Next(3) == 0 ? (17, 3, 10)
                : (18, 11, 138);
            if (same < least)
                (symbol, least, most) = (lengths[at], 1, 1);
            var run = random.Next(3) == 0 ? random.Next(least, Math.Min(same, most) + 1) : Math.Min(same, most);
            runs.Add((symbol, run - least));
            at += run;
        }

        return runs.ToArray();
    }
}
