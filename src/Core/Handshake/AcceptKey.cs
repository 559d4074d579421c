using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Pure.WebSockets;

/// <summary>The proof that a server understood the handshake (RFC 6455 §4.2.2, step 5.4).</summary>
public static class AcceptKey
{
    // SHA-1 is what the RFC prescribes: it proves understanding, not secrecy.
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>The number of random bytes in a key.</summary>
    public const int NonceBytes = 16;

    /// <summary>The value of Sec-WebSocket-Accept that answers a value of Sec-WebSocket-Key.</summary>
    public static string For(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid)));

    /// <summary>"When decoded, this value MUST be 16 bytes in length" (§4.1): 22 digits of base64 and two signs of padding.</summary>
    internal static bool IsKey(string key) => key.Length == 24 && Base64.IsValid(key, out var bytes) && bytes == NonceBytes;
}
