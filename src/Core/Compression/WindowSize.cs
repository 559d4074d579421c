namespace Pure.WebSockets;

/// <summary>Sizes of windows, agreed as powers of two (RFC 7692 §7.1.2).</summary>
internal static class WindowSize
{
    public const int MinBits = 8;
    public const int MaxBits = 15;

    public static int Of(int bits) => 1 << bits;

    public static int Checked(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, MinBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, MaxBits);
        return bits;
    }
}
