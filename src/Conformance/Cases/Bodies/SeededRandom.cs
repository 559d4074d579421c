namespace Pure.WebSockets.Conformance;

/// <summary>Numbers from a fixed seed (Marsaglia's xorshift, 32 bits): the same on every machine, in whole numbers only.</summary>
internal sealed class SeededRandom(uint seed)
{
    private uint bits = seed;

    /// <summary>A number from 0 up to, not including, <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)((Next() >> 8) % (uint)limit);

    /// <summary>Whether something happens that does so many times in a thousand.</summary>
    public bool Happens(int inThousand) => Below(1000) < inThousand;

    private uint Next()
    {
        bits ^= bits << 13;
        bits ^= bits >> 17;
        bits ^= bits << 5;
        return bits;
    }
}
