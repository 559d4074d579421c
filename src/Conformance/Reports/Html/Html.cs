using System.Globalization;
using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Encodes text for an element or a quoted attribute of a page. The text can come from a peer, so markup is escaped and invisible
/// characters are made visible. ASCII control characters are shown as Unicode control pictures. Other invisible characters, such as
/// bidirectional marks and unpaired surrogates, are shown as code points.
/// </summary>
internal static class Html
{
    private const int ControlPictures = 0x2400;
    private const char Delete = '\x7F';

    /// <summary>Returns the encoded text, which contains no line breaks.</summary>
    public static string Text(string text)
    {
        var shown = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            shown.Append(Of(text, at));
            if (char.IsSurrogatePair(text, at)) at++;
        }

        return shown.ToString();
    }

    /// <summary>Returns an HTTP head with its lines encoded and separated by LF instead of CR LF.</summary>
    public static string Head(string head) => string.Join('\n', head.Split("\r\n").Select(Text));

    /// <summary>
    /// Returns encoded text for use within a sentence. Text that might contain right-to-left characters is enclosed in a bdi element,
    /// so that this text does not change the order of the surrounding text.
    /// </summary>
    public static string Isolate(string text) => text.All(IsLeftToRight) ? Text(text) : $"<bdi>{Text(text)}</bdi>";

    // Characters before the Hebrew block, such as Latin, Greek and Cyrillic letters, are not written from right to left. The punctuation
    // characters from U+2010 to U+2027 are also not written from right to left.
    private static bool IsLeftToRight(char letter) => letter is < '\u0590' or (>= '\u2010' and <= '\u2027');

    private static string Of(string text, int at) =>
        text[at] switch
        {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            < ' ' => $"{(char)(ControlPictures + text[at])}",
            Delete => "␡",
            _ when !IsSeen(CharUnicodeInfo.GetUnicodeCategory(text, at)) =>
                $"⟨U+{(char.IsSurrogatePair(text, at) ? char.ConvertToUtf32(text, at) : text[at]):X4}⟩",
            _ when char.IsSurrogatePair(text, at) => text.Substring(at, 2),
            _ => $"{text[at]}",
        };

    private static bool IsSeen(UnicodeCategory category) =>
        category
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.OtherNotAssigned
            );
}
