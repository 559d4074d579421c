namespace Pure.WebSockets.Properties;

/// <summary>
/// The compressed size of a corpus, in bytes. Any search that finds matches is correct. These numbers show how good this one is, and may
/// change only on purpose.
/// </summary>
public sealed class Section7_2_1_Ratio
{
    private static readonly byte[][] Small = Many(new Random(1), 400, random => random.Next(80));
    private static readonly byte[][] Middle = Many(new Random(2), 40, random => random.Next(3000));
    private static readonly byte[][] Large =
    [
        Plain.Prose(new Random(3), 20_000),
        Words(new Random(4), 8_000),
        Letters(new Random(5), 100_000),
    ];

    [Theory]
    [InlineData(1, 17_038, 27_595, 113_672)]
    [InlineData(4, 16_858, 27_265, 111_708)]
    [InlineData(6, 16_719, 26_777, 109_660)]
    [InlineData(9, 16_675, 26_568, 108_716)]
    public void A_corpus_takes_so_much_at_each_level(int level, int small, int middle, int large) =>
        Assert.Equal((small, middle, large), (Taken(15, level, Small), Taken(15, level, Middle), Taken(15, level, Large)));

    [Theory]
    [InlineData(8, 18_568, 34_340, 124_301)]
    [InlineData(12, 16_818, 29_532, 117_209)]
    public void A_corpus_takes_so_much_in_each_window(int windowBits, int small, int middle, int large) =>
        Assert.Equal((small, middle, large), (Taken(windowBits, 6, Small), Taken(windowBits, 6, Middle), Taken(windowBits, 6, Large)));

    /// <summary>One after another with takeover, and each on its own.</summary>
    private static int Taken(int windowBits, int level, byte[][] messages)
    {
        var taken = 0;
        foreach (var takeover in new[] { true, false })
        {
            var context = DeflateContext.Create(windowBits, takeover, level);
            foreach (var message in messages)
            {
                (context, var payload) = context.Compress(message);
                taken += payload.Length;
            }
        }

        return taken;
    }

    private static byte[][] Many(Random random, int count, Func<Random, int> length) =>
        Enumerable.Range(0, count).Select(_ => Plain.Of(random, length(random))).ToArray();

    /// <summary>Short matches, most of them with a longer one a byte later.</summary>
    private static byte[] Letters(Random random, int count) =>
        Enumerable.Range(0, count).Select(_ => (byte)random.Next('a', 'e')).ToArray();

    /// <summary>Many different words, each of them rare.</summary>
    private static byte[] Words(Random random, int count)
    {
        var words = Enumerable
            .Range(0, 3000)
            .Select(_ => Enumerable.Range(0, random.Next(2, 9)).Select(_ => (byte)random.Next('a', 'z')).Append((byte)' ').ToArray())
            .ToArray();
        return Enumerable.Range(0, count).SelectMany(_ => words[Math.Min(random.Next(3000), random.Next(3000))]).ToArray();
    }
}
