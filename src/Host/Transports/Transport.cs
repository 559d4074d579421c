using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>
/// What a connection needs of the wire: an ordered stream of bytes both ways. One receive and one send may be under way at a time.
/// </summary>
internal abstract class Transport
{
    /// <summary>What a receive that never waits says when there is nothing to receive.</summary>
    public const int Nothing = -1;

    private long lastUnblocked;

    /// <summary>The peer's address, where the wire has one.</summary>
    public abstract EndPoint? Remote { get; }

    /// <summary>
    /// Whether a receive into memory never waits, but says <see cref="Nothing"/>. Where it does wait, one that may find nothing is not
    /// tried: it would hold its buffer for as long.
    /// </summary>
    public abstract bool NeverWaits { get; }

    /// <summary>
    /// When the wire, which was full, last took some bytes, in the milliseconds of <see cref="Clock"/>: its peer reads, if slowly. What
    /// goes into a wire with room proves nothing about the peer.
    /// </summary>
    public long LastUnblocked => Volatile.Read(ref lastUnblocked);

    /// <summary>The clock of its connection.</summary>
    public TimeProvider Clock { private get; set; } = TimeProvider.System;

    /// <summary>What the wire itself has to agree on before the first byte; nothing by default.</summary>
    /// <param name="limit">The time for it; zero or less: any.</param>
    public virtual Task OpenAsync(TimeSpan limit) => Task.CompletedTask;

    /// <summary>
    /// Receives some bytes; zero when the peer sends no more. With empty memory: completes when there is something to receive, or now and
    /// then when there is not, so that nobody holds a buffer while waiting.
    /// </summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> into);

    /// <summary>Sends all of the bytes.</summary>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Whether it can <see cref="Send"/>.</summary>
    public virtual bool Gathers => false;

    /// <summary>Sends as much as goes without waiting, from two places at the cost of one; how much that was.</summary>
    public virtual int Send(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> payload) =>
        throw new NotSupportedException("The transport does not gather.");

    /// <summary>Tells the peer that nothing more is sent; receiving goes on.</summary>
    public abstract ValueTask EndAsync();

    /// <summary>Frees the wire. A receive or send under way fails. May be called from any thread, any number of times.</summary>
    public abstract void Drop();

    /// <summary>The same when nothing is under way any more: what else the wire holds is freed too.</summary>
    public virtual void Free() => Drop();

    /// <summary>A send that had to wait for room went on.</summary>
    protected void Unblocked() => Volatile.Write(ref lastUnblocked, Clock.Milliseconds());
}
