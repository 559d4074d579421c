namespace Pure.WebSockets;

/// <summary>
/// The state of an <see cref="Inflater"/> between two calls. The state is compared by value and is part of the connection's state.
/// </summary>
internal record struct InflaterState
{
    /// <summary>
    /// The bits of the stream that have been read but not used yet. The lowest of these bits is the next bit of the stream.
    /// </summary>
    public ulong Bits;

    /// <summary>The number of bits in <see cref="Bits"/>, at most 63.</summary>
    public int BitCount;

    public InflaterPhase Phase;

    /// <summary>Whether the current block is marked as the final block (BFINAL).</summary>
    public bool FinalBlock;

    /// <summary>The number of remaining bytes in the current stored block or match.</summary>
    public int Remaining;

    /// <summary>The distance of the current match.</summary>
    public int Distance;

    /// <summary>
    /// The numbers of literal/length codes, distance codes and code length codes in the block, as stated in the block header.
    /// </summary>
    public int LiteralCodes;
    public int DistanceCodes;
    public int PrecodeCodes;

    /// <summary>
    /// The code lengths that have been read from the block header so far. The first 19 code lengths are for the code length alphabet. The
    /// next code lengths are for the literal/length alphabet and the distance alphabet (RFC 1951 §3.2.7).
    /// </summary>
    public ByteString Lengths;

    /// <summary>The codes of the current block.</summary>
    public BlockCodes? Codes;
}

/// <summary>The part of the stream that is read next.</summary>
internal enum InflaterPhase : byte
{
    /// <summary>
    /// The first three bits of a block, at the start of a message or after a final block. The payload of a message may end at this
    /// position, because another block is optional.
    /// </summary>
    BlockHeader,

    /// <summary>The length of a stored block and the complement of this length.</summary>
    StoredLength,

    /// <summary>The bytes of a stored block.</summary>
    Stored,

    /// <summary>The three code counts in the header of a dynamic block.</summary>
    Counts,

    /// <summary>The code lengths for the code length alphabet (RFC 1951 §3.2.7).</summary>
    Precode,

    /// <summary>The code lengths for the literal/length alphabet and the distance alphabet (RFC 1951 §3.2.7).</summary>
    CodeLengths,

    /// <summary>A literal, a match, or the end of the block.</summary>
    Symbols,

    /// <summary>The bytes of a match that have not been copied to the output yet.</summary>
    Match,

    /// <summary>
    /// The first three bits of a block that follows a non-final block. The payload of a message must not end at this position, because
    /// another block must follow.
    /// </summary>
    NextBlockHeader,
}
