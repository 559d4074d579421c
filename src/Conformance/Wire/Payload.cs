using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>A payload as a pattern, repeated and cut to a length. Sixteen megabytes take ten bytes until they are sent.</summary>
/// <param name="Pattern">The bytes to repeat.</param>
/// <param name="Length">The length of the payload.</param>
internal sealed record Payload(ByteString Pattern, int Length)
{
    /// <summary>No bytes.</summary>
    public static Payload Empty { get; } = Of([]);

    /// <summary>These bytes, once.</summary>
    public static Payload Of(byte[] bytes) => new(bytes, bytes.Length);

    /// <summary>Returns a text as UTF-8, once.</summary>
    public static Payload Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Hexadecimal digits as bytes, once.</summary>
    public static Payload OfHex(string digits) => Of(Convert.FromHexString(digits));

    /// <summary>Returns a text, repeated and cut to a length.</summary>
    public static Payload Repeat(string pattern, int length) => new(Encoding.UTF8.GetBytes(pattern), length);

    /// <summary>Hexadecimal digits as bytes, repeated and cut to a length.</summary>
    public static Payload RepeatHex(string digits, int length) => new(Convert.FromHexString(digits), length);

    /// <summary>Returns the bytes of the payload.</summary>
    public ByteString ToOctets()
    {
        if (Length == Pattern.Length) return Pattern;
        var bytes = GC.AllocateUninitializedArray<byte>(Length);
        for (var at = 0; at < Length; at += Pattern.Length)
            Pattern.Memory.Span[..Math.Min(Pattern.Length, Length - at)].CopyTo(bytes.AsSpan(at));
        return bytes;
    }
}
