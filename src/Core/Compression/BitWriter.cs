using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pure.WebSockets;

/// <summary>
/// Writes bits to bytes, the first bit lowest (RFC 1951 §3.1.1). The output must have room for eight more bytes than are written.
/// </summary>
internal ref struct BitWriter(Span<byte> output)
{
    private readonly Span<byte> output = output;
    private ulong bits;
    private int count;

    /// <summary>The number of complete bytes so far.</summary>
    public int Written;

    /// <summary>The number of bits so far that do not make a complete byte.</summary>
    public readonly int Open => count & 7;

    /// <summary>Adds bits without writing them: at most 56 between two calls of <see cref="Flush"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong value, int length)
    {
        bits |= value << count;
        count += length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Flush()
    {
        if (Written > output.Length - sizeof(ulong))
            throw new InvalidOperationException("The bound of a compressed message is wrong.");
        Unsafe.WriteUnaligned(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(output), Written),
            BitConverter.IsLittleEndian ? bits : BinaryPrimitives.ReverseEndianness(bits)
        );
        Written += count >> 3;
        bits >>= count & 0x38;
        count &= 7;
    }

    /// <summary>Fills the current byte with zeros.</summary>
    public void Align()
    {
        count = (count + 7) & ~7;
        Flush();
    }

    /// <summary>Adds complete bytes, after <see cref="Align"/>.</summary>
    public void Copy(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(output[Written..]);
        Written += octets.Length;
    }
}
