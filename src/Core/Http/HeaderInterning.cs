namespace Pure.WebSockets;

/// <summary>
/// Interns header names and values that are common in opening handshakes. All connections share one string for each common name or value.
/// </summary>
internal static class HeaderInterning
{
    private static readonly System.Collections.Generic.HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Known =
        new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal)
        {
            "/",
            "Host",
            "Upgrade",
            "Connection",
            "Origin",
            "Cookie",
            "Authorization",
            "User-Agent",
            "Accept",
            "Accept-Encoding",
            "Accept-Language",
            "Cache-Control",
            "Pragma",
            "Sec-Fetch-Dest",
            "Sec-Fetch-Mode",
            "Sec-Fetch-Site",
            "Sec-WebSocket-Key",
            "Sec-WebSocket-Version",
            "Sec-WebSocket-Protocol",
            "Sec-WebSocket-Extensions",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "permessage-deflate",
            "permessage-deflate; client_max_window_bits",
            "gzip, deflate, br",
            "gzip, deflate, br, zstd",
            "*/*",
        }.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly Header[] Fields =
    [
        new("Upgrade", "websocket"),
        new("Connection", "Upgrade"),
        new("Connection", "keep-alive, Upgrade"),
        new("Sec-WebSocket-Version", "13"),
        new("Pragma", "no-cache"),
        new("Cache-Control", "no-cache"),
    ];

    /// <summary>Returns the shared string for a common name or value. For any other text, returns a new string.</summary>
    public static string Intern(ReadOnlySpan<char> text) => Known.TryGetValue(text, out var word) ? word : text.ToString();

    /// <summary>
    /// Returns the shared header field for a common combination of name and value. For any other combination, returns a new header field.
    /// </summary>
    public static Header Intern(string name, string value)
    {
        foreach (var field in Fields)
            if (field.Value == value && field.Name == name) return field;
        return new Header(Intern(name), Intern(value));
    }
}
