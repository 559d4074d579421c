namespace Pure.WebSockets.Conformance;

/// <summary>
/// The random numbers of a generated conversation (SplitMix64). These numbers depend only on the seed of the run and the number of the
/// conversation, so each conversation can be generated again without the other conversations.
/// </summary>
/// <param name="seed">The seed of the run.</param>
/// <param name="number">The number of the conversation.</param>
internal sealed class Dice(ulong seed, long number)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong state = Mixed(unchecked(seed + Golden)) ^ Mixed(unchecked(((ulong)number * Golden) + 1));

    /// <summary>Returns 64 random bits.</summary>
    public ulong Bits() => Mixed(state = unchecked(state + Golden));

    /// <summary>Returns a random number from 0 to <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)(((UInt128)Bits() * (uint)count) >> 64);

    /// <summary>Returns a random number from <paramref name="lowest"/> to <paramref name="highest"/>.</summary>
    public int Between(int lowest, int highest) => lowest + Below(highest - lowest + 1);

    /// <summary>Returns true with the given probability in percent; otherwise, returns false.</summary>
    public bool Chance(int percent) => Below(100) < percent;

    /// <summary>Returns one of the given values at random.</summary>
    public T Of<T>(ReadOnlySpan<T> values) => values[Below(values.Length)];

    /// <summary>Returns random bytes.</summary>
    public byte[] Octets(int count)
    {
        var octets = new byte[count];
        for (var at = 0; at < count; at++) octets[at] = (byte)Below(256);
        return octets;
    }

    private static ulong Mixed(ulong bits)
    {
        unchecked
        {
            bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
            bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
            return bits ^ (bits >> 31);
        }
    }
}
