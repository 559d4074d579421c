namespace Pure.WebSockets;

/// <summary>
/// The receiver's position in a compressed message, which can be between any two bytes. The state is plain data and is a part of the
/// connection's value.
/// </summary>
internal record struct InflaterState
{
    /// <summary>The bits of the stream that have been read but not used yet. The next bit of the stream is the lowest bit.</summary>
    public ulong Bits;

    /// <summary>The number of bits in <see cref="Bits"/>, at most 63.</summary>
    public int BitCount;

    public InflaterPhase Phase;

    /// <summary>Whether the current block is marked as the final block (BFINAL).</summary>
    public bool FinalBlock;

    /// <summary>The number of remaining bytes of the current stored block or match.</summary>
    public int Remaining;

    /// <summary>The distance of the current match.</summary>
    public int Distance;

    /// <summary>The numbers of literal codes, distance codes and code length codes that are stated in the block header.</summary>
    public int LiteralCodes;
    public int DistanceCodes;
    public int PrecodeCodes;

    /// <summary>
    /// The code lengths that have been read from the block header so far. The 19 lengths of the code length code are followed by the
    /// lengths of the literal code and the distance code.
    /// </summary>
    public ByteString Lengths;

    /// <summary>The codes of the current block.</summary>
    public BlockCodes? Codes;
}

/// <summary>The part of the stream that is read next.</summary>
internal enum InflaterPhase : byte
{
    /// <summary>
    /// The first three bits of a block, at the start of a message or after a final block. The payload of a message is allowed to end before
    /// such a block header.
    /// </summary>
    BlockHeader,

    /// <summary>The length of a stored block, and the complement of the length.</summary>
    StoredLength,

    /// <summary>The bytes of a stored block.</summary>
    Stored,

    /// <summary>The numbers of codes in a dynamic block.</summary>
    Counts,

    /// <summary>The lengths of the code length code.</summary>
    Precode,

    /// <summary>The lengths of the literal code and the distance code.</summary>
    CodeLengths,

    /// <summary>A literal, a match, or the end of the block.</summary>
    Symbols,

    /// <summary>The bytes of a match that have not been copied to the output yet.</summary>
    Match,

    /// <summary>
    /// The first three bits of a block that follows a block that is not final. The payload of a message must not end before such a block
    /// header.
    /// </summary>
    NextBlockHeader,
}
