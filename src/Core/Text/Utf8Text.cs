namespace Pure.WebSockets;

/// <summary>
/// UTF-8 as RFC 3629 has it: checked as it arrives, refused at the first byte that no continuation can mend (RFC 6455 §8.1).
/// </summary>
internal static class Utf8Text
{
    /// <summary>What <see cref="CompletePrefix"/> answers for text that no continuation can mend.</summary>
    public const int Invalid = -1;

    /// <summary>
    /// The length of the longest prefix that ends on a code point, for text that starts on one. What follows the prefix, at most three
    /// bytes, is the valid start of a code point. <see cref="Invalid"/> when some byte can be part of no text.
    /// </summary>
    public static int CompletePrefix(ReadOnlySpan<byte> text)
    {
        var tail = IncompleteTail(text);
        return tail >= 0 && Utf8Validator.IsValid(text[..^tail]) ? text.Length - tail : Invalid;
    }

    /// <summary>How many bytes at the end start a code point without ending it; <see cref="Invalid"/> when they can start none.</summary>
    private static int IncompleteTail(ReadOnlySpan<byte> text)
    {
        var last = Math.Min(3, text.Length);
        for (var back = 1; back <= last; back++)
        {
            var octet = text[^back];
            if ((octet & 0xC0) == 0x80) continue;
            var length = LengthAnnouncedBy(octet);
            if (length <= back) return 0;
            return IsStartOfCodePoint(text[^back..]) ? back : Invalid;
        }

        return 0;
    }

    private static int LengthAnnouncedBy(byte lead) => lead switch
    {
        < 0xC0 => 1,
        < 0xE0 => 2,
        < 0xF0 => 3,
        _ => 4,
    };

    /// <summary>Whether a sequence that is too short could still become a code point: the second byte decides (RFC 3629 §4).</summary>
    private static bool IsStartOfCodePoint(ReadOnlySpan<byte> start) => start switch
    {
        [0xC0 or 0xC1 or > 0xF4, ..] => false,
        [0xE0, < 0xA0, ..] => false,
        [0xED, > 0x9F, ..] => false,
        [0xF0, < 0x90, ..] => false,
        [0xF4, > 0x8F, ..] => false,
        _ => true,
    };
}
