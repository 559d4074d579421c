using System.Text;

namespace Pure.WebSockets.Properties;

/// <summary>The bytes of the opening handshake in the small world: valid, invalid, cut, too long, and with more bytes after them.</summary>
internal sealed class HeadLetters(World world)
{
    private const int BodyOctets = 100;

    public IEnumerable<Letter> All => world.Role == Role.Server ? Requests : Responses;

    private IEnumerable<Letter> Requests =>
        [
            .. Parts("request", Heads.Of([.. Heads.RequestLines, .. Extension("permessage-deflate")])),
            Of(
                "request without a key",
                Heads.Of(Heads.RequestLines.Where(line => !line.StartsWith("Sec-WebSocket-Key", StringComparison.Ordinal)))
            ),
            Of("request and one more byte", [.. Heads.Of([.. Heads.RequestLines, .. Extension("permessage-deflate")]), 0x89]),
        ];

    private IEnumerable<Letter> Responses =>
        [
            .. Parts("response", Response),
            Of(
                "response with another's proof",
                Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Response).Replace("s3pP", "S3Pp", StringComparison.Ordinal))
            ),
            Of("response and a ping", [.. Response, 0x89, 0x00]),
            Of("interim response", Heads.Of(["HTTP/1.1 103 Early Hints"])),
            Of("refusal without a body", Heads.Of(["HTTP/1.1 403 Forbidden", "Content-Length: 0"])),
            Of("refusal with a body", Heads.Of(["HTTP/1.1 403 Forbidden", $"Content-Length: {BodyOctets + 1}"])),
            Of("refusal with a body to the end", Heads.Of(["HTTP/1.1 403 Forbidden"])),
            new("body", new Input.Received(new byte[BodyOctets]), Reading.Body),
        ];

    private byte[] Response =>
        Heads.Of([
            .. Heads.ResponseLines,
            .. Extension(
                world.Takeover ? "permessage-deflate" : "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
            ),
        ]);

    private IEnumerable<Letter> Parts(string name, byte[] head) =>
    [
        Of(name, head),
        Of($"first half of a {name}", head[..(head.Length / 2)]),
        Of($"second half of a {name}", head[(head.Length / 2)..]),
        Of("line feed alone", [(byte)'\n']),
        Of("head too long", [.. Begun, .. Enumerable.Repeat((byte)'a', world.Options.Limits.MaxHeadBytes + 1)]),
    ];

    // A first line that may be endless.
    private byte[] Begun => Encoding.Latin1.GetBytes(world.Role == Role.Server ? "GET /" : "HTTP/1.1 101 ");

    private string[] Extension(string element) => world.Compressing ? [$"Sec-WebSocket-Extensions: {element}"] : [];

    private static Letter Of(string name, byte[] octets) => new(name, new Input.Received(octets), Reading.Head);
}
