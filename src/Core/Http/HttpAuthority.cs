using System.Buffers;
using System.Globalization;

namespace Pure.WebSockets;

/// <summary>
/// A host with or without a port, as in Host, :authority and origins (RFC 3986 §3.2.2, RFC 9110 §4.2.1). It has no user, and the host is
/// not empty.
/// </summary>
/// <param name="Host">A name or an address, as it was written.</param>
/// <param name="Port">The port, or null if there is none.</param>
internal readonly record struct HttpAuthority(string Host, int? Port)
{
    // "unreserved" and "sub-delims".
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("-._~!$&'()*+,;=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create(":.0123456789ABCDEFabcdef");

    /// <summary>Parses a host and a port. Returns null if the text is not valid.</summary>
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
    /// An IPv6 address has at least one colon, and only hexadecimal digits, colons and dots. The operating system decides which of these
    /// texts are addresses.
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
