using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;
using System.Text.Unicode;

namespace Pure.WebSockets.Properties;

/// <summary>The validator in vectors says what a strict decoder says, of every sequence of up to four bytes wherever it stands, and of texts with a byte that is wrong.</summary>
public sealed class Section4_Utf8
{
    private const int Width = 64;

    // What decides about a fourth byte: each border of each range that the grammar has.
    private static readonly byte[] Borders = [0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF];

    [Fact]
    public void Every_sequence_of_three_bytes_is_judged_as_a_strict_decoder_judges_it() =>
        Assert.Equal(-1, FirstDifference(256 * 256 * 256, static (number, text) => (text[0], text[1], text[2], text[3]) = ((byte)(number >> 16), (byte)(number >> 8), (byte)number, (byte)'.')));

    [Fact]
    public void Every_sequence_of_four_bytes_is_judged_as_a_strict_decoder_judges_it()
    {
        var all = int.TryParse(Environment.GetEnvironmentVariable("PUREWS_DEPTH"), out var depth) && depth >= 100_000;
        var lasts = all ? [.. Enumerable.Range(0, 256).Select(octet => (byte)octet)] : Borders;
        foreach (var lead in all ? Enumerable.Range(0, 256) : Borders.Select(octet => (int)octet))
        {
            Assert.Equal(-1, FirstDifference(256 * 256 * lasts.Length, (number, text) =>
            {
                var (pair, last) = Math.DivRem(number, lasts.Length);
                (text[0], text[1], text[2], text[3]) = ((byte)lead, (byte)(pair >> 8), (byte)pair, lasts[last]);
            }));
        }
    }

    [Property(MaxTest = 20_000)]
    public void A_text_with_a_byte_that_is_wrong_is_judged_as_a_strict_decoder_judges_it(int seed)
    {
        var random = new Random(seed);
        var text = Text(random, random.Next(5 * Width));
        if (text.Length > 0 && random.Next(4) > 0) text[random.Next(text.Length)] = (byte)random.Next(256);
        for (var from = 0; from <= Math.Min(4, text.Length); from++)
            foreach (var length in new[] { text.Length - from, Math.Min(text.Length - from, Width + random.Next(8)), random.Next(text.Length - from + 1) })
                Assert.True(Agrees(text.AsSpan(from, length)), Convert.ToHexString(text.AsSpan(from, length)));
    }

    [Fact]
    public void It_runs_in_the_width_that_this_run_is_for()
    {
        var asked = Environment.GetEnvironmentVariable("PUREWS_VECTOR_BITS");
        Assert.SkipUnless(asked is not null, "PUREWS_VECTOR_BITS names no width");
        var bits = Vector512.IsHardwareAccelerated && Avx512BW.IsSupported ? 512 : Vector256.IsHardwareAccelerated && Avx2.IsSupported ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        Assert.Equal(asked, $"{bits}");
    }

    /// <summary>The first number whose bytes are judged in another way; -1 when there is none. The bytes stand at the end of one vector and across its end, in turn, in the midst of text and at its end.</summary>
    private static int FirstDifference(int count, Action<int, Span<byte>> write)
    {
        var found = -1;
        Parallel.ForEach(
            System.Collections.Concurrent.Partitioner.Create(0, count, Math.Max(1, count / 16)),
            () => Encoding.UTF8.GetBytes(new string('ä', Width)),
            (range, _, text) =>
            {
                for (var number = range.Item1; number < range.Item2; number++)
                {
                    var at = Width - 4 + (2 * (number & 3));
                    write(number, text.AsSpan(at));
                    if (!Agrees(text) || !Agrees(text.AsSpan(0, at + 4)) || !Agrees(text.AsSpan(0, at + 3))) Interlocked.CompareExchange(ref found, number, -1);
                    for (var clean = at; clean < at + 4; clean += 2) (text[clean], text[clean + 1]) = (0xC3, 0xA4);
                }

                return text;
            },
            static _ => { });
        return found;
    }

    private static bool Agrees(ReadOnlySpan<byte> text) => Utf8Text.CompletePrefix(text) == text.Length == Utf8.IsValid(text);

    private static byte[] Text(Random random, int length)
    {
        var text = new StringBuilder();
        while (text.Length < length) text.Append(new Rune(random.Next(6) switch { 0 => random.Next(0x80, 0x800), 1 => random.Next(0x800, 0xD800), 2 => random.Next(0xE000, 0x10000), 3 => random.Next(0x10000, 0x110000), _ => random.Next(0x80) }));
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
