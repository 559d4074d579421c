using System.Text;

namespace Pure.WebSockets;

/// <summary>
/// Bytes as a value: compared by content, printed for people. It refers to the memory that it was made of and never changes it; nor may
/// anybody else, as long as the value lives.
/// </summary>
public readonly struct Octets : IEquatable<Octets>
{
    private const int PrintedBytes = 64;

    private Octets(ReadOnlyMemory<byte> memory) => Memory = memory;

    /// <summary>No bytes.</summary>
    public static Octets Empty => default;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory { get; }

    /// <summary>The number of bytes.</summary>
    public int Length => Memory.Length;

    internal ReadOnlySpan<byte> Span => Memory.Span;

    /// <summary>The bytes as a value. Not copied: they must not change afterwards.</summary>
    public static Octets Of(ReadOnlyMemory<byte> memory) => new(memory);

    /// <summary>The bytes as a value. Not copied: they must not change afterwards.</summary>
    public static Octets Of(byte[] bytes) => new(bytes);

    /// <summary>The UTF-8 form of a text. A surrogate without its pair becomes U+FFFD.</summary>
    public static Octets OfText(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>The bytes as a value. Not copied: they must not change afterwards.</summary>
    public static implicit operator Octets(byte[] bytes) => new(bytes);

    /// <summary>The bytes as a value. Not copied: they must not change afterwards.</summary>
    public static implicit operator Octets(ReadOnlyMemory<byte> memory) => new(memory);

    /// <summary>Whether two runs hold the same bytes.</summary>
    public static bool operator ==(Octets left, Octets right) => left.Equals(right);

    /// <summary>Whether two runs hold different bytes.</summary>
    public static bool operator !=(Octets left, Octets right) => !left.Equals(right);

    /// <summary>A copy in an array of its own.</summary>
    public byte[] ToArray() => Memory.ToArray();

    /// <summary>The bytes read as UTF-8; bytes that are none become U+FFFD.</summary>
    public string ToText() => Encoding.UTF8.GetString(Span);

    /// <inheritdoc/>
    public bool Equals(Octets other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Octets other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>The length and the first 64 bytes, as text in quotes where all are printable ASCII, else in hexadecimal.</summary>
    public override string ToString()
    {
        var shown = Span[..Math.Min(Length, PrintedBytes)];
        var text = shown.ContainsAnyExceptInRange((byte)' ', (byte)'~')
            ? Convert.ToHexStringLower(shown)
            : $"\"{Encoding.ASCII.GetString(shown)}\"";
        return $"[{Length}] {text}{(Length > PrintedBytes ? " …" : "")}";
    }
}
