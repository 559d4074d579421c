using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>A bidirectional, ordered stream of bytes below a connection. One receive and one send may be in progress at a time.</summary>
internal abstract class Transport
{
    /// <summary>The result of a non-blocking receive when no bytes are available.</summary>
    public const int WouldBlock = -1;

    private long lastUnblocked;

    /// <summary>The peer's address, if the transport has one.</summary>
    public abstract EndPoint? Remote { get; }

    /// <summary>
    /// Whether a receive with a buffer never waits and returns <see cref="WouldBlock"/> instead. If a receive may wait, the loop calls it
    /// with a buffer only when bytes are expected, because the call holds the buffer while it waits.
    /// </summary>
    public abstract bool IsNonBlocking { get; }

    /// <summary>
    /// When a full transport last accepted bytes, in the milliseconds of <see cref="Clock"/>. This shows that the peer reads, even if
    /// slowly. A write that succeeds because the send buffer still has room does not show that the peer reads.
    /// </summary>
    public long LastUnblocked => Volatile.Read(ref lastUnblocked);

    /// <summary>The connection's clock.</summary>
    public TimeProvider Clock { private get; set; } = TimeProvider.System;

    /// <summary>Prepares the transport before the first byte, for example with a TLS handshake. Does nothing by default.</summary>
    /// <param name="limit">The time limit. Zero or less means no limit.</param>
    public virtual Task OpenAsync(TimeSpan limit) => Task.CompletedTask;

    /// <summary>
    /// Receives some bytes. Returns zero after the peer's last byte. With an empty buffer, the call completes when bytes may be available,
    /// so that no buffer is held while waiting. It may also complete when no bytes are available.
    /// </summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> into);

    /// <summary>Sends all of the bytes.</summary>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Whether <see cref="Send"/> is supported.</summary>
    public virtual bool SupportsGatherWrite => false;

    /// <summary>Sends as much of two buffers as possible without waiting, in one call. Returns the number of bytes sent.</summary>
    public virtual int Send(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> payload) =>
        throw new NotSupportedException("The transport does not support gather writes.");

    /// <summary>Ends the sending direction. Receiving continues.</summary>
    public abstract ValueTask EndAsync();

    /// <summary>
    /// Whether this end has disposed the stream below. A receive then fails with an exception of any type, such as that of a stream over a
    /// pipe.
    /// </summary>
    public virtual bool IsDisposed => false;

    /// <summary>Closes the transport. A receive or send in progress fails. May be called from any thread, any number of times.</summary>
    public abstract void Drop();

    /// <summary>Closes the transport and frees its resources. No call is in progress any more.</summary>
    public virtual void Free() => Drop();

    /// <summary>Records that a send that waited for room has continued.</summary>
    protected void Unblocked() => Volatile.Write(ref lastUnblocked, Clock.Milliseconds());
}
