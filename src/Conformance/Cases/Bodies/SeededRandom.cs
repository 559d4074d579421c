namespace Pure.WebSockets.Conformance;

/// <summary>Numbers from a fixed seed (Marsaglia's xorshift, 32 bits, integers only): the same on every machine.</summary>
internal sealed class SeededRandom(uint seed)
{
    private uint bits = seed;

    /// <summary>Returns a number from 0 to <paramref name="limit"/>, exclusive.</summary>
    public int Below(int limit) => (int)((Next() >> 8) % (uint)limit);

    /// <summary>Returns whether an event happens now, if it happens this many times in a thousand.</summary>
    public bool Happens(int inThousand) => Below(1000) < inThousand;

    private uint Next()
    {
        bits ^= bits << 13;
        bits ^= bits >> 17;
        bits ^= bits << 5;
        return bits;
    }
}
