using System.Buffers;
using System.Globalization;

namespace Pure.WebSockets;

/// <summary>
/// A host with an optional port, as in the Host header field, in ":authority" and in origins (RFC 3986 §3.2.2, RFC 9110 §4.2.1). User
/// information is not allowed, and the host must not be empty.
/// </summary>
/// <param name="Host">The name or the address of the host, in the same spelling as in the text.</param>
/// <param name="Port">The port, or null if the text has no port.</param>
internal readonly record struct HttpAuthority(string Host, int? Port)
{
    // The characters that the "unreserved" and "sub-delims" rules allow (RFC 3986 §2.2, §2.3).
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("-._~!$&'()*+,;=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create(":.0123456789ABCDEFabcdef");

    /// <summary>Parses a host with an optional port. Returns null if the text is not valid.</summary>
    public static HttpAuthority? Parse(string text)
    {
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1
            : text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? colon
            : text.Length;
        var host = text[..end];
        if (!(host.StartsWith('[') ? IsAddress(host.AsSpan()[1..^1]) : IsName(host))) return null;
        return text[end..] is not [':', .. var port] ? end == text.Length ? new HttpAuthority(host, null) : null
            : port.Length == 0 ? new HttpAuthority(host, null)
            : ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new HttpAuthority(host, number)
            : null;
    }

    /// <summary>
    /// Returns whether the text has the characters of an IPv6 address. The text must have at least one colon and consist only of
    /// hexadecimal digits, colons and dots. No further checks are made.
    /// </summary>
    private static bool IsAddress(ReadOnlySpan<char> text) => text.Contains(':') && !text.ContainsAnyExcept(AddressCharacters);

    private static bool IsName(ReadOnlySpan<char> text)
    {
        for (var rest = text; ; rest = rest[3..])
        {
            var other = rest.IndexOfAnyExcept(NameCharacters);
            if (other < 0) return !text.IsEmpty;
            rest = rest[other..];
            if (rest is not ['%', var high, var low, ..] || !char.IsAsciiHexDigit(high) || !char.IsAsciiHexDigit(low)) return false;
        }
    }
}
