namespace Pure.WebSockets.Conformance;

/// <summary>
/// An immutable sequence of bytes to which further bytes can be appended. Successive values share an array, so appending bytes one by one
/// takes linear time. If bytes are appended to an older value, the bytes of the older value are copied.
/// </summary>
internal readonly record struct GrowingOctets
{
    private const int SmallestArray = 256;

    private readonly InflatedHistory? shared;
    private readonly ReadOnlyMemory<byte> octets;

    private GrowingOctets(InflatedHistory? shared, ReadOnlyMemory<byte> octets) => (this.shared, this.octets) = (shared, octets);

    /// <summary>The bytes of the sequence.</summary>
    public ReadOnlyMemory<byte> Memory => octets;

    /// <summary>The number of bytes.</summary>
    public int Length => octets.Length;

    /// <summary>Whether the sequence is empty.</summary>
    public bool IsEmpty => octets.IsEmpty;

    /// <summary>Returns a value with the given bytes, which are not copied and must not be changed afterwards.</summary>
    public static GrowingOctets Of(ReadOnlyMemory<byte> octets) => new(null, octets);

    /// <summary>Returns a value with a copy of the given bytes.</summary>
    public static GrowingOctets CopyOf(ReadOnlySpan<byte> octets) => default(GrowingOctets).With(octets);

    /// <summary>Returns a value with these bytes, followed by a copy of the given bytes.</summary>
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
