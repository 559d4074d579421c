using System.Text;

namespace Pure.WebSockets;

/// <summary>
/// A sequence of bytes with value equality. The value refers to the memory from which it was created, and never changes that memory. The
/// caller must not change the memory while the value is in use.
/// </summary>
public readonly struct ByteString : IEquatable<ByteString>
{
    private const int PrintedBytes = 64;

    private ByteString(ReadOnlyMemory<byte> memory) => Memory = memory;

    /// <summary>The empty sequence of bytes.</summary>
    public static ByteString Empty => default;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory { get; }

    /// <summary>The number of bytes.</summary>
    public int Length => Memory.Length;

    internal ReadOnlySpan<byte> Span => Memory.Span;

    /// <summary>
    /// Returns a <see cref="ByteString"/> that refers to the given memory. The bytes are not copied and must not change afterwards.
    /// </summary>
    public static ByteString From(ReadOnlyMemory<byte> memory) => new(memory);

    /// <summary>
    /// Returns a <see cref="ByteString"/> that refers to the given array. The bytes are not copied and must not change afterwards.
    /// </summary>
    public static ByteString From(byte[] bytes) => new(bytes);

    /// <summary>Returns the UTF-8 encoding of the text. An unpaired surrogate becomes U+FFFD.</summary>
    public static ByteString FromText(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// Returns a <see cref="ByteString"/> that refers to the given array. The bytes are not copied and must not change afterwards.
    /// </summary>
    public static implicit operator ByteString(byte[] bytes) => new(bytes);

    /// <summary>
    /// Returns a <see cref="ByteString"/> that refers to the given memory. The bytes are not copied and must not change afterwards.
    /// </summary>
    public static implicit operator ByteString(ReadOnlyMemory<byte> memory) => new(memory);

    /// <summary>Whether both values have the same bytes.</summary>
    public static bool operator ==(ByteString left, ByteString right) => left.Equals(right);

    /// <summary>Whether the values have different bytes.</summary>
    public static bool operator !=(ByteString left, ByteString right) => !left.Equals(right);

    /// <summary>Returns a copy of the bytes in a new array.</summary>
    public byte[] ToArray() => Memory.ToArray();

    /// <summary>Returns the text that the bytes encode in UTF-8. Invalid bytes become U+FFFD.</summary>
    public string ToText() => Encoding.UTF8.GetString(Span);

    /// <inheritdoc/>
    public bool Equals(ByteString other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ByteString other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>
    /// Returns the length and the first 64 bytes. If all these bytes are printable ASCII characters, they are shown as quoted text.
    /// Otherwise, they are shown in hexadecimal.
    /// </summary>
    public override string ToString()
    {
        var shown = Span[..Math.Min(Length, PrintedBytes)];
        var text = shown.ContainsAnyExceptInRange((byte)' ', (byte)'~')
            ? Convert.ToHexStringLower(shown)
            : $"\"{Encoding.ASCII.GetString(shown)}\"";
        return $"[{Length}] {text}{(Length > PrintedBytes ? " …" : "")}";
    }
}
