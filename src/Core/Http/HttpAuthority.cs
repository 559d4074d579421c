using System.Buffers;
using System.Globalization;

namespace Pure.WebSockets;

/// <summary>
/// A host with or without a port, as Host, :authority and origins name it (RFC 3986 §3.2.2, RFC 9110 §4.2.1). A user, and an empty host,
/// are none of it.
/// </summary>
/// <param name="Host">A name or an address, as it was written.</param>
/// <param name="Port">The port; null where none is named.</param>
internal readonly record struct HttpAuthority(string Host, int? Port)
{
    // "unreserved" and "sub-delims".
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("-._~!$&'()*+,;=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create(":.0123456789ABCDEFabcdef");

    /// <summary>The host and the port that the text names; null where it is no such text.</summary>
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
    /// An address of IPv6 has a colon at least, and nothing but hexadecimal digits, colons and dots: which of them are addresses the
    /// system knows.
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
