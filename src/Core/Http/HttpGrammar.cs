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
    /// Returns whether the text has only visible characters, spaces, tabs and bytes above ASCII. Control characters are not allowed, so no
    /// value can start a new line.
    /// </summary>
    public static bool IsFieldValue(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
            if (character is (< ' ' and not '\t') or '\x7F' or > '\xFF') return false;
        return true;
    }

    /// <summary>Returns whether the text is a valid request target: visible ASCII without a fragment (RFC 9112 §3.2).</summary>
    public static bool IsTarget(ReadOnlySpan<char> text) =>
        !text.IsEmpty && !text.ContainsAnyExceptInRange('!', '~') && !text.Contains('#');
}
