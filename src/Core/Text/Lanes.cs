using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pure.WebSockets;

/// <summary>The vector operations that <see cref="Utf8Validator"/> uses. Each vector width has its own implementation.</summary>
internal interface ILanes<TVector>
    where TVector : struct
{
    static abstract TVector Zero { get; }

    static abstract TVector Load(ref byte octets, nuint at);

    static abstract TVector And(TVector one, TVector other);

    static abstract TVector Or(TVector one, TVector other);

    static abstract TVector Xor(TVector one, TVector other);

    /// <summary>Returns the high four bits of each byte as a number from 0 to 15.</summary>
    static abstract TVector HighHalves(TVector octets);

    static abstract TVector LowHalves(TVector octets);

    /// <summary>Returns the highest bit of each byte. All other bits of the result are zero.</summary>
    static abstract TVector TopBits(TVector octets);

    static abstract TVector SubtractSaturated(TVector octets, byte subtrahend);

    /// <summary>Returns the table entry for each number. The numbers must be less than 16.</summary>
    static abstract TVector Lookup(TVector table, TVector numbers);

    /// <summary>Returns a vector that repeats the table in each block of 128 bits, as <see cref="Lookup"/> requires.</summary>
    static abstract TVector Spread(Vector128<byte> table);

    static abstract bool IsZero(TVector octets);

    static abstract bool IsAscii(TVector octets);
}

/// <summary>The vector operations for 128 bits.</summary>
internal readonly struct Lanes128 : ILanes<Vector128<byte>>
{
    public static Vector128<byte> Zero => Vector128<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Load(ref byte octets, nuint at) => Vector128.LoadUnsafe(ref octets, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> And(Vector128<byte> one, Vector128<byte> other) => one & other;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Or(Vector128<byte> one, Vector128<byte> other) => one | other;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Xor(Vector128<byte> one, Vector128<byte> other) => one ^ other;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> HighHalves(Vector128<byte> octets) => (octets.AsUInt16() >>> 4).AsByte() & Vector128.Create((byte)0x0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LowHalves(Vector128<byte> octets) => octets & Vector128.Create((byte)0x0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> TopBits(Vector128<byte> octets) => octets & Vector128.Create((byte)0x80);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubtractSaturated(Vector128<byte> octets, byte subtrahend) =>
        Vector128.SubtractSaturate(octets, Vector128.Create(subtrahend));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Lookup(Vector128<byte> table, Vector128<byte> numbers) => Vector128.ShuffleNative(table, numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Spread(Vector128<byte> table) => table;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Vector128<byte> octets) => octets == Vector128<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAscii(Vector128<byte> octets) => (octets & Vector128.Create((byte)0x80)) == Vector128<byte>.Zero;
}

/// <summary>The vector operations for 256 bits.</summary>
internal readonly struct Lanes256 : ILanes<Vector256<byte>>
{
    public static bool IsSupported => Avx2.IsSupported;

    public static Vector256<byte> Zero => Vector256<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Load(ref byte octets, nuint at) => Vector256.LoadUnsafe(ref octets, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> And(Vector256<byte> one, Vector256<byte> other) => one & other;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Or(Vector256<byte> one, Vector256<byte> other) => one | other;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Xor(Vector256<byte> one, Vector256<byte> other) => one ^ other;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> HighHalves(Vector256<byte> octets) => (octets.AsUInt16() >>> 4).AsByte() & Vector256.Create((byte)0x0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LowHalves(Vector256<byte> octets) => octets & Vector256.Create((byte)0x0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> TopBits(Vector256<byte> octets) => octets & Vector256.Create((byte)0x80);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> SubtractSaturated(Vector256<byte> octets, byte subtrahend) =>
        Vector256.SubtractSaturate(octets, Vector256.Create(subtrahend));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Lookup(Vector256<byte> table, Vector256<byte> numbers) => Avx2.Shuffle(table, numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Spread(Vector128<byte> table) => Vector256.Create(table, table);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Vector256<byte> octets) => octets == Vector256<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAscii(Vector256<byte> octets) => (octets & Vector256.Create((byte)0x80)) == Vector256<byte>.Zero;
}

/// <summary>The vector operations for 512 bits.</summary>
internal readonly struct Lanes512 : ILanes<Vector512<byte>>
{
    public static bool IsSupported => Avx512BW.IsSupported;

    public static Vector512<byte> Zero => Vector512<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Load(ref byte octets, nuint at) => Vector512.LoadUnsafe(ref octets, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> And(Vector512<byte> one, Vector512<byte> other) => one & other;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Or(Vector512<byte> one, Vector512<byte> other) => one | other;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Xor(Vector512<byte> one, Vector512<byte> other) => one ^ other;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> HighHalves(Vector512<byte> octets) => (octets.AsUInt16() >>> 4).AsByte() & Vector512.Create((byte)0x0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> LowHalves(Vector512<byte> octets) => octets & Vector512.Create((byte)0x0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> TopBits(Vector512<byte> octets) => octets & Vector512.Create((byte)0x80);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> SubtractSaturated(Vector512<byte> octets, byte subtrahend) =>
        Vector512.SubtractSaturate(octets, Vector512.Create(subtrahend));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Lookup(Vector512<byte> table, Vector512<byte> numbers) => Avx512BW.Shuffle(table, numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Spread(Vector128<byte> table) =>
        Vector512.Create(Vector256.Create(table, table), Vector256.Create(table, table));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Vector512<byte> octets) => octets == Vector512<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAscii(Vector512<byte> octets) => (octets & Vector512.Create((byte)0x80)) == Vector512<byte>.Zero;
}
