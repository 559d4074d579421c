using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Generates payloads for conversations. Many sizes are close to a limit that the RFCs define, and many code points are at a boundary
/// between UTF-8 lengths.
/// </summary>
internal static class GeneratedPayloads
{
    private const int LongestControl = 125;
    private const int BombMebibytes = 128;

    private static readonly int[] Sizes =
    [
        0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 33, 63, 64, 65, 100, 124, 125, 126, 127, 128, 200,
    ];
    private static readonly int[] LargeSizes = [255, 256, 300, 511, 700, 1023, 1025, 1500, 4096];
    private static readonly int[] LargestSizes = [32_768, 40_000, 65_535, 65_536, 65_537, 70_000];

    // The parts of valid text. The list contains letters, NUL, noncharacters, the byte order mark, the code points next to the
    // surrogates, and the first and last code points that UTF-8 encodes in one, two, three and four bytes.
    private static readonly string[] Letters =
    [
        "a", "b", "Hello", "\0", " ", "\u007F", "\u0080", "é", "\u07FF", "\u0800", "κόσμε", "\uD7FF", "\uE000", "\uFEFF", "\uFFFD",
        "\uFFFE", "\uFFFF", "\U00010000", "😀", "\U0001FFFE", "\U000FFFFF", "\U0010FFFF",
    ];

    // Examples of invalid UTF-8. The list contains continuation bytes without a lead byte, a lead byte alone, overlong encodings,
    // surrogates, code points beyond U+10FFFF, sequences of five and six bytes, invalid bytes, and incomplete sequences.
    private static readonly string[] Broken =
    [
        "80", "bf", "c3", "c0af", "c1bf", "e080af", "e09fbf", "f08080af", "f08fbfbf", "eda080", "edbfbf", "eda080edb080", "f4908080",
        "f5808080", "f888808080", "fc8480808080", "fe", "ff", "e282", "f09f98", "c328", "e28228", "f09f9828",
    ];

    private static readonly byte[][] LetterOctets = [.. Letters.Select(Encoding.UTF8.GetBytes)];
    private static readonly byte[][] BrokenOctets = [.. Broken.Select(Convert.FromHexString)];

    private static readonly Lazy<byte[]> Bombs = new(() =>
    {
        var part = Deflating.Zeros(1024 * 1024);
        return [.. Enumerable.Repeat((byte[])[.. part, .. Deflating.Tail], BombMebibytes - 1).SelectMany(octets => octets), .. part];
    });

    /// <summary>
    /// The compressed payload of a message of 128 MiB, which is longer than any message that a peer is expected to accept.
    /// </summary>
    public static byte[] Bomb => Bombs.Value;

    /// <summary>Returns a random message size in bytes. Most sizes are small.</summary>
    public static int Size(Dice dice) => dice.Below(10_000) switch
    {
        < 9300 => dice.Of<int>(Sizes),
        < 9980 => dice.Of<int>(LargeSizes),
        _ => dice.Of<int>(LargestSizes),
    };

    /// <summary>Returns the payload of a ping or a pong.</summary>
    public static byte[] Control(Dice dice)
    {
        var size = dice.Chance(70) ? dice.Below(9) : dice.Of<int>([20, 64, 100, 101, 120, 124, 125]);
        var octets = Binary(dice, size);
        return octets.Length > LongestControl ? octets[..LongestControl] : octets;
    }

    /// <summary>
    /// Returns text of at least the given size in bytes. The text can be up to 9 bytes longer, because the last sequence of characters is
    /// not cut off.
    /// </summary>
    public static byte[] Text(Dice dice, int size)
    {
        var octets = new byte[size + 32];
        var filled = 0;
        if (size > 256)
        {
            // Most of a long text is a repeated sequence, so that the compressor finds matches.
            var letters = LetterOctets[dice.Below(LetterOctets.Length)];
            while (filled + letters.Length <= size) Add(letters);
        }

        while (filled < size)
        {
            if (dice.Chance(50)) octets[filled++] = (byte)dice.Between('a', 'z');
            else Add(LetterOctets[dice.Below(LetterOctets.Length)]);
        }

        return octets[..filled];

        void Add(byte[] letters)
        {
            letters.CopyTo(octets, filled);
            filled += letters.Length;
        }
    }

    /// <summary>Returns text that contains an invalid UTF-8 sequence.</summary>
    public static byte[] BrokenText(Dice dice, int size)
    {
        var before = Text(dice, dice.Below(size + 1));
        byte[] after = dice.Chance(40) ? [] : Text(dice, dice.Below(size + 1));
        return [.. before, .. BrokenOctets[dice.Below(BrokenOctets.Length)], .. after];
    }

    /// <summary>Returns binary data of the given size in bytes. The data can be text, which can be up to 9 bytes longer.</summary>
    public static byte[] Binary(Dice dice, int size)
    {
        if (size > 256)
        {
            var octets = new byte[size];
            var pattern = dice.Octets(dice.Between(1, 300));
            for (var at = 0; at < size; at++) octets[at] = pattern[at % pattern.Length];
            return octets;
        }

        return dice.Chance(30) ? Text(dice, size) : dice.Octets(size);
    }

    /// <summary>Returns a payload for a close frame. The payload is invalid if <paramref name="isValid"/> is false.</summary>
    public static byte[] Close(Dice dice, bool isValid)
    {
        if (isValid && dice.Chance(15)) return [];
        if (!isValid && dice.Chance(10)) return [(byte)dice.Below(256)];
        var isBadCode = !isValid && dice.Chance(70);
        var code = isBadCode
            ? dice.Of<int>([0, 1, 3, 100, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 5001, 9999, 65535])
            : dice.Of<int>([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3500, 3999, 4000, 4567, 4999]);
        byte[] reason =
            !isValid && !isBadCode ? BrokenText(dice, 10)
            : dice.Chance(60) ? []
            : dice.Chance(20) ? [.. Enumerable.Repeat((byte)'*', 123)]
            : Text(dice, dice.Below(60));
        return [(byte)(code >> 8), (byte)code, .. reason];
    }
}
