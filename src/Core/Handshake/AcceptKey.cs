using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Pure.WebSockets;

/// <summary>The value with which a server proves that it understood the opening handshake (RFC 6455 §4.2.2, step 5.4).</summary>
public static class AcceptKey
{
    // RFC 6455 requires SHA-1. The weaknesses of SHA-1 do not matter here, because the hash does not protect a secret. The hash only proves
    // that the server understood the request.
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>The number of random bytes that a Sec-WebSocket-Key value encodes.</summary>
    public const int NonceBytes = 16;

    /// <summary>Returns the Sec-WebSocket-Accept value for the given Sec-WebSocket-Key value.</summary>
    public static string Compute(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid)));

    private const int Digits = 22;

    private static readonly SearchValues<char> Base64Digits = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    );

    /// <summary>
    /// Returns whether the text is "a base64-encoded … value that, when decoded, is 16 bytes in length" (§4.2.1). A valid key has 22 base64
    /// digits and two padding characters. The last digit has four unused bits, which should be zero (RFC 4648 §3.5). These bits are not
    /// checked, because the text decodes to 16 bytes regardless of their values.
    /// </summary>
    internal static bool IsKey(string key) =>
        key.Length == Digits + 2 && key.EndsWith("==", StringComparison.Ordinal) && !key.AsSpan(0, Digits).ContainsAnyExcept(Base64Digits);
}
