namespace Pure.WebSockets.Conformance;

/// <summary>Random text, in which a compressor finds almost no repetitions.</summary>
internal static class ScatteredText
{
    private const uint Seed = 0x2545F491;
    private const int Letters = 90;

    /// <summary>
    /// Generates ASCII text of the given length. The same length always produces the same text. A shorter text is a prefix of a longer
    /// text.
    /// </summary>
    public static string Write(int length)
    {
        var numbers = new SeededRandom(Seed);
        return string.Concat(Enumerable.Range(0, length).Select(_ => (char)('!' + numbers.Below(Letters))));
    }
}
