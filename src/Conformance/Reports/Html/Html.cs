using System.Globalization;
using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Text as it may stand in a page, in an element or in a quoted attribute. Much of it a peer chose: what would be markup is escaped, and
/// what would not be seen, or would change how its neighbours are seen, is shown by its name: control characters as their pictures, and
/// format characters (marks of direction, joiners) and half surrogate pairs by their numbers.
/// </summary>
internal static class Html
{
    private const int ControlPictures = 0x2400;
    private const char Delete = '\x7F';

    /// <summary>The text, on one line.</summary>
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

    /// <summary>A head of HTTP, line by line: only its line ends are not shown.</summary>
    public static string Head(string head) => string.Join('\n', head.Split("\r\n").Select(Text));

    /// <summary>A text within a sentence, whatever the direction of its script.</summary>
    public static string Apart(string text) => text.All(IsLeftToRight) ? Text(text) : $"<bdi>{Text(text)}</bdi>";

    // Latin, Greek and Cyrillic letters, and punctuation, need no setting apart: the scripts that go the other way begin with Hebrew.
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
