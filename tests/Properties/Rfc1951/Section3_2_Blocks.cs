namespace Pure.WebSockets.Properties;

/// <summary>
/// Every shape of a block that RFC 1951 allows or forbids. Our inflater, the laboratory's, the framework and the slow decoder accept and
/// reject the same ones.
/// </summary>
public sealed class Section3_2_Blocks
{
    private const int EndOfBlock = 256;

    // Empty blocks follow a final block, enough that no decoder waits for more bytes before it rejects the stream.
    private static readonly byte[] Filler = [.. Enumerable.Range(0, 200).SelectMany(_ => new byte[] { 0x01, 0x00, 0x00, 0xff, 0xff })];

    private static readonly byte[] Zeros = new byte[1000];

    private static readonly Dictionary<string, (bool IsRight, byte[] Stream)> Shapes = new(StringComparer.Ordinal)
    {
        ["two codes of one bit, no distance"] = (true, Dynamic(Lengths(257, ('a', 1), (EndOfBlock, 1)), [0], ['a'])),
        ["an end of one bit and nothing else"] = (true, Dynamic(Lengths(257, (EndOfBlock, 1)), [0], [])),
        ["an end of one bit, and the other code met"] = (
            false,
            Dynamic(Lengths(257, (EndOfBlock, 1)), [0], [], new BitList().Add(0xffff, 16))
        ),
        ["an end of two bits and nothing else"] = (false, Dynamic(Lengths(257, (EndOfBlock, 2)), [0], [])),
        ["literals that leave half of the codes"] = (false, Dynamic(Lengths(257, ('a', 2), (EndOfBlock, 2)), [0], ['a'])),
        ["three literals of one bit"] = (false, Dynamic(Lengths(257, ('a', 1), ('b', 1), (EndOfBlock, 1)), [0], [])),
        ["no end of block"] = (false, Dynamic(Lengths(257, ('a', 1), ('b', 1)), [0], [])),
        ["no literal at all"] = (false, Dynamic(Lengths(257), [0], [])),
        ["literals of 15 bits"] = (
            true,
            Dynamic([.. Enumerable.Range(0, 14).Select(at => (byte)(at + 1)), .. new byte[241], 15, 15, 0], [0], [0, 13, 255])
        ),
        ["one distance of one bit"] = (true, Dynamic(WithMatch, [1], ['a', 257], new BitList().Add(0, 1))),
        ["one distance of one bit, and the other code met"] = (false, Dynamic(WithMatch, [1], ['a', 257], new BitList().Add(0xffff, 16))),
        ["one distance of two bits"] = (false, Dynamic(WithMatch, [2], ['a'])),
        ["no distance, and none met"] = (true, Dynamic(WithMatch, [0, 0, 0], ['a'])),
        ["no distance, and one met"] = (false, Dynamic(WithMatch, [0], ['a', 257], new BitList().Add(0, 16))),
        ["three distances of one bit"] = (false, Dynamic(WithMatch, [1, 1, 1], ['a'])),
        ["distances that leave a quarter of the codes"] = (false, Dynamic(WithMatch, [1, 2], ['a'])),
        ["286 literal codes"] = (true, Dynamic(Lengths(286, ('a', 1), (EndOfBlock, 1)), [0], ['a'])),
        ["287 literal codes"] = (false, Dynamic(Lengths(287, ('a', 1), (EndOfBlock, 1)), [0], ['a'])),
        ["288 literal codes"] = (false, Dynamic(Lengths(288, ('a', 1), (EndOfBlock, 1)), [0], ['a'])),
        ["30 distance codes"] = (true, Dynamic(WithMatch, new byte[30], ['a'])),
        ["31 distance codes"] = (false, Dynamic(WithMatch, new byte[31], ['a'])),
        ["32 distance codes"] = (false, Dynamic(WithMatch, new byte[32], ['a'])),
        ["a length of 258 by symbol 285"] = (
            true,
            Dynamic(Lengths(286, ('a', 1), (EndOfBlock, 2), (285, 2)), [1], ['a', 285], new BitList().Add(0, 1))
        ),
        ["a length of 258 by symbol 284"] = (
            true,
            Dynamic(Lengths(286, ('a', 1), (EndOfBlock, 2), (284, 2)), [1], ['a', 284], new BitList().Add(31, 5).Add(0, 1))
        ),
        ["a repetition before the first length"] = (false, Header(new DynamicHeader(257, 1, DynamicHeader.All, [(16, 0)]))),
        ["a repetition of the last literal length as a distance"] = (
            true,
            Dynamic(
                new DynamicHeader(257, 3, DynamicHeader.All, [(18, 127), (18, 106), (1, 0), (1, 0), (17, 0)]),
                Lengths(257, (255, 1), (EndOfBlock, 1)),
                [0, 0, 0],
                [255]
            )
        ),
        ["a run of zeros from the literals into the distances"] = (
            true,
            Dynamic(
                new DynamicHeader(258, 2, DynamicHeader.All, [(18, 127), (18, 106), (1, 0), (1, 0), (17, 0)]),
                Lengths(258, (255, 1), (EndOfBlock, 1)),
                [0, 0],
                [255]
            )
        ),
        ["a repetition beyond the end"] = (
            false,
            Header(new DynamicHeader(257, 1, DynamicHeader.All, [(18, 127), (18, 106), (1, 0), (1, 0), (16, 0)]))
        ),
        ["a run of zeros beyond the end"] = (
            false,
            Header(new DynamicHeader(257, 1, DynamicHeader.All, [(18, 127), (18, 106), (1, 0), (1, 0), (17, 0)]))
        ),
        ["a long run of zeros beyond the end"] = (false, Header(new DynamicHeader(257, 1, DynamicHeader.All, [(18, 127), (18, 127)]))),
        ["a length code that leaves codes"] = (false, Header(new DynamicHeader(257, 1, OfLengths((0, 2), (1, 2), (18, 2)), [(18, 127)]))),
        ["a length code of too many codes"] = (false, Header(new DynamicHeader(257, 1, OfLengths((0, 1), (1, 1), (18, 1)), [(18, 127)]))),
        ["a length code of one symbol"] = (false, Header(new DynamicHeader(257, 1, OfLengths((18, 1)), [(18, 127), (18, 107)]))),
        ["no length code"] = (false, Header(new DynamicHeader(257, 1, new byte[19], []))),
        ["four lengths of the length code"] = (
            false,
            Header(new DynamicHeader(257, 1, OfLengths((17, 1), (18, 1)), [(18, 127), (18, 106), (17, 0)]) { LengthCodes = 4 })
        ),
        ["the fixed code"] = (true, Fixed(['a', 'b'])),
        ["symbol 286 of the fixed code"] = (false, Fixed(['a', 286])),
        ["symbol 287 of the fixed code"] = (false, Fixed(['a', 287])),
        ["distance 29 of the fixed code, too far"] = (false, Fixed(['a', 257], 29)),
        ["distance 30 of the fixed code"] = (false, Fixed(['a', 257], 30)),
        ["distance 31 of the fixed code"] = (false, Fixed(['a', 257], 31)),
        ["a match before the first byte"] = (false, Fixed([257], 0)),
        ["a match of the first byte"] = (true, Fixed(['a', 257], 0)),
        ["a match one byte further back than there are"] = (false, Fixed(['a', 257], 1)),
        ["the reserved type of block"] = (false, new BitList().Add(7, 3).ToBytes()),
        ["an empty stored block"] = (true, new BitList().Add(1, 3).Add([0x00, 0x00, 0xff, 0xff]).ToBytes()),
        ["a stored block"] = (true, new BitList().Add(1, 3).Add([0x02, 0x00, 0xfd, 0xff, 0x61, 0x62]).ToBytes()),
        ["a stored block with a wrong complement"] = (false, new BitList().Add(1, 3).Add([0x02, 0x00, 0xfc, 0xff, 0x61, 0x62]).ToBytes()),
        ["a stored block with rubbish before its border"] = (
            true,
            new BitList().Add(1, 3).Add(31, 5).Add([0x00, 0x00, 0xff, 0xff]).ToBytes()
        ),
    };

    public static TheoryData<string> Names { get; } = new(Shapes.Keys);

    private static byte[] WithMatch => Lengths(258, ('a', 1), (EndOfBlock, 2), (257, 2));

    [Fact]
    public void A_code_that_cannot_end_its_block_is_none()
    {
        Assert.NotNull(BlockCodes.Of(Lengths(257, ('a', 1), (EndOfBlock, 1)), [0]));
        Assert.Null(BlockCodes.Of(Lengths(256, ('a', 1), ('b', 1)), [0]));
    }

    [Fact]
    public void The_codes_that_the_compressor_makes_are_those_of_the_RFC_up_to_15_bits()
    {
        // Each symbol is as frequent as the two before it together, so Huffman's code has a different length for each, except for the last
        // two.
        var frequencies = new int[30];
        for (var (symbol, next, other) = (0, 1, 1); symbol < 16; symbol++, (next, other) = (other, next + other))
            frequencies[symbol] = next;
        var lengths = new byte[frequencies.Length];
        PrefixCode.Measure(frequencies, maxBits: 15, lengths);
        Assert.Equal(15, lengths.Max());
        var codes = new uint[lengths.Length];
        PrefixCode.Assign(lengths, codes);
        var expected = new CanonicalCode(lengths);
        Assert.True(expected.IsComplete);
        Assert.Equal(expected.Codes, codes.Select(code => (Reversed((int)(code & 0xffff), (int)(code >> 16)), (int)(code >> 16))));

        static int Reversed(int code, int length) => Enumerable.Range(0, length).Sum(at => ((code >> at) & 1) << (length - 1 - at));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shape_is_accepted_exactly_when_it_is_right(string name)
    {
        var (isRight, stream) = Shapes[name];
        Assert.Equal(isRight, AcceptedByAll([.. stream, .. Filler]));
    }

    [Property]
    public void Codes_of_any_lengths_are_accepted_exactly_when_the_others_accept_them(int seed)
    {
        var random = new Random(seed);
        var (literals, distances) = (Disturbed(random, 257 + random.Next(30)), Disturbed(random, 1 + random.Next(30)));
        if (random.Next(10) > 0) literals[EndOfBlock] = Math.Max((byte)1, literals[EndOfBlock]);
        var bits = new BitList().Add(5, 3);
        DynamicHeader.Of(literals, distances).WriteTo(bits);
        AcceptedByAll([.. bits.ToBytes(), .. Plain.Noise(random, 40), .. Zeros]);
    }

    [Property]
    public void Code_length_codes_of_any_lengths_are_accepted_exactly_when_the_others_accept_them(int seed)
    {
        var random = new Random(seed);
        var lengths = DeflateStreams.AnyCode(random, 19, [.. Enumerable.Range(0, 19).Where(_ => random.Next(2) == 0)], longest: 7);
        if (random.Next(2) == 0) lengths[random.Next(19)] = (byte)random.Next(8);
        var bits = new BitList().Add(5, 3);
        new DynamicHeader(257 + random.Next(32), 1 + random.Next(32), lengths, []) { LengthCodes = 4 + random.Next(16) }.WriteTo(bits);
        AcceptedByAll([.. bits.ToBytes(), .. Plain.Noise(random, 200), .. Zeros]);
    }

    /// <summary>
    /// Whether the stream is accepted up to its first final block. All four decoders must agree, and give the same bytes.
    /// </summary>
    private static bool AcceptedByAll(byte[] stream)
    {
        var decoded = DeflateDecoder.ReadFirst(stream);
        var framework = Framework.Inflate(stream);
        Assert.Equal(decoded.IsCorrupt, framework is null);
        if (framework is not null) Assert.Equal(decoded.Plain, framework);

        // For our inflater, a stream that ends in the middle continues with the tail.
        if (!decoded.IsWhole && !decoded.IsCorrupt) return false;
        foreach (var sizes in new int[][] { [1, 300], [5000, 5000], [7, 1] })
        {
            // Our inflater continues after a final block. The bytes there are complete.
            var ours = Inflating.Of(
                InflateContext.Create(15, contextTakeover: true),
                decoded.IsWhole ? stream[..decoded.Length] : stream,
                sizes
            );
            Assert.Equal(decoded.IsWhole, ours.Next is not null);
            Assert.Equal(decoded.Plain, ours.Plain);
        }

        var laboratory = Conformance.Inflating.For(15, takesOver: true).Message(decoded.IsWhole ? stream[..decoded.Length] : stream);
        Assert.Equal(decoded.IsWhole, laboratory.Read == Conformance.Inflated.Whole);
        if (decoded.IsWhole) Assert.Equal(decoded.Plain, laboratory.Message.ToArray());

        return decoded.IsWhole;
    }

    private static byte[] Disturbed(Random random, int symbols)
    {
        var lengths = DeflateStreams.AnyCode(
            random,
            symbols,
            [.. Enumerable.Range(0, symbols).Where(_ => random.Next(3) == 0)],
            longest: 15
        );
        for (var changes = random.Next(2); changes > 0; changes--)
            lengths[random.Next(symbols)] = (byte)random.Next(16);
        return lengths;
    }

    private static byte[] Lengths(int codes, params (int Symbol, int Length)[] used)
    {
        var lengths = new byte[codes];
        foreach (var (symbol, length) in used) lengths[symbol] = (byte)length;
        return lengths;
    }

    private static byte[] OfLengths(params (int Symbol, int Length)[] used) => Lengths(19, used);

    private static byte[] Header(DynamicHeader header)
    {
        var bits = new BitList().Add(5, 3);
        header.WriteTo(bits);
        return bits.ToBytes();
    }

    private static byte[] Dynamic(byte[] literals, byte[] distances, int[] symbols, BitList? behind = null) =>
        Dynamic(DynamicHeader.Of(literals, distances), literals, distances, symbols, behind);

    private static byte[] Dynamic(DynamicHeader header, byte[] literals, byte[] distances, int[] symbols, BitList? behind = null)
    {
        var bits = new BitList().Add(5, 3);
        header.WriteTo(bits);
        var code = new CanonicalCode(literals);
        foreach (var symbol in symbols) bits.Add(code.Codes[symbol]);
        if (behind is not null) bits.Add(behind);
        return bits.Add(code.Codes[EndOfBlock]).Align().ToBytes();
    }

    private static byte[] Fixed(int[] symbols, int distance = -1)
    {
        var bits = new BitList().Add(3, 3);
        foreach (var symbol in symbols) bits.Add(DeflateDecoder.Fixed.Literals.Codes[symbol]);
        if (distance >= 0) bits.Add((distance, 5)).Add(0, distance < 4 ? 0 : Math.Min(13, (distance >> 1) - 1));
        return bits.Add(DeflateDecoder.Fixed.Literals.Codes[EndOfBlock]).Align().ToBytes();
    }
}
