using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Makes text from a peer safe to print on a terminal or to write to an XML file. The resulting text has no unpaired surrogates.
/// </summary>
internal static class PrintableText
{
    private const char Replacement = '\uFFFD';

    /// <summary>
    /// Returns the text as one line that cannot control a terminal. Each line break and each tab is replaced with a space. Other control
    /// characters, unpaired surrogates, and characters that embed, override or isolate the direction of text are replaced with U+FFFD.
    /// </summary>
    public static string OneLine(string text) => Mapped(text, rune => Rune.GetUnicodeCategory(rune) switch
    {
        System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator => new Rune(' '),
        System.Globalization.UnicodeCategory.Control => rune.Value is '\t' or '\n' or '\r' or 0x85 ? new Rune(' ') : new Rune(Replacement),
        _ => IsBidirectionalControl(rune.Value) ? new Rune(Replacement) : rune,
    });

    /// <summary>Returns the text with U+FFFD in place of each character that XML 1.0 does not allow (XML 1.0 §2.2).</summary>
    public static string Xml(string text) =>
        Mapped(text, rune => rune.Value is '\t' or '\n' or '\r' or (>= 0x20 and <= 0xFFFD) or >= 0x10000 ? rune : new Rune(Replacement));

    private static string Mapped(string text, Func<Rune, Rune> map) =>
        text.EnumerateRunes().Aggregate(new StringBuilder(text.Length), (written, rune) => written.Append(map(rune).ToString())).ToString();

    /// <summary>
    /// Returns whether a character begins or ends a passage of text with a different direction. Such characters could make a line look like
    /// a different line.
    /// </summary>
    private static bool IsBidirectionalControl(int value) => value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
