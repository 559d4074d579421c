using System.Text;

namespace Pure.WebSockets.Host;

/// <summary>
/// An upgrade request as it stands on the wire, by HTTP/1.1 (RFC 9112), but for lines that almost all have: a third or less of the memory
/// that its fields take as strings. Connections that are open hold theirs, and hardly any application asks for it.
/// </summary>
internal static class WrittenRequest
{
    private const string LineEnd = "\r\n";

    // In place of each stands one letter: no line of a request is as short.
    private const char FirstLetter = 'A';

    private static readonly string[] Lines =
    [
        "GET / HTTP/1.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Connection: keep-alive, Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Extensions: permessage-deflate",
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
        "Pragma: no-cache",
        "Cache-Control: no-cache",
        "Accept: */*",
        "Accept-Encoding: gzip, deflate, br",
        "Accept-Encoding: gzip, deflate, br, zstd",
        "Sec-Fetch-Dest: empty",
        "Sec-Fetch-Mode: websocket",
        "Sec-Fetch-Site: same-origin",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: cross-site",
    ];

    /// <summary>The octets of a request that came as HTTP/1.1 has it.</summary>
    public static byte[] Of(UpgradeRequest request) =>
        Encoding.Latin1.GetBytes(
            EachLine(
                Encoding.Latin1.GetString(HeadWriter.WriteRequest(new RequestHead("GET", request.Target, request.Headers)).Memory.Span),
                Short
            )
        );

    /// <summary>The same request.</summary>
    public static UpgradeRequest Read(byte[] octets) =>
        HeadParser.ParseRequest(Encoding.Latin1.GetBytes(EachLine(Encoding.Latin1.GetString(octets), Whole)))
            .Bind(ServerHandshake.Check)
            .IfLeft(error => throw new InvalidOperationException($"What was a request is none: {error.Seen}."));

    private static string EachLine(string head, Func<string, string> change) => string.Join(LineEnd, head.Split(LineEnd).Select(change));

    private static string Short(string line) =>
        Array.IndexOf(Lines, line) is >= 0 and var index ? ((char)(FirstLetter + index)).ToString() : line;

    private static string Whole(string line) => line is [var letter] ? Lines[letter - FirstLetter] : line;
}
