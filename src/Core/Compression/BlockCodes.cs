namespace Pure.WebSockets;

/// <summary>
/// The literal/length code and the distance code of a block, stored as decoding tables. Instances with the same code lengths are equal.
/// </summary>
internal sealed class BlockCodes : IEquatable<BlockCodes>
{
    private BlockCodes(ByteString literals, ByteString distances, uint[] table, int literalBits, int distanceBits)
    {
        Literals = literals;
        Distances = distances;
        Table = table;
        LiteralBits = literalBits;
        DistanceBits = distanceBits;
    }

    /// <summary>The fixed codes (RFC 1951 §3.2.6).</summary>
    public static BlockCodes Fixed { get; } = MakeFixed();

    /// <summary>The code lengths of the literal and length symbols.</summary>
    public ByteString Literals { get; }

    /// <summary>The code lengths of the distance symbols.</summary>
    public ByteString Distances { get; }

    /// <summary>
    /// The decoding tables for both codes. The distance table starts at index <see cref="DecodingTable.LiteralEntries"/>.
    /// </summary>
    public uint[] Table { get; }

    public int LiteralBits { get; }

    public int DistanceBits { get; }

    /// <summary>
    /// Returns the codes with the given code lengths. Returns null if the lengths do not form valid prefix codes, or if the end-of-block
    /// symbol has no code.
    /// </summary>
    public static BlockCodes? Of(ReadOnlySpan<byte> literals, ReadOnlySpan<byte> distances)
    {
        var table = GC.AllocateUninitializedArray<uint>(DecodingTable.BlockEntries);
        return DecodingTable.TryBuildBlock(literals, distances, table, out var literalBits, out var distanceBits)
            ? new BlockCodes(literals.ToArray(), distances.ToArray(), table, literalBits, distanceBits)
            : null;
    }

    public bool Equals(BlockCodes? other) => other is not null && Literals == other.Literals && Distances == other.Distances;

    public override bool Equals(object? obj) => Equals(obj as BlockCodes);

    public override int GetHashCode() => HashCode.Combine(Literals, Distances);

    private static BlockCodes MakeFixed()
    {
        Span<byte> literals = stackalloc byte[DeflateAlphabet.FixedLiteralSymbols];
        DeflateAlphabet.FillFixedLiteralLengths(literals);
        Span<byte> distances = stackalloc byte[DeflateAlphabet.FixedDistanceSymbols];
        distances.Fill(5);
        return Of(literals, distances)!;
    }
}
