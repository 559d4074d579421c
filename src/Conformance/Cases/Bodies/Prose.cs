using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>Text that consists of made-up words. As in natural language, a few words are much more frequent than all other words.</summary>
internal static class Prose
{
    private const int Vocabulary = 4096;
    private const int LineLength = 40;

    private static readonly string[] Onsets = ["", "b", "br", "d", "f", "g", "h", "k", "l", "m", "n", "r", "s", "sch", "st", "t", "w", "z"];
    private static readonly string[] Nuclei = ["a", "e", "i", "o", "u", "ei", "au", "e", "e", "ie"];
    private static readonly string[] Codas = ["", "n", "r", "s", "t", "l", "ch", "nd", "m", "", "en", "er"];

    /// <summary>Generates ASCII text of the given length.</summary>
    public static string Write(int length, uint seed)
    {
        var numbers = new SeededRandom(seed);
        var words = Words(numbers);
        var text = new StringBuilder(length + 64);
        var (line, starts) = (0, true);
        while (text.Length < length)
        {
            // The words form 12 groups, and each group has twice as many words as the previous group. A group is chosen at random, and then
            // a word from this group. Each group contributes about the same number of words to the text, so words in small groups are
            // frequent.
            var magnitude = numbers.Below(12);
            var word = words[(1 << magnitude) - 1 + numbers.Below(1 << magnitude)];
            text.Append(starts || numbers.Below(5) == 0 ? char.ToUpperInvariant(word[0]) : word[0]).Append(word, 1, word.Length - 1);
            var mark = numbers.Below(100);
            starts = mark is >= 12 and < 20;
            if (mark < 20) text.Append(starts ? '.' : ',');
            line += word.Length + 1;
            if (line <= LineLength && !(starts && numbers.Below(3) == 0))
            {
                text.Append(' ');
                continue;
            }

            text.Append(numbers.Below(8) == 0 ? "\r\n\r\n" : "\r\n");
            line = 0;
        }

        return text.ToString(0, length);
    }

    /// <summary>
    /// Generates distinct words. The first 60 words have one syllable, words 61 to 400 have at most two syllables, and all later words have
    /// at most three syllables.
    /// </summary>
    private static List<string> Words(SeededRandom numbers)
    {
        var words = new List<string>(Vocabulary);
        var known = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal);
        while (words.Count < Vocabulary)
        {
            var syllables =
                1
                + numbers.Below(
                    words.Count < 60 ? 1
                    : words.Count < 400 ? 2
                    : 3
                );
            var word = string.Concat(
                Enumerable
                    .Range(0, syllables)
                    .Select(_ =>
                        Onsets[numbers.Below(Onsets.Length)] + Nuclei[numbers.Below(Nuclei.Length)] + Codas[numbers.Below(Codas.Length)]
                    )
            );
            if (word.Length > 1 && known.Add(word))
                words.Add(word);
        }

        return words;
    }
}
