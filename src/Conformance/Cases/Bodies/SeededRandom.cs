namespace Pure.WebSockets.Conformance;

/// <summary>
/// A pseudo-random number generator (Marsaglia's 32-bit xorshift). The same seed produces the same numbers on every machine.
/// </summary>
internal sealed class SeededRandom(uint seed)
{
    private uint bits = seed;

    /// <summary>Returns a random number from 0 up to, but not including, the given limit.</summary>
    public int Below(int limit) => (int)((Next() >> 8) % (uint)limit);

    /// <summary>Returns true with the given probability in thousandths; otherwise, returns false.</summary>
    public bool Happens(int inThousand) => Below(1000) < inThousand;

    private uint Next()
    {
        bits ^= bits << 13;
        bits ^= bits >> 17;
        bits ^= bits << 5;
        return bits;
    }
}
