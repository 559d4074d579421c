using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pure.WebSockets;

/// <summary>
/// Packs bits into bytes, starting with the lowest bit of each byte (RFC 1951 §3.1.1). At each call to <see cref="Flush"/>, at least eight
/// bytes of the output memory must be unused.
/// </summary>
internal ref struct BitWriter(Span<byte> output)
{
    private readonly Span<byte> output = output;
    private ulong bits;
    private int count;

    /// <summary>The number of complete bytes that have been written so far.</summary>
    public int Written;

    /// <summary>The number of bits in the incomplete last byte, or 0 if the last byte is complete.</summary>
    public readonly int Open => count & 7;

    /// <summary>
    /// Adds bits without writing them to the output. At most 56 bits may be added between two calls to <see cref="Flush"/>.
    /// </summary>
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

    /// <summary>Pads the current byte with zero bits and writes all complete bytes.</summary>
    public void Align()
    {
        count = (count + 7) & ~7;
        Flush();
    }

    /// <summary>Copies bytes to the output. The caller must call <see cref="Align"/> before this method.</summary>
    public void Copy(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(output[Written..]);
        Written += octets.Length;
    }
}
