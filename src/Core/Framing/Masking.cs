using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pure.WebSockets;

/// <summary>
/// The 32-bit masking key with which a client masks a frame (RFC 6455 §5.3). The host generates a new key for each frame with a
/// cryptographic random generator.
/// </summary>
/// <param name="Bits">The four bytes of the key. The first byte on the wire is in the lowest eight bits.</param>
public readonly record struct MaskKey(uint Bits)
{
    /// <summary>Creates a key from its four bytes, in wire order.</summary>
    public static MaskKey FromBytes(byte first, byte second, byte third, byte fourth) =>
        new(first | ((uint)second << 8) | ((uint)third << 16) | ((uint)fourth << 24));

    /// <summary>Returns the four bytes of the key in hexadecimal, in wire order.</summary>
    public override string ToString() => BinaryPrimitives.ReverseEndianness(Bits).ToString("x8");
}

/// <summary>
/// Masks and unmasks payloads. The two operations are identical. Byte i of the payload is XORed with byte (i modulo 4) of the key (RFC 6455
/// §5.3). The payload is copied to the destination in the same pass, with the widest vectors that the processor supports.
/// </summary>
internal static class Masking
{
    private const int Line = 64;

    /// <summary>The minimum payload length, in bytes, for which aligning the writes to cache lines saves time.</summary>
    private const int Long = 2048;

    private interface IPayload
    {
        /// <summary>Whether the payload is checked for ASCII.</summary>
        static abstract bool IsText { get; }
    }

    /// <summary>
    /// Masks the source bytes with the key and writes the result to the destination. The destination must be at least as long as the source
    /// and must not overlap it. The source does not change.
    /// </summary>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> destination, MaskKey key) => Apply<Bytes>(source, destination, key);

    /// <summary>
    /// Does the same, and checks the text in the same pass. Returns true if all written bytes are ASCII. If the result is false, some bytes
    /// are not ASCII, or the method has not checked them, because the text is long or the key is zero.
    /// </summary>
    public static bool ApplyToText(ReadOnlySpan<byte> source, Span<byte> destination, MaskKey key) =>
        Apply<Text>(source, destination, key);

    /// <summary>Returns the key with which masking continues after the given number of payload bytes.</summary>
    public static MaskKey Advance(MaskKey key, int count) => new(BitOperations.RotateRight(key.Bits, 8 * (count & 3)));

    private static bool Apply<TPayload>(ReadOnlySpan<byte> source, Span<byte> destination, MaskKey key)
        where TPayload : struct, IPayload
    {
        if (key.Bits == 0)
        {
            source.CopyTo(destination);
            return false;
        }

        destination = destination[..source.Length];
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(destination);
        var length = (nuint)source.Length;
        if (Vector512.IsHardwareAccelerated && length >= (nuint)Vector512<byte>.Count)
            return Wide512<TPayload>(ref from, ref to, length, key);
        if (Vector256.IsHardwareAccelerated && length >= (nuint)Vector256<byte>.Count)
            return Wide256<TPayload>(ref from, ref to, length, key);
        if (length >= (nuint)Vector128<byte>.Count) return Wide128<TPayload>(ref from, ref to, length, key);
        if (length >= sizeof(ulong)) return Narrow64<TPayload>(ref from, ref to, length, key);
        if (length >= sizeof(uint)) return Narrow32<TPayload>(ref from, ref to, length, key);
        var all = 0;
        for (nuint at = 0; at < length; at++)
        {
            var next = (byte)(Unsafe.Add(ref from, at) ^ (key.Bits >> (int)(8 * at)));
            all |= next;
            Unsafe.Add(ref to, at) = next;
        }

        return all < 0x80;
    }

    // In each Wide and Narrow method, the last vector or word ends exactly at the end of the payload. No bytes have to be masked one by
    // one. The last vector or word can overlap the previous vector or word. The bytes in the overlap are then written twice with the same
    // result.
    private static bool Wide512<TPayload>(ref byte from, ref byte to, nuint length, MaskKey key)
        where TPayload : struct, IPayload
    {
        var last = length - (nuint)Vector512<byte>.Count;
        var at = length < Long ? 0 : Lines512(ref from, ref to, last, key);
        var keys = Vector512.Create(InMemory(At(key, at))).AsByte();
        var end = Vector512.LoadUnsafe(ref from, last) ^ Vector512.Create(InMemory(At(key, last))).AsByte();
        var all = end;
        for (; at < last; at += (nuint)Vector512<byte>.Count)
        {
            var next = Vector512.LoadUnsafe(ref from, at) ^ keys;
            if (TPayload.IsText) all |= next;
            next.StoreUnsafe(ref to, at);
        }

        end.StoreUnsafe(ref to, last);
        return TPayload.IsText && length < Long && all.ExtractMostSignificantBits() == 0;
    }

    private static bool Wide256<TPayload>(ref byte from, ref byte to, nuint length, MaskKey key)
        where TPayload : struct, IPayload
    {
        var last = length - (nuint)Vector256<byte>.Count;
        var at = length < Long ? 0 : Lines256(ref from, ref to, last, key);
        var keys = Vector256.Create(InMemory(At(key, at))).AsByte();
        var end = Vector256.LoadUnsafe(ref from, last) ^ Vector256.Create(InMemory(At(key, last))).AsByte();
        var all = end;
        for (; at < last; at += (nuint)Vector256<byte>.Count)
        {
            var next = Vector256.LoadUnsafe(ref from, at) ^ keys;
            if (TPayload.IsText) all |= next;
            next.StoreUnsafe(ref to, at);
        }

        end.StoreUnsafe(ref to, last);
        return TPayload.IsText && length < Long && all.ExtractMostSignificantBits() == 0;
    }

    private static bool Wide128<TPayload>(ref byte from, ref byte to, nuint length, MaskKey key)
        where TPayload : struct, IPayload
    {
        var keys = Vector128.Create(InMemory(key.Bits)).AsByte();
        var last = length - (nuint)Vector128<byte>.Count;
        var end = Vector128.LoadUnsafe(ref from, last) ^ Vector128.Create(InMemory(At(key, last))).AsByte();
        var all = end;
        for (nuint at = 0; at < last; at += (nuint)Vector128<byte>.Count)
        {
            var next = Vector128.LoadUnsafe(ref from, at) ^ keys;
            if (TPayload.IsText) all |= next;
            next.StoreUnsafe(ref to, at);
        }

        end.StoreUnsafe(ref to, last);
        return TPayload.IsText && all.ExtractMostSignificantBits() == 0;
    }

    // Masks most of a payload of at least Long bytes and returns the offset at which the caller must continue. The bytes before the first
    // cache line boundary of the destination are masked one vector at a time. The bytes after the boundary are masked in groups of four
    // vectors. All four vectors of a group are read before the first vector is written. Otherwise, a read can stall after a write to the
    // same offset in another memory page. Each write in a group stays within one cache line, because a write to two cache lines takes twice
    // as long.
    private static nuint Lines512(ref byte from, ref byte to, nuint last, MaskKey key)
    {
        const int Width = 64;
        var at = FirstLine(ref to);
        for (nuint before = 0; before < at; before += Width)
            (Vector512.LoadUnsafe(ref from, before) ^ Vector512.Create(InMemory(key.Bits)).AsByte()).StoreUnsafe(ref to, before);
        var keys = Vector512.Create(InMemory(At(key, at))).AsByte();
        for (; at + (4 * Width) <= last; at += 4 * Width)
        {
            var first = Vector512.LoadUnsafe(ref from, at) ^ keys;
            var second = Vector512.LoadUnsafe(ref from, at + Width) ^ keys;
            var third = Vector512.LoadUnsafe(ref from, at + (2 * Width)) ^ keys;
            var fourth = Vector512.LoadUnsafe(ref from, at + (3 * Width)) ^ keys;
            first.StoreUnsafe(ref to, at);
            second.StoreUnsafe(ref to, at + Width);
            third.StoreUnsafe(ref to, at + (2 * Width));
            fourth.StoreUnsafe(ref to, at + (3 * Width));
        }

        return at;
    }

    private static nuint Lines256(ref byte from, ref byte to, nuint last, MaskKey key)
    {
        const int Width = 32;
        var at = FirstLine(ref to);
        for (nuint before = 0; before < at; before += Width)
            (Vector256.LoadUnsafe(ref from, before) ^ Vector256.Create(InMemory(key.Bits)).AsByte()).StoreUnsafe(ref to, before);
        var keys = Vector256.Create(InMemory(At(key, at))).AsByte();
        for (; at + (4 * Width) <= last; at += 4 * Width)
        {
            var first = Vector256.LoadUnsafe(ref from, at) ^ keys;
            var second = Vector256.LoadUnsafe(ref from, at + Width) ^ keys;
            var third = Vector256.LoadUnsafe(ref from, at + (2 * Width)) ^ keys;
            var fourth = Vector256.LoadUnsafe(ref from, at + (3 * Width)) ^ keys;
            first.StoreUnsafe(ref to, at);
            second.StoreUnsafe(ref to, at + Width);
            third.StoreUnsafe(ref to, at + (2 * Width));
            fourth.StoreUnsafe(ref to, at + (3 * Width));
        }

        return at;
    }

    private static bool Narrow64<TPayload>(ref byte from, ref byte to, nuint length, MaskKey key)
        where TPayload : struct, IPayload
    {
        var last = length - sizeof(ulong);
        var first = Unsafe.ReadUnaligned<ulong>(ref from) ^ Twice(InMemory(key.Bits));
        var second = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, last)) ^ Twice(InMemory(At(key, last)));
        Unsafe.WriteUnaligned(ref to, first);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, last), second);
        return TPayload.IsText && ((first | second) & 0x8080_8080_8080_8080) == 0;
    }

    private static bool Narrow32<TPayload>(ref byte from, ref byte to, nuint length, MaskKey key)
        where TPayload : struct, IPayload
    {
        var last = length - sizeof(uint);
        var first = Unsafe.ReadUnaligned<uint>(ref from) ^ InMemory(key.Bits);
        var second = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref from, last)) ^ InMemory(At(key, last));
        Unsafe.WriteUnaligned(ref to, first);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, last), second);
        return TPayload.IsText && ((first | second) & 0x8080_8080) == 0;
    }

    /// <summary>
    /// Returns the offset of the first cache line boundary after the start of the memory. The offset affects only the speed, so the payload
    /// is masked correctly even if the garbage collector moves the memory.
    /// </summary>
    private static nuint FirstLine(ref byte to) => Line - ((nuint)Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref to) & (Line - 1));

    private static uint At(MaskKey key, nuint offset) => Advance(key, (int)(offset & 3)).Bits;

    private static ulong Twice(uint bits) => bits | ((ulong)bits << 32);

    private static uint InMemory(uint bits) => BitConverter.IsLittleEndian ? bits : BinaryPrimitives.ReverseEndianness(bits);

    private readonly struct Bytes : IPayload
    {
        public static bool IsText => false;
    }

    private readonly struct Text : IPayload
    {
        public static bool IsText => true;
    }
}
