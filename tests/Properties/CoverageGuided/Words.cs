using System.Text;

namespace Pure.WebSockets.Properties;

/// <summary>Byte sequences that matter to a target, and that chance does not put together.</summary>
internal static class Words
{
    private static readonly byte[][] Frames =
    [
        [0x81, 0x00],
        [0x82, 0x80, 0, 0, 0, 0],
        [0x01, 0x01, 0x61],
        [0x80, 0x00],
        [0x89, 0x00],
        [0x8A, 0x00],
        [0x88, 0x02, 0x03, 0xE8],
        [0xC1, 0x01, 0x00],
        [0x41, 0x00],
        [0x7E, 0x00, 0x7E],
        [0x7F, 0, 0, 0, 0, 0, 1, 0, 0],
        [0xE2, 0x82, 0xAC],
        [0xF0, 0x9F, 0x98, 0x80],
        [0xED, 0xA0, 0x80],
        [0xC1, 0x07, 0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00],
    ];

    private static readonly string[] Heads =
    [
        "\r\n",
        "\r\n\r\n",
        "GET / HTTP/1.1\r\n",
        "HTTP/1.1 101 x\r\n",
        "Host: a\r\n",
        "Upgrade: websocket\r\n",
        "Connection: Upgrade\r\n",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
        "Sec-WebSocket-Version: 13\r\n",
        "Sec-WebSocket-Protocol: chat\r\n",
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
        "Sec-WebSocket-Extensions: permessage-deflate\r\n",
        "; client_max_window_bits=10",
        "Transfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\n",
        ", ",
        "\"",
        "\t",
        ";",
        "=",
        "%41",
        "[::1]:80",
    ];

    private static readonly byte[][] Blocks =
    [
        [0x00, 0x00, 0x00, 0xFF, 0xFF],
        [0x03, 0x00],
        [0x01, 0x00],
        [0x00, 0x05, 0x00, 0xFA, 0xFF],
        [0x02],
        [0x04, 0xC0],
        [0x06],
        [0xF2, 0x48],
    ];

    /// <summary>Returns the sequences for a target.</summary>
    public static byte[][] Of(string target) => target switch
    {
        nameof(FuzzTargets.Step) => Frames,
        nameof(FuzzTargets.Head) => [.. Heads.Select(Encoding.ASCII.GetBytes)],
        nameof(FuzzTargets.Inflate) => Blocks,
        _ => [.. Forgery.Numbers.Select(number => BitConverter.GetBytes(number).Reverse().ToArray())],
    };
}
