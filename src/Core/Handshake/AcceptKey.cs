using System.Buffers;
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

    private const int Digits = 22;

    private static readonly SearchValues<char> Base64Digits = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    );

    /// <summary>
    /// "When decoded, this value MUST be 16 bytes in length" (§4.1): 22 digits of base64 and two signs of padding. The last digit has
    /// four bits that stand for nothing. They should be zero, but whatever they are the value decodes to
    /// 16 bytes (RFC 4648 §3.5), and the answer is made from the text as it stands: to refuse them would help nobody.
    /// </summary>
    internal static bool IsKey(string key) =>
        key.Length == Digits + 2 && key.EndsWith("==", StringComparison.Ordinal) && !key.AsSpan(0, Digits).ContainsAnyExcept(Base64Digits);
}
