using System.Buffers.Binary;
using System.Numerics;

namespace Pure.WebSockets;

/// <summary>The 32-bit key that a client masks a frame with (RFC 6455 §5.3). Drawn by the host from a cryptographic generator, a fresh one for each frame.</summary>
/// <param name="Bits">The four bytes, the first on the wire in the lowest eight bits.</param>
public readonly record struct MaskKey(uint Bits)
{
    /// <summary>The key made of the four bytes as they stand on the wire.</summary>
    public static MaskKey FromBytes(byte first, byte second, byte third, byte fourth) =>
        new(first | ((uint)second << 8) | ((uint)third << 16) | ((uint)fourth << 24));

    /// <inheritdoc/>
    public override string ToString() => BinaryPrimitives.ReverseEndianness(Bits).ToString("x8");
}

/// <summary>Masking and unmasking are one operation: octet i of the payload is combined with octet i modulo 4 of the key by exclusive or (RFC 6455 §5.3).</summary>
internal static class Masking
{
    /// <summary>Writes the combination of <paramref name="source"/> and key to <paramref name="destination"/>, which is as long or longer. The source stays as it is.</summary>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> destination, MaskKey key)
    {
        if (key.Bits == 0)
        {
            source.CopyTo(destination);
            return;
        }

        var at = 0;
        if (source.Length >= Vector<byte>.Count)
        {
            var keys = Vector.AsVectorByte(new Vector<uint>(InMemoryOrder(key.Bits)));
            for (; at <= source.Length - Vector<byte>.Count; at += Vector<byte>.Count)
                (new Vector<byte>(source[at..]) ^ keys).CopyTo(destination[at..]);
        }

        // A vector is a multiple of the key's four bytes, so the key's phase at the tail is still zero.
        var rest = key.Bits;
        for (; at < source.Length; at++)
        {
            destination[at] = (byte)(source[at] ^ rest);
            rest = BitOperations.RotateRight(rest, 8);
        }
    }

    /// <summary>The key whose first byte belongs to the octet that follows <paramref name="count"/> more.</summary>
    public static MaskKey Advance(MaskKey key, int count) => new(BitOperations.RotateRight(key.Bits, 8 * (count & 3)));

    private static uint InMemoryOrder(uint bits) => BitConverter.IsLittleEndian ? bits : BinaryPrimitives.ReverseEndianness(bits);
}
