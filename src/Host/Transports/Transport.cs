using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>A bidirectional, ordered stream of bytes below a connection. One receive and one send may be in progress at a time.</summary>
internal abstract class Transport
{
    /// <summary>The result of a non-blocking receive when no bytes are available.</summary>
    public const int WouldBlock = -1;

    private long lastUnblocked;

    /// <summary>The peer's address, where the transport has one.</summary>
    public abstract EndPoint? Remote { get; }

    /// <summary>
    /// Whether a receive with a buffer never waits and returns <see cref="WouldBlock"/> instead. If it may
    /// wait, the loop calls it only when bytes are expected: it would hold the buffer for as long.
    /// </summary>
    public abstract bool IsNonBlocking { get; }

    /// <summary>
    /// When a full transport last accepted bytes, in the milliseconds of <see cref="Clock"/>. Then the peer reads, if slowly. A write to a
    /// transport with room proves nothing about the peer.
    /// </summary>
    public long LastUnblocked => Volatile.Read(ref lastUnblocked);

    /// <summary>The connection's clock.</summary>
    public TimeProvider Clock { private get; set; } = TimeProvider.System;

    /// <summary>Prepares the transport before the first byte, for example with a TLS handshake. Does nothing by default.</summary>
    /// <param name="limit">The time limit; zero or less for none.</param>
    public virtual Task OpenAsync(TimeSpan limit) => Task.CompletedTask;

    /// <summary>
    /// Receives some bytes; returns zero after the peer's last byte. With an empty buffer it completes when bytes may be available, so that
    /// no buffer is held while waiting. It may complete without any.
    /// </summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> into);

    /// <summary>Sends all of the bytes.</summary>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Whether <see cref="Send"/> is supported.</summary>
    public virtual bool SupportsGatherWrite => false;

    /// <summary>Sends two buffers in one call, as far as it does not wait; returns the number of bytes sent.</summary>
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

    /// <summary>Records that a send which waited for room has continued.</summary>
    protected void Unblocked() => Volatile.Write(ref lastUnblocked, Clock.Milliseconds());
}
