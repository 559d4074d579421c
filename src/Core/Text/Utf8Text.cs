namespace Pure.WebSockets;

/// <summary>
/// Checks UTF-8 text (RFC 3629). Each piece of text is checked when it arrives, and text is rejected at the first invalid byte (RFC 6455
/// §8.1).
/// </summary>
internal static class Utf8Text
{
    /// <summary>
    /// The result of <see cref="CompletePrefix"/> for invalid text. Invalid text cannot become valid when more bytes arrive.
    /// </summary>
    public const int Invalid = -1;

    /// <summary>
    /// Returns the length in bytes of the longest prefix that consists of complete code points. The text must not start within a code
    /// point. After the prefix, the text has at most three more bytes, which can be the start of a valid code point. Returns
    /// <see cref="Invalid"/> if the text is invalid.
    /// </summary>
    public static int CompletePrefix(ReadOnlySpan<byte> text)
    {
        var tail = IncompleteTail(text);
        return tail >= 0 && Utf8Validator.IsValid(text[..^tail]) ? text.Length - tail : Invalid;
    }

    /// <summary>
    /// Returns the number of bytes of the incomplete code point at the end of the text. Returns 0 if the text does not end with an
    /// incomplete code point. Returns <see cref="Invalid"/> if the last bytes cannot start a valid code point.
    /// </summary>
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

    /// <summary>
    /// Returns whether an incomplete sequence can still become a valid code point. Only the first two bytes affect the result (RFC 3629
    /// §4).
    /// </summary>
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
