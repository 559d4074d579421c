namespace Pure.WebSockets.Bench;

/// <summary>One end of an open in-memory connection with compression.</summary>
internal abstract class End
{
    /// <summary>Sends a text message in one frame.</summary>
    public abstract void Send(ReadOnlyMemory<byte> message);

    /// <summary>Receives a message. It is valid until the next one.</summary>
    public abstract ReadOnlyMemory<byte> Receive();

    /// <summary>The objects that a server keeps of an idle end.</summary>
    /// <param name="resting">Whether it has been idle for long enough to be compacted, if it can.</param>
    public abstract object Idle(bool resting);

    /// <summary>Ends the connection.</summary>
    public virtual void Drop()
    {
    }

    private protected static InvalidOperationException NothingCame() => new("A message was sent, and none came.");
}
