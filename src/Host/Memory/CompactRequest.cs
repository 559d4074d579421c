using System.Text;

namespace Pure.WebSockets.Host;

/// <summary>
/// The compact form of an upgrade request. This form is the text of an HTTP/1.1 request (RFC 9112), in which each common line is replaced
/// by a single letter. For the request of a typical browser, the compact form uses less than a third of the memory of the parsed request.
/// Each open connection stores its request in this form, because few applications read the request.
/// </summary>
internal static class CompactRequest
{
    private const string LineEnd = "\r\n";

    // The letter that replaces the first common line. Each further common line is replaced by the next letter of the alphabet. A letter
    // cannot be mistaken for a real line, because no line of a request consists of only one letter.
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

    /// <summary>Returns the compact form of a request that was received over HTTP/1.1.</summary>
    public static byte[] Of(UpgradeRequest request) =>
        Encoding.Latin1.GetBytes(
            EachLine(
                Encoding.Latin1.GetString(HeadWriter.WriteRequest(new RequestHead("GET", request.Target, request.Headers)).Memory.Span),
                Short
            )
        );

    /// <summary>Parses the compact form and returns a request that is equal to the original request.</summary>
    public static UpgradeRequest Read(byte[] compact) =>
        HeadParser.ParseRequest(Encoding.Latin1.GetBytes(EachLine(Encoding.Latin1.GetString(compact), Whole)))
            .Bind(ServerHandshake.Check)
            .IfLeft(error => throw new InvalidOperationException($"The stored request is invalid: {error.Seen}."));

    private static string EachLine(string head, Func<string, string> change) => string.Join(LineEnd, head.Split(LineEnd).Select(change));

    private static string Short(string line) =>
        Array.IndexOf(Lines, line) is >= 0 and var index ? ((char)(FirstLetter + index)).ToString() : line;

    private static string Whole(string line) => line is [var letter] ? Lines[letter - FirstLetter] : line;
}
