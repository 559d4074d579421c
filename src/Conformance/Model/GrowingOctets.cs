namespace Pure.WebSockets.Conformance;

/// <summary>
/// Bytes to which others are added at the end. The value is immutable. Successive values share an array, so adding bytes one by one takes
/// linear time. Adding bytes to a value that is not the latest one copies its bytes.
/// </summary>
internal readonly record struct GrowingOctets
{
    private const int SmallestArray = 256;

    private readonly InflatedHistory? shared;
    private readonly ReadOnlyMemory<byte> octets;

    private GrowingOctets(InflatedHistory? shared, ReadOnlyMemory<byte> octets) => (this.shared, this.octets) = (shared, octets);

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory => octets;

    /// <summary>The number of bytes.</summary>
    public int Length => octets.Length;

    /// <summary>Whether there are no bytes.</summary>
    public bool IsEmpty => octets.IsEmpty;

    /// <summary>Returns the given bytes, without a copy. They must not change any more.</summary>
    public static GrowingOctets Of(ReadOnlyMemory<byte> octets) => new(null, octets);

    /// <summary>Returns a copy of the given bytes.</summary>
    public static GrowingOctets CopyOf(ReadOnlySpan<byte> octets) => default(GrowingOctets).With(octets);

    /// <summary>Returns these bytes, followed by copies of others.</summary>
    public GrowingOctets With(ReadOnlySpan<byte> more)
    {
        if (more.IsEmpty) return this;
        var size = Length + more.Length;
        if (shared is not null && size <= shared.Octets.Length && shared.TryClaim(Length))
        {
            more.CopyTo(shared.Octets.AsSpan(Length));
            shared.Release(size);
            return new GrowingOctets(shared, shared.Octets.AsMemory(0, size));
        }

        var larger = new byte[Math.Max(SmallestArray, (int)Math.Min(2L * size, Array.MaxLength))];
        octets.Span.CopyTo(larger);
        more.CopyTo(larger.AsSpan(Length));
        return new GrowingOctets(new InflatedHistory(larger, size), larger.AsMemory(0, size));
    }
}
