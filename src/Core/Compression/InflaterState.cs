namespace Pure.WebSockets;

/// <summary>
/// Where in a compressed message the receiver stands, between any two bytes: plain data, so a part of the connection's value.
/// </summary>
internal record struct InflaterState
{
    /// <summary>Bits of the stream that no symbol was made of yet, the next one lowest.</summary>
    public ulong Bits;

    /// <summary>How many of them there are: at most 63.</summary>
    public int BitCount;

    public InflaterPhase Phase;

    /// <summary>Whether the block under way says that it is the last (BFINAL).</summary>
    public bool FinalBlock;

    /// <summary>Bytes that are left of a stored block, or of a match.</summary>
    public int Remaining;

    /// <summary>How far back the match under way refers.</summary>
    public int Distance;

    /// <summary>How many literal, distance and code length codes the block announced.</summary>
    public int LiteralCodes;
    public int DistanceCodes;
    public int PrecodeCodes;

    /// <summary>The code lengths of the block's header as far as read: 19 of the code length code, then those of both codes.</summary>
    public Octets Lengths;

    /// <summary>The codes of the block under way.</summary>
    public BlockCodes? Codes;
}

/// <summary>What comes next in the stream.</summary>
internal enum InflaterPhase : byte
{
    /// <summary>
    /// A block's first three bits, at the start of a message or after a final block: the payload of a message may end here.
    /// </summary>
    BlockHeader,

    /// <summary>A stored block's length and its complement.</summary>
    StoredLength,

    /// <summary>The bytes of a stored block.</summary>
    Stored,

    /// <summary>How many codes a dynamic block describes.</summary>
    Counts,

    /// <summary>The lengths of the code length code.</summary>
    Precode,

    /// <summary>The lengths of the literal and the distance code.</summary>
    CodeLengths,

    /// <summary>A literal, a match or the end of the block.</summary>
    Symbols,

    /// <summary>The bytes of a match that had no room.</summary>
    Match,

    /// <summary>A block's first three bits, after a block that was not final: another must follow.</summary>
    NextBlockHeader,
}
