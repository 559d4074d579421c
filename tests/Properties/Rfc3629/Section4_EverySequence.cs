using System.Text;

namespace Pure.WebSockets.Properties;

/// <summary>The vector validator agrees with a strict decoder on every sequence of up to four bytes.</summary>
public sealed class Section4_EverySequence
{
    private const int Width = 64;

    // The bytes that matter in a fourth position: each boundary of each range of the grammar.
    private static readonly byte[] Borders =
    [
        0x00,
        0x41,
        0x7F,
        0x80,
        0x8F,
        0x90,
        0x9F,
        0xA0,
        0xBF,
        0xC0,
        0xC2,
        0xDF,
        0xE0,
        0xED,
        0xEF,
        0xF0,
        0xF4,
        0xF5,
        0xFF,
    ];

    [Fact]
    public void Every_sequence_of_three_bytes_is_judged_as_a_strict_decoder_judges_it() =>
        Assert.Equal(
            -1,
            FirstDifference(
                256 * 256 * 256,
                static (number, text) =>
                    (text[0], text[1], text[2], text[3]) = ((byte)(number >> 16), (byte)(number >> 8), (byte)number, (byte)'.')
            )
        );

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

    /// <summary>
    /// The first number whose bytes are judged differently; -1 if there is none. The bytes are at the end of one vector and across its end,
    /// in turn, within text and at its end.
    /// </summary>
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
                    if (
                        !Section4_Utf8.Agrees(text)
                        || !Section4_Utf8.Agrees(text.AsSpan(0, at + 4))
                        || !Section4_Utf8.Agrees(text.AsSpan(0, at + 3))
                    )
                        Interlocked.CompareExchange(ref found, number, -1);
                    for (var clean = at; clean < at + 4; clean += 2)
                        (text[clean], text[clean + 1]) = (0xC3, 0xA4);
                }

                return text;
            },
            static _ => { });
        return found;
    }
}
