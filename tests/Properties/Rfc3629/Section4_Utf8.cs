using System.Buffers;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;
using System.Text.Unicode;

namespace Pure.WebSockets.Properties;

/// <summary>The vector validator agrees with a strict decoder, wherever a sequence is, and on texts with one invalid byte.</summary>
[Depth(20_000)]
public sealed class Section4_Utf8
{
    private const int Width = 64;

    /// <summary>Each boundary of each range of the grammar, and its neighbours: complete, cut short, and one byte too long.</summary>
    public static TheoryData<string> Sequences =>
        [
            "00",
            "7F",
            "80",
            "BF",
            "C080",
            "C1BF",
            "C280",
            "DFBF",
            "C2",
            "C27F",
            "C2C0",
            "C28080",
            "E0A080",
            "E09FBF",
            "E08080",
            "EFBFBF",
            "E1",
            "E180",
            "E1807F",
            "E17F80",
            "E1C080",
            "E18080BF",
            "ED9FBF",
            "EDA080",
            "EDBFBF",
            "EE8080",
            "F0908080",
            "F08FBFBF",
            "F0808080",
            "F1",
            "F180",
            "F18080",
            "F1808041",
            "F1804180",
            "F1418080",
            "F1808080",
            "F18080808080",
            "F48FBFBF",
            "F4908080",
            "F4BFBFBF",
            "F5808080",
            "F7BFBFBF",
            "F8888080",
            "FC",
            "FE",
            "FF",
            "C0D3",
            "EED3",
            "E0A0D3",
            "E180D3",
            "F1EED3",
            "F180D3",
            "F09080D3",
            "F18080D3",
            "C2E1",
        ];

    [Theory]
    [MemberData(nameof(Sequences))]
    public void A_sequence_is_judged_as_a_strict_decoder_judges_it_wherever_it_stands(string octets)
    {
        var sequence = Convert.FromHexString(octets);
        foreach (var around in new byte[][] { [(byte)'a'], [0xC3, 0xA4], [0xE6, 0xBC, 0xA2], [0xF0, 0x9F, 0x8C, 0x8D] })
            for (var before = 0; before < 10 * Width; before += before < Width + 8 ? 1 : 7)
                foreach (var after in new[] { 0, 1, 7, Width, (4 * Width) + 3 })
                {
                    byte[] text = [.. Repeat(around, before), .. sequence, .. Repeat(around, after)];
                    Assert.True(
                        Utf8Text.CompletePrefix(text) == CompletePrefix(text),
                        $"{before} bytes before and {after} after: {Convert.ToHexString(text)}"
                    );
                }
    }

    [Property]
    public void A_text_with_a_byte_that_is_wrong_is_judged_as_a_strict_decoder_judges_it(int seed)
    {
        var random = new Random(seed);
        var text = Text(random, random.Next(5 * Width));
        if (text.Length > 0 && random.Next(4) > 0) text[random.Next(text.Length)] = (byte)random.Next(256);
        for (var from = 0; from <= Math.Min(4, text.Length); from++)
            foreach (
                var length in new[]
                {
                    text.Length - from,
                    Math.Min(text.Length - from, Width + random.Next(8)),
                    random.Next(text.Length - from + 1),
                }
            )
                Assert.True(
                    Utf8Text.CompletePrefix(text.AsSpan(from, length)) == CompletePrefix(text.AsSpan(from, length)),
                    Convert.ToHexString(text.AsSpan(from, length))
                );
    }

    [Fact]
    public void It_runs_in_the_width_that_this_run_is_for()
    {
        var asked = Environment.GetEnvironmentVariable("PUREWS_VECTOR_BITS");
        Assert.SkipUnless(asked is not null, "PUREWS_VECTOR_BITS names no width");
        var bits =
            Vector512.IsHardwareAccelerated && Avx512BW.IsSupported ? 512
            : Vector256.IsHardwareAccelerated && Avx2.IsSupported ? 256
            : Vector128.IsHardwareAccelerated ? 128
            : 0;
        Assert.Equal(asked, $"{bits}");
    }

    internal static bool Agrees(ReadOnlySpan<byte> text) => Utf8Text.CompletePrefix(text) == text.Length == Utf8.IsValid(text);

    /// <summary>
    /// The result of a decoder that reads one code point after another: the length of the complete part, if the rest can become a code
    /// point.
    /// </summary>
    private static int CompletePrefix(ReadOnlySpan<byte> text)
    {
        for (var at = 0; at < text.Length;)
        {
            var status = Rune.DecodeFromUtf8(text[at..], out _, out var taken);
            if (status != OperationStatus.Done) return status == OperationStatus.NeedMoreData ? at : Utf8Text.Invalid;
            at += taken;
        }

        return text.Length;
    }

    // As many complete code points as fit.
    private static IEnumerable<byte> Repeat(byte[] codePoint, int bytes) =>
        Enumerable.Repeat(codePoint, bytes / codePoint.Length).SelectMany(octets => octets);

    private static byte[] Text(Random random, int length)
    {
        var text = new StringBuilder();
        while (text.Length < length)
            text.Append(
                new Rune(
                    random.Next(6) switch
                    {
                        0 => random.Next(0x80, 0x800),
                        1 => random.Next(0x800, 0xD800),
                        2 => random.Next(0xE000, 0x10000),
                        3 => random.Next(0x10000, 0x110000),
                        _ => random.Next(0x80),
                    }
                )
            );
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
