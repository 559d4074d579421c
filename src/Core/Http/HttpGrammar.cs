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
    /// Visible characters, spaces, tabs and the bytes above ASCII; no control characters, so that no value can start a line of its own.
    /// </summary>
    public static bool IsFieldValue(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
            if (character is (< ' ' and not '\t') or '\x7F' or > '\xFF') return false;
        return true;
    }

    /// <summary>The characters that may stand in a request target: visible ASCII, no fragment (RFC 9112 §3.2).</summary>
    public static bool IsTarget(ReadOnlySpan<char> text) =>
        !text.IsEmpty && !text.ContainsAnyExceptInRange('!', '~') && !text.Contains('#');
}
