using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// Generates heads of the opening handshake. A head is valid, rejects the upgrade, or differs from a valid head in one line, which is
/// replaced, removed, repeated or added.
/// </summary>
internal static class Heads
{
    public static string[] RequestLines { get; } =
    [
        "GET /chat HTTP/1.1",
        "Host: example.com",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Protocol: chat, superchat",
    ];

    public static string[] ResponseLines { get; } =
    [
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        "Sec-WebSocket-Protocol: chat",
    ];

    private static readonly string[] OddLines =
    [
        "X: y",
        "X:",
        "x:  \t",
        "X : y",
        ": y",
        " folded",
        "\tfolded",
        "no colon",
        "X: a\0b",
        "X: a\u007f",
        "Content-Length: 5",
        "Content-Length: 0",
        "Transfer-Encoding: chunked",
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
        "Sec-WebSocket-Extensions: a; b=\"c\"",
        "Sec-WebSocket-Extensions: a; b=\"",
        "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=\"09\"",
        "Sec-WebSocket-Extensions: ,",
        "Host: other",
        "Upgrade: h2c",
        "Connection: close",
        "Sec-WebSocket-Version: 8",
        "Sec-WebSocket-Protocol: chat",
        "Sec-WebSocket-Protocol: a b",
        "Sec-WebSocket-Accept: AAAA",
        "bare\nline: feed",
        "bare\rcarriage: return",
        "Ünicode: x",
        "X: Ünicode",
    ];

    private static readonly string[] OddFirstLines =
    [
        "POST /chat HTTP/1.1",
        "GET /chat HTTP/1.0",
        "GET /chat HTTP/2",
        "GET  /chat HTTP/1.1",
        "GET /#f HTTP/1.1",
        "",
        "GET",
        "HTTP/1.1 200 OK",
        "HTTP/1.1 404 Not Found",
        "HTTP/1.1 100 Continue",
        "HTTP/1.1 103",
        "HTTP/1.1 204 ",
        "HTTP/1.1 99 x",
        "HTTP/1.1 1000 x",
        "HTTP/1.0 101 x",
        "HTTP/1.1 401 Unauthorized",
        "HTTP/1.1 101 a\0b",
    ];

    private static readonly string[] Bodies =
    [
        "",
        "hello",
        "5\r\nhello\r\n0\r\n\r\n",
        "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: x\r\n\r\n",
        "zz\r\n",
        "FFFFFFFFFFFF\r\nabc",
        "\r\n\r\n",
        new string('b', 300),
        // The chunk framing of these two bodies is longer than their content, but only the content counts towards the limit for the body
        // (Limits.MaxHeadBytes).
        string.Concat(Enumerable.Repeat("1;x\r\ny\r\n", 30)) + "0\r\n\r\n",
        string.Concat(Enumerable.Repeat("1;no interest\r\ny\r\n", 60)) + "0\r\n\r\n",
    ];

    public static byte[] Of(IEnumerable<string> lines, string body = "") =>
        Encoding.Latin1.GetBytes(string.Join("\r\n", lines) + "\r\n\r\n" + body);

    /// <summary>Returns a generator of the bytes of a head and its body. Most heads are valid.</summary>
    public static Gen<byte[]> To(Role role) => Any(role).Select(head => head.ToBytes());

    /// <summary>Returns a generator of heads. Most heads are valid.</summary>
    public static Gen<OpeningHead> Any(Role role)
    {
        var good = Good(role);
        return Gen.Frequency(
            (10, Gen.Constant(new OpeningHead(role, good))),
            (role == Role.Server ? 4 : 2, WithCompression(role)),
            (role == Role.Client ? 2 : 0, Gen.Constant(AfterEarlyHints)),
            (4, Broken(role)),
            (role == Role.Client ? 4 : 0, RefusingHead));
    }

    /// <summary>
    /// Returns a generator of valid heads, with or without permessage-deflate. A response with permessage-deflate is valid only if it
    /// answers the client's offer.
    /// </summary>
    public static Gen<OpeningHead> Valid(Role role) =>
        Gen.Frequency(
            (10, Gen.Constant(new OpeningHead(role, Good(role)))),
            (4, WithCompression(role)),
            (role == Role.Client ? 2 : 0, Gen.Constant(AfterEarlyHints))
        );

    /// <summary>
    /// Returns smaller heads, without the body or without one of the lines. A line is removed only if it is repeated, or if the standard
    /// valid head does not contain the line. The first line is never removed.
    /// </summary>
    public static IEnumerable<OpeningHead> Shrink(OpeningHead head)
    {
        if (head.Body.Length > 0) yield return head with { Body = "" };
        var good = Good(head.Receiver);
        string[] lines = [.. head.Lines];
        for (var at = 1; at < lines.Length; at++)
            if (!good.Contains(lines[at], StringComparer.Ordinal) || lines[..at].Contains(lines[at], StringComparer.Ordinal))
                yield return head with { Lines = [.. lines[..at], .. lines[(at + 1)..]] };
    }

    /// <summary>
    /// A response that rejects the upgrade. The head can contain the correct or a wrong length of the body. Otherwise, the body is chunked,
    /// or the body ends at the end of the stream.
    /// </summary>
    public static Gen<byte[]> Refusal => RefusingHead.Select(head => head.ToBytes());

    private static OpeningHead AfterEarlyHints { get; } =
        new(Role.Client, ["HTTP/1.1 103 Early Hints", "Link: x", "", .. ResponseLines]);

    private static string[] Good(Role role) => role == Role.Server ? RequestLines : ResponseLines;

    private static Gen<OpeningHead> WithCompression(Role role) =>
        Compression.Element(role).Select(element => new OpeningHead(role, [.. Good(role), $"Sec-WebSocket-Extensions: {element}"]));

    /// <summary>
    /// Returns a generator of heads in which a line is missing, repeated or added, or in which the first line is replaced.
    /// </summary>
    private static Gen<OpeningHead> Broken(Role role) =>
        from at in Gen.Choose(0, Good(role).Length - 1)
        from odd in Gen.Elements(OddLines)
        from oddFirst in Gen.Elements(OddFirstLines)
        from how in Gen.Choose(0, 4)
        let good = Good(role)
        select new OpeningHead(role, how switch
        {
            0 => [.. good[..at], .. good[(at + 1)..]],
            1 => [.. good[..at], good[at], .. good[at..]],
            2 => [.. good, odd],
            3 => [good[0], odd, .. good[1..]],
            _ => [oddFirst, .. good[1..]],
        });

    private static Gen<OpeningHead> RefusingHead =>
        from status in Gen.Elements("200 OK", "204 No Content", "302 Found", "401 Unauthorized", "503")
        from body in Gen.Elements(Bodies)
        from framing in Gen.Elements(
            $"Content-Length: {body.Length}",
            "Content-Length: 3",
            "Content-Length: 9999999999999",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: chunked",
            "X: to the end"
        )
        select new OpeningHead(Role.Client, [$"HTTP/1.1 {status}", framing]) { Body = body };
}
