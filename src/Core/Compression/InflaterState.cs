namespace Pure.WebSockets;

/// <summary>
/// The position of the receiver in a compressed message, between any two bytes. It is plain data and a part of the connection's value.
/// </summary>
internal record struct InflaterState
{
    /// <summary>The bits of the stream that have been read but not used yet, the next one lowest.</summary>
    public ulong Bits;

    /// <summary>The number of these bits, at most 63.</summary>
    public int BitCount;

    public InflaterPhase Phase;

    /// <summary>Whether the current block is marked as the last one (BFINAL).</summary>
    public bool FinalBlock;

    /// <summary>The remaining bytes of a stored block, or of a match.</summary>
    public int Remaining;

    /// <summary>The distance of the current match.</summary>
    public int Distance;

    /// <summary>The numbers of literal, distance and code length codes in the block's header.</summary>
    public int LiteralCodes;
    public int DistanceCodes;
    public int PrecodeCodes;

    /// <summary>
    /// The code lengths of the block's header that have been read so far: first the 19 lengths of the code length code, then the lengths of
    /// both codes.
    /// </summary>
    public ByteString Lengths;

    /// <summary>The codes of the current block.</summary>
    public BlockCodes? Codes;
}

/// <summary>The next part of the stream.</summary>
internal enum InflaterPhase : byte
{
    /// <summary>
    /// The first three bits of a block, at the start of a message or after a final block. The payload of a message may end here.
    /// </summary>
    BlockHeader,

    /// <summary>The length of a stored block, and its complement.</summary>
    StoredLength,

    /// <summary>The bytes of a stored block.</summary>
    Stored,

    /// <summary>The numbers of codes of a dynamic block.</summary>
    Counts,

    /// <summary>The lengths of the code length code.</summary>
    Precode,

    /// <summary>The lengths of the literal and the distance code.</summary>
    CodeLengths,

    /// <summary>A literal, a match, or the end of the block.</summary>
    Symbols,

    /// <summary>The bytes of a match that did not fit in the output.</summary>
    Match,

    /// <summary>The first three bits of a block, after a block that was not final. Another block must follow.</summary>
    NextBlockHeader,
}
