namespace Pure.WebSockets;

/// <summary>What reading a little of the input gave: at most one piece of one frame.</summary>
internal ref struct Piece
{
    /// <summary>The bytes of the input that are done with.</summary>
    public int Consumed;

    /// <summary>The bytes that must be there, those not consumed included, before the next call gets anywhere.</summary>
    public int Needed;

    /// <summary>The payload bytes that stand in the lent memory.</summary>
    public int Delivered;

    /// <summary>Whether there is data to deliver: some bytes, or the end of a message.</summary>
    public bool IsData;

    /// <summary>Whether it ends its message.</summary>
    public bool Final;

    /// <summary>Whether more of the message waits than the lent memory had room for.</summary>
    public bool More;

    public MessageKind Kind;

    /// <summary>A control frame, whole in the input behind its header; its payload is still masked.</summary>
    public bool IsControl;

    public FrameHeader Header;

    /// <summary>The rule that was broken.</summary>
    public ProtocolError? Error;
}
