using System.Globalization;
using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Text for an element or a quoted attribute of a page. A peer may have chosen it: markup is escaped, and invisible characters are shown by
/// name. Control characters are shown as pictures; format characters, such as marks of direction, and unpaired surrogates are shown by
/// number.
/// </summary>
internal static class Html
{
    private const int ControlPictures = 0x2400;
    private const char Delete = '\x7F';

    /// <summary>Returns the text in one line.</summary>
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

    /// <summary>Returns an HTTP head, line by line, without its line ends.</summary>
    public static string Head(string head) => string.Join('\n', head.Split("\r\n").Select(Text));

    /// <summary>Returns a text within a sentence, isolated if its script may run from right to left.</summary>
    public static string Isolate(string text) => text.All(IsLeftToRight) ? Text(text) : $"<bdi>{Text(text)}</bdi>";

    // Latin, Greek and Cyrillic letters and punctuation need no isolation: right-to-left scripts begin with Hebrew.
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
