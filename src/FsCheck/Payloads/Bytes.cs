using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// Generates payloads, which are binary data, valid text or invalid text. The text contains many code points at which the length of the
/// UTF-8 encoding changes. Some sizes are near 126 or 65,536 bytes, where the encoding of the payload length changes.
/// </summary>
internal static class Bytes
{
    // The first and the last code point of each UTF-8 length, the code points next to the surrogates, and some other code points.
    private static readonly int[] Edges =
    [
        0x00,
        0x41,
        0x7F,
        0x80,
        0xE9,
        0x7FF,
        0x800,
        0x20AC,
        0xD7FF,
        0xE000,
        0xFFFD,
        0xFFFF,
        0x10000,
        0x1F600,
        0x10FFFF,
    ];

    // Each of these sequences makes a text invalid if it is inserted between two code points (RFC 3629 §3, §4, §10).
    private static readonly byte[][] NeverText =
    [
        [0x80],
        [0xBF],
        [0xC0, 0x80],
        [0xC1, 0xBF],
        [0xC2, 0x41],
        [0xE0, 0x80, 0x80],
        [0xE0, 0x9F, 0xBF],
        [0xE2, 0x82, 0x41],
        [0xED, 0xA0, 0x80],
        [0xED, 0xBF, 0xBF],
        [0xF0, 0x80, 0x80, 0x80],
        [0xF0, 0x8F, 0xBF, 0xBF],
        [0xF0, 0x9F, 0x92, 0x41],
        [0xF4, 0x90, 0x80, 0x80],
        [0xF5, 0x80, 0x80, 0x80],
        [0xFE],
        [0xFF],
        [0xC2],
        [0xE2, 0x82],
        [0xF0, 0x9F],
        [0xF0, 0x9F, 0x92],
    ];

    public static Gen<MaskKey> Key =>
        Gen.Frequency((1, Gen.Constant(default(MaskKey))), (9, Seeded(random => new MaskKey((uint)random.NextInt64(0, 1L << 32)))));

    /// <summary>
    /// The length of a payload in bytes. Most lengths are at most 60, and some are near 126 or 65,536, where the encoding of the payload
    /// length changes.
    /// </summary>
    public static Gen<int> Length =>
        Gen.Frequency(
            (30, Gen.Choose(0, 12)),
            (20, Gen.Choose(0, 60)),
            (6, Gen.Choose(122, 132)),
            (2, Gen.Choose(200, 1500)),
            (1, Gen.Elements(65_534, 65_535, 65_536, 65_537))
        );

    public static Gen<ByteString> Binary => from length in Length from bytes in BinaryOf(length) select bytes;

    public static Gen<ByteString> Text => from length in Length from text in TextOf(length) select text;

    /// <summary>Text with an invalid sequence at the start, in the middle or at the end.</summary>
    public static Gen<ByteString> BrokenText =>
        from before in Gen.Choose(0, 8)
        from broken in Gen.Elements(NeverText)
        from after in Gen.Choose(0, 5)
        from text in Seeded(random =>
            (ByteString)(byte[])[.. TextOf(random, before).ToArray(), .. broken, .. TextOf(random, after).ToArray()]
        )
        select text;

    public static Gen<ByteString> Control => Gen.Frequency((3, Gen.Choose(0, 10)), (1, Gen.Choose(120, 125))).SelectMany(BinaryOf);

    /// <summary>Returns a generator of text of the given length in bytes. The text can be up to three bytes longer.</summary>
    public static Gen<ByteString> TextOf(int length) => Seeded(random => TextOf(random, length));

    public static Gen<ByteString> BinaryOf(int length) => Seeded(random =>
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return (ByteString)bytes;
    });

    /// <summary>
    /// Returns a generator that computes each value from one random seed, so that FsCheck does not have to generate each byte.
    /// </summary>
    public static Gen<T> Seeded<T>(Func<Random, T> make) => Gen.Choose(0, int.MaxValue - 1).Select(seed => make(new Random(seed)));

    private static ByteString TextOf(Random random, int length)
    {
        var text = new StringBuilder();
        for (var bytes = 0; bytes < length;)
        {
            var rune = new Rune(random.Next(3) == 0 ? Edges[random.Next(Edges.Length)] : random.Next(' ', '~'));
            text.Append(rune.ToString());
            bytes += rune.Utf8SequenceLength;
        }

        return ByteString.FromText(text.ToString());
    }
}
