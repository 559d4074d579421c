using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Pure.WebSockets;

/// <summary>The proof that a server understood the handshake (RFC 6455 §4.2.2, step 5.4).</summary>
public static class AcceptKey
{
    // The RFC prescribes SHA-1. It proves understanding and protects no secret.
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>The number of random bytes in a key.</summary>
    public const int NonceBytes = 16;

    /// <summary>Returns the value of Sec-WebSocket-Accept that answers a value of Sec-WebSocket-Key.</summary>
    public static string Compute(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid)));

    private const int Digits = 22;

    private static readonly SearchValues<char> Base64Digits = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    );

    /// <summary>
    /// "When decoded, this value MUST be 16 bytes in length" (§4.1): 22 digits of base64 and two padding signs. The last digit has four
    /// unused bits. They should be zero (RFC 4648 §3.5), but any value decodes to 16 bytes and the answer uses the text as it is, so they
    /// are not checked.
    /// </summary>
    internal static bool IsKey(string key) =>
        key.Length == Digits + 2 && key.EndsWith("==", StringComparison.Ordinal) && !key.AsSpan(0, Digits).ContainsAnyExcept(Base64Digits);
}
