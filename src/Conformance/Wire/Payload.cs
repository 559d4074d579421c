using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A payload that repeats a pattern of bytes up to the length of the payload. Only the pattern is stored. A payload of 16 MiB with a
/// short pattern therefore needs only a few bytes of memory until the payload is sent.
/// </summary>
/// <param name="Pattern">The bytes to repeat.</param>
/// <param name="Length">The length of the payload in bytes.</param>
internal sealed record Payload(ByteString Pattern, int Length)
{
    /// <summary>The empty payload.</summary>
    public static Payload Empty { get; } = Of([]);

    /// <summary>Returns a payload that consists of the given bytes.</summary>
    public static Payload Of(byte[] bytes) => new(bytes, bytes.Length);

    /// <summary>Returns a payload that consists of the given text in UTF-8.</summary>
    public static Payload Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Returns a payload with the bytes that a hexadecimal string represents.</summary>
    public static Payload OfHex(string digits) => Of(Convert.FromHexString(digits));

    /// <summary>Returns a payload that repeats the given text in UTF-8, up to the given length in bytes.</summary>
    public static Payload Repeat(string pattern, int length) => new(Encoding.UTF8.GetBytes(pattern), length);

    /// <summary>Returns a payload that repeats the bytes that a hexadecimal string represents, up to the given length in bytes.</summary>
    public static Payload RepeatHex(string digits, int length) => new(Convert.FromHexString(digits), length);

    /// <summary>Returns whether both payloads consist of the same bytes. The patterns of the payloads can be different.</summary>
    public bool Equals(Payload? other) =>
        other is not null && Length == other.Length && (Pattern == other.Pattern || ToOctets() == other.ToOctets());

    /// <inheritdoc/>
    public override int GetHashCode() => Length;

    /// <summary>Returns the bytes of the payload.</summary>
    public ByteString ToOctets()
    {
        if (Length == Pattern.Length) return Pattern;
        var bytes = GC.AllocateUninitializedArray<byte>(Length);
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Copies the bytes of the payload to a buffer, which must be large enough.</summary>
    public void CopyTo(Span<byte> buffer)
    {
        Pattern.Memory.Span[..Math.Min(Pattern.Length, Length)].CopyTo(buffer);
        // Each copy doubles the bytes that are written. To copy the pattern each time is slow if the pattern is a single byte.
        for (long written = Pattern.Length; written < Length; written *= 2)
            buffer.Slice(0, (int)Math.Min(written, Length - written)).CopyTo(buffer[(int)written..]);
    }
}
