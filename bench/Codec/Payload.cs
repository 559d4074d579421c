using System.Security.Cryptography;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Bench;

/// <summary>What is sent: bytes without any pattern.</summary>
internal static class Payload
{
    public static byte[] Random(int bytes) => RandomNumberGenerator.GetBytes(bytes);

    /// <summary>One frame for each payload, one behind the other, as they reach a server.</summary>
    public static byte[] MaskedFrames(IEnumerable<byte[]> payloads)
    {
        var keys = new MaskKeys();
        return [.. payloads.SelectMany(payload => FrameEncoder.Encode(new Frame(Opcode.Binary, Final: true, Rsv1: false, payload), keys.Next()))];
    }
}
