namespace Pure.WebSockets.Bench;

/// <summary>An open end of a compressed connection in memory.</summary>
internal abstract class End
{
    /// <summary>Sends a text message in one frame.</summary>
    public abstract void Send(ReadOnlyMemory<byte> message);

    /// <summary>The message that came. It is good until the next one.</summary>
    public abstract ReadOnlyMemory<byte> Receive();

    /// <summary>What a server keeps of an end that is idle.</summary>
    /// <param name="resting">Whether it has been idle for long enough to rest, if it can.</param>
    public abstract object Idle(bool resting);

    /// <summary>The connection is over.</summary>
    public virtual void Drop()
    {
    }

    private protected static InvalidOperationException NothingCame() => new("A message was sent, and none came.");
}
