namespace Pure.WebSockets;

/// <summary>The result of one read, which returns at most one piece of one frame.</summary>
internal ref struct Piece
{
    /// <summary>The number of input bytes that were consumed.</summary>
    public int Consumed;

    /// <summary>
    /// The number of input bytes that the next read needs to make progress. The number includes the bytes that are available but have not
    /// been consumed.
    /// </summary>
    public int Needed;

    /// <summary>The number of payload bytes in the lent memory.</summary>
    public int Delivered;

    /// <summary>Whether the piece must be delivered. A piece must be delivered if it has at least one byte or ends a message.</summary>
    public bool IsData;

    /// <summary>Whether the piece is the last piece of its message.</summary>
    public bool Final;

    /// <summary>
    /// Whether decompressed bytes have filled the lent memory. If the value is true, more decompressed bytes can follow, even if all input
    /// has been consumed.
    /// </summary>
    public bool More;

    public MessageKind Kind;

    /// <summary>Whether the piece is a control frame. The input contains the whole control frame, whose payload is still masked.</summary>
    public bool IsControl;

    public FrameHeader Header;

    /// <summary>The error that was found, or null if no error was found.</summary>
    public ProtocolError? Error;
}
