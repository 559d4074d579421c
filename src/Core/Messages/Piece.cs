namespace Pure.WebSockets;

/// <summary>The result of reading some input: at most one piece of one frame.</summary>
internal ref struct Piece
{
    /// <summary>The number of input bytes that were consumed.</summary>
    public int Consumed;

    /// <summary>The number of input bytes that the next call needs to make progress, including those that have not been consumed.</summary>
    public int Needed;

    /// <summary>The number of payload bytes in the lent memory.</summary>
    public int Delivered;

    /// <summary>Whether there is data to deliver: some bytes, or the end of a message.</summary>
    public bool IsData;

    /// <summary>Whether the piece ends its message.</summary>
    public bool Final;

    /// <summary>Whether the message has more output than the lent memory could hold.</summary>
    public bool More;

    public MessageKind Kind;

    /// <summary>Whether this is a control frame. It is complete in the input, and its payload is still masked.</summary>
    public bool IsControl;

    public FrameHeader Header;

    /// <summary>The broken rule, if any.</summary>
    public ProtocolError? Error;
}
