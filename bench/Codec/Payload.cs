using System.Security.Cryptography;
using System.Text;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Bench;

/// <summary>Creates payloads.</summary>
internal static class Payload
{
    /// <summary>Bytes without any pattern.</summary>
    public static byte[] Random(int bytes) => RandomNumberGenerator.GetBytes(bytes);

    /// <summary>
    /// Text of exactly this many bytes, either ASCII or with equally many code points of one to four bytes. The same seed gives the same
    /// text.
    /// </summary>
    public static byte[] Text(int bytes, bool multiByte, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        while (text.Length < bytes)
            text.Append(
                new Rune(
                    multiByte
                        ? random.Next(4) switch
                        {
                            0 => random.Next('a', 'z'),
                            1 => random.Next(0x3B1, 0x3C9),
                            2 => random.Next(0x4E00, 0x9FA5),
                            _ => random.Next(0x1F300, 0x1F5FF),
                        }
                        : random.Next('a', 'z')
                )
            );
        text.Append('.');
        var encoded = Encoding.UTF8.GetBytes(text.ToString());
        var length = bytes;
        while ((encoded[length] & 0xC0) == 0x80) length--;

        // The bytes after the last code point are filled with dots.
        encoded.AsSpan(length, bytes - length).Fill((byte)'.');
        return encoded[..bytes];
    }

    /// <summary>The frames of the payloads, one after the other, as a server receives them.</summary>
    public static byte[] MaskedFrames(IEnumerable<byte[]> payloads, MessageKind kind)
    {
        var keys = new MaskKeys();
        return
        [
            .. payloads.SelectMany(payload => FrameEncoder.Encode(new Frame((Opcode)kind, Final: true, Rsv1: false, payload), keys.Next())),
        ];
    }
}
