namespace Pure.WebSockets;

/// <summary>Names and values that stand in almost every opening handshake: kept once, not once for each connection that holds its request.</summary>
internal static class FieldWords
{
    private static readonly System.Collections.Generic.HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal)
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
        "websocket",
        "keep-alive, Upgrade",
        "13",
        "no-cache",
        "permessage-deflate",
        "permessage-deflate; client_max_window_bits",
        "gzip, deflate, br",
        "gzip, deflate, br, zstd",
        "*/*",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The same text, as the one string that all share where it is such a word.</summary>
    public static string Of(ReadOnlySpan<char> text) => Known.TryGetValue(text, out var word) ? word : text.ToString();
}
