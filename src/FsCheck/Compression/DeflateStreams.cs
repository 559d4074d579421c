namespace Pure.WebSockets.FsCheck;

/// <summary>
/// Writes valid DEFLATE streams that no compressor would write. The streams can contain blocks of every type, empty blocks, and blocks that
/// are marked as final although further blocks follow. The blocks contain any valid prefix codes, any valid runs of code lengths, and
/// matches of any length and any distance within the window.
/// </summary>
internal sealed class DeflateStreams(Random random, int windowBits, ReadOnlySpan<byte> before)
{
    private const int EndOfBlock = 256;

    private readonly List<byte> plain = [.. before];
    private readonly int start = before.Length;
    private readonly BitList bits = new();

    /// <summary>Returns the payload of a random message, and its uncompressed bytes.</summary>
    public static (byte[] Payload, byte[] Plain) Message(Random random, int windowBits, ReadOnlySpan<byte> before)
    {
        var writer = new DeflateStreams(random, windowBits, before);
        for (var blocks = random.Next(5); blocks > 0; blocks--) writer.WriteBlock();
        return (writer.End(), writer.plain.Skip(writer.start).ToArray());
    }

    /// <summary>
    /// Ends the message in a random way, and returns the payload. Half of the payloads end with an empty stored block without its last four
    /// bytes (RFC 7692 §7.2.1). The other payloads end with a final block, or with a final block and an empty stored block without its last
    /// four bytes (RFC 7692 §7.2.3.4).
    /// </summary>
    private byte[] End()
    {
        switch (random.Next(4))
        {
            case 0:
                bits.Add(3, 3).Add(FixedCodes.Literals.Codes[EndOfBlock]).Align().Add(0, 3).Align();
                break;
            case 1:
                bits.Add(3, 3).Add(FixedCodes.Literals.Codes[EndOfBlock]).Align();
                break;
            default:
                bits.Add(0, 3).Align();
                break;
        }

        return bits.ToBytes();
    }

    private void WriteBlock()
    {
        var final = random.Next(8) == 0;
        bits.Add(final ? 1 : 0, 1);
        switch (random.Next(4))
        {
            case 0:
                WriteStored();
                break;
            case 1:
                bits.Add(1, 2);
                WriteTokens(Tokens(), FixedCodes.Literals, FixedCodes.Distances);
                break;
            default:
                bits.Add(2, 2);
                WriteDynamic(Tokens());
                break;
        }

        if (final) bits.Align();
    }

    private void WriteStored()
    {
        var octets = new byte[random.Next(3) == 0 ? 0 : random.Next(300)];
        random.NextBytes(octets);
        bits.Add(0, 2).Align().Add(octets.Length, 16).Add(~octets.Length & 0xffff, 16).Add(octets);
        plain.AddRange(octets);
    }

    /// <summary>
    /// Returns random literals and matches, each as its symbols and the values of their extra bits. Also adds the bytes that these symbols
    /// represent to the message.
    /// </summary>
    private List<(int Symbol, int Extra, int Distance, int DistanceExtra)> Tokens()
    {
        var tokens = new List<(int, int, int, int)>();
        var literals = random.Next(1, 256);
        for (var left = random.Next(3) == 0 ? random.Next(3) : random.Next(150); left > 0; left--)
        {
            var farthest = Math.Min(1 << windowBits, plain.Count);
            if (farthest == 0 || random.Next(3) > 0)
            {
                var literal = random.Next(literals);
                tokens.Add((literal, 0, 0, 0));
                plain.Add((byte)literal);
                continue;
            }

            var distance = random.Next(4) switch
            {
                0 => farthest,
                1 => random.Next(1, Math.Min(farthest, 20) + 1),
                _ => random.Next(1, farthest + 1),
            };
            var slot = DistanceSymbol(distance);
            var symbol = random.Next(8) == 0 ? 285 : 257 + random.Next(random.Next(2) == 0 ? 10 : 28);
            var extra = random.Next(1 << DeflateAlphabet.LengthExtraBits(symbol - 257));
            tokens.Add((symbol, extra, slot, distance - DeflateAlphabet.DistanceBase(slot)));
            for (var length = DeflateAlphabet.LengthBase(symbol - 257) + extra; length > 0; length--) plain.Add(plain[^distance]);
        }

        return tokens;
    }

    private static int DistanceSymbol(int distance) => Enumerable.Range(0, 30).Last(slot => DeflateAlphabet.DistanceBase(slot) <= distance);

    private void WriteDynamic(List<(int Symbol, int Extra, int Distance, int DistanceExtra)> tokens)
    {
        var literals = AnyCode(286, tokens.Select(token => token.Symbol).Append(EndOfBlock));
        var distances = AnyCode(30, tokens.Where(token => token.Symbol > EndOfBlock).Select(token => token.Distance));
        DynamicHeader.Of(literals, distances, random).WriteTo(bits);
        WriteTokens(tokens, new CanonicalCode(literals), new CanonicalCode(distances));
    }

    /// <summary>
    /// Returns the code lengths of a random code for the used symbols. In some cases, the code also contains other symbols. A code with at
    /// least two symbols is complete.
    /// </summary>
    private byte[] AnyCode(int symbols, IEnumerable<int> used)
    {
        var chosen = used.ToHashSet();
        for (var more = random.Next(2) == 0 ? 0 : random.Next(symbols / 2); more > 0; more--) chosen.Add(random.Next(symbols));
        return AnyCode(random, symbols, [.. chosen], longest: 15);
    }

    /// <summary>
    /// Returns the code lengths of a random code for the chosen symbols. The lengths are the depths of the leaves of a random binary tree
    /// that has one leaf for each of these symbols.
    /// </summary>
    internal static byte[] AnyCode(Random random, int symbols, int[] chosen, int longest)
    {
        var lengths = new byte[symbols];
        if (chosen.Length == 1) lengths[chosen[0]] = 1;
        if (chosen.Length < 2) return lengths;
        var leaves = new List<int> { 0 };
        var lopsided = random.Next(2) == 0;
        while (leaves.Count < chosen.Length)
        {
            // If the newest leaf is always split, the tree becomes deep. A leaf at the maximum depth cannot be split, so another leaf is
            // split instead.
            var at = lopsided ? leaves.Count - 1 : random.Next(leaves.Count);
            if (leaves[at] == longest) at = Enumerable.Range(0, leaves.Count).First(leaf => leaves[leaf] < longest);
            var depth = leaves[at] + 1;
            leaves.RemoveAt(at);
            leaves.Add(depth);
            leaves.Add(depth);
        }

        random.Shuffle(chosen);
        for (var at = 0; at < chosen.Length; at++) lengths[chosen[at]] = (byte)leaves[at];
        return lengths;
    }

    private void WriteTokens(
        List<(int Symbol, int Extra, int Distance, int DistanceExtra)> tokens,
        CanonicalCode literals,
        CanonicalCode distances
    )
    {
        foreach (var (symbol, extra, distance, distanceExtra) in tokens)
        {
            bits.Add(literals.Codes[symbol]);
            if (symbol < EndOfBlock)
                continue;
            bits.Add(extra, DeflateAlphabet.LengthExtraBits(symbol - 257))
                .Add(distances.Codes[distance])
                .Add(distanceExtra, DeflateAlphabet.DistanceExtraBits(distance));
        }

        bits.Add(literals.Codes[EndOfBlock]);
    }
}
