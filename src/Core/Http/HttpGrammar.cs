using System.Buffers;

namespace Pure.WebSockets;

/// <summary>The character classes of HTTP (RFC 9110 §5.5, §5.6.2).</summary>
internal static class HttpGrammar
{
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenCharacters);

    /// <summary>
    /// Returns whether the text consists only of visible ASCII characters, spaces, tabs and characters from U+0080 to U+00FF. Line breaks
    /// are not allowed, so a field value cannot start a new header line.
    /// </summary>
    public static bool IsFieldValue(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
            if (character is (< ' ' and not '\t') or '\x7F' or > '\xFF') return false;
        return true;
    }

    /// <summary>
    /// Returns whether the text is not empty and consists only of visible ASCII characters other than "#". The character "#" would start
    /// the fragment component of a URI. This check is less strict than the grammar of a request target (RFC 9112 §3.2).
    /// </summary>
    public static bool IsTarget(ReadOnlySpan<char> text) =>
        !text.IsEmpty && !text.ContainsAnyExceptInRange('!', '~') && !text.Contains('#');
}
