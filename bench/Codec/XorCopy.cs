using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pure.WebSockets.Bench;

/// <summary>
/// A limit of the machine: copies and unmasks a payload with as few instructions as possible. Each iteration handles four of the widest
/// vectors and stores each to a cache line of its own. The last vector ends with the payload and overlaps the previous one. The payload has
/// at least 16 bytes.
/// </summary>
internal static class XorCopy
{
    private const int Line = 64;

    /// <summary>From this length on, aligned stores save more than the additional vector at the start costs.</summary>
    private const int Long = 8 * Line;

    public static void Apply(ReadOnlySpan<byte> source, Span<byte> destination, uint key)
    {
        destination = destination[..source.Length];
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(destination);
        var length = (nuint)source.Length;
        if (Vector512.IsHardwareAccelerated && length >= Line) By512(ref from, ref to, length, key);
        else if (Vector256.IsHardwareAccelerated && length >= (nuint)Vector256<byte>.Count) By256(ref from, ref to, length, key);
        else if (length >= (nuint)Vector128<byte>.Count) By128(ref from, ref to, length, key);
        else throw new ArgumentOutOfRangeException(nameof(source));
    }

    private static void By512(ref byte from, ref byte to, nuint length, uint key)
    {
        var last = length - Line;
        var at = FirstLine(ref to, length);
        if (at > 0) (Vector512.LoadUnsafe(ref from) ^ Vector512.Create(key).AsByte()).StoreUnsafe(ref to);
        var keys = Vector512.Create(At(key, at)).AsByte();
        for (; at + (4 * Line) <= last; at += 4 * Line)
        {
            var first = Vector512.LoadUnsafe(ref from, at) ^ keys;
            var second = Vector512.LoadUnsafe(ref from, at + Line) ^ keys;
            var third = Vector512.LoadUnsafe(ref from, at + (2 * Line)) ^ keys;
            var fourth = Vector512.LoadUnsafe(ref from, at + (3 * Line)) ^ keys;
            first.StoreUnsafe(ref to, at);
            second.StoreUnsafe(ref to, at + Line);
            third.StoreUnsafe(ref to, at + (2 * Line));
            fourth.StoreUnsafe(ref to, at + (3 * Line));
        }

        for (; at < last; at += Line) (Vector512.LoadUnsafe(ref from, at) ^ keys).StoreUnsafe(ref to, at);
        (Vector512.LoadUnsafe(ref from, last) ^ Vector512.Create(At(key, last)).AsByte()).StoreUnsafe(ref to, last);
    }

    private static void By256(ref byte from, ref byte to, nuint length, uint key)
    {
        const int Half = Line / 2;
        var last = length - Half;
        var at = FirstLine(ref to, length);
        for (nuint before = 0; before < at; before += Half)
            (Vector256.LoadUnsafe(ref from, before) ^ Vector256.Create(key).AsByte()).StoreUnsafe(ref to, before);
        var keys = Vector256.Create(At(key, at)).AsByte();
        for (; at + (4 * Half) <= last; at += 4 * Half)
        {
            var first = Vector256.LoadUnsafe(ref from, at) ^ keys;
            var second = Vector256.LoadUnsafe(ref from, at + Half) ^ keys;
            var third = Vector256.LoadUnsafe(ref from, at + (2 * Half)) ^ keys;
            var fourth = Vector256.LoadUnsafe(ref from, at + (3 * Half)) ^ keys;
            first.StoreUnsafe(ref to, at);
            second.StoreUnsafe(ref to, at + Half);
            third.StoreUnsafe(ref to, at + (2 * Half));
            fourth.StoreUnsafe(ref to, at + (3 * Half));
        }

        for (; at < last; at += Half) (Vector256.LoadUnsafe(ref from, at) ^ keys).StoreUnsafe(ref to, at);
        (Vector256.LoadUnsafe(ref from, last) ^ Vector256.Create(At(key, last)).AsByte()).StoreUnsafe(ref to, last);
    }

    private static void By128(ref byte from, ref byte to, nuint length, uint key)
    {
        var last = length - (nuint)Vector128<byte>.Count;
        var keys = Vector128.Create(key).AsByte();
        for (nuint at = 0; at < last; at += (nuint)Vector128<byte>.Count)
            (Vector128.LoadUnsafe(ref from, at) ^ keys).StoreUnsafe(ref to, at);
        (Vector128.LoadUnsafe(ref from, last) ^ Vector128.Create(At(key, last)).AsByte()).StoreUnsafe(ref to, last);
    }

    /// <summary>
    /// The offset of the first cache line, or 0 if alignment does not pay off. If the memory is moved meanwhile, the copy is slower but
    /// correct.
    /// </summary>
    private static nuint FirstLine(ref byte to, nuint length) =>
        length < Long ? 0 : Line - ((nuint)Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref to) & (Line - 1));

    private static uint At(uint key, nuint offset) => BitOperations.RotateRight(key, 8 * (int)(offset & 3));
}
