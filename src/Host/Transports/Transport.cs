using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>
/// The bidirectional, ordered byte stream over which a connection sends and receives. One receive and one send can be in progress at the
/// same time. After a receive or a send has failed, the transport can still access the memory that was passed to the call, so the
/// connection does not reuse that memory.
/// </summary>
internal abstract class Transport
{
    /// <summary>The result of a non-blocking receive when no bytes are available.</summary>
    public const int WouldBlock = -1;

    private long lastUnblocked;

    /// <summary>The peer's address, or null if the transport has no address.</summary>
    public abstract EndPoint? Remote { get; }

    /// <summary>
    /// Whether a receive with a non-empty buffer returns <see cref="WouldBlock"/> instead of waiting. If this property is false, the
    /// connection always waits with an empty buffer before such a receive, so that an idle connection needs no buffer.
    /// </summary>
    public abstract bool IsNonBlocking { get; }

    /// <summary>
    /// The time, in milliseconds as measured by <see cref="Clock"/>, at which a send last resumed after waiting for free space in the send
    /// buffer. The end of such a wait shows that the peer was reading at that time. A write that completes without waiting does not show
    /// that the peer is reading, because the send buffer can have had free space.
    /// </summary>
    public long LastUnblocked => Volatile.Read(ref lastUnblocked);

    /// <summary>The connection's clock.</summary>
    public TimeProvider Clock { private get; set; } = TimeProvider.System;

    /// <summary>
    /// Prepares the transport before the first byte is transferred, for example with a TLS handshake. By default, this method does nothing.
    /// </summary>
    /// <param name="limit">The time limit. A value of zero or less means no limit.</param>
    public virtual Task OpenAsync(TimeSpan limit) => Task.CompletedTask;

    /// <summary>
    /// Receives bytes into the buffer. Returns the number of received bytes, or zero after the peer's last byte. A non-blocking receive
    /// returns <see cref="WouldBlock"/> if no bytes are available. With an empty buffer, the call receives no bytes and only waits until
    /// bytes are available, so the connection needs no buffer during the wait. The wait can also complete when no bytes are available.
    /// </summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> into);

    /// <summary>Sends all of the given bytes. The task completes when the transport has accepted the last byte.</summary>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Whether <see cref="Send"/> is supported.</summary>
    public virtual bool SupportsGatherWrite => false;

    /// <summary>
    /// Sends bytes from two buffers in one call, without waiting for free space in the send buffer. Returns the number of bytes that were
    /// sent, which can be less than the total length.
    /// </summary>
    public virtual int Send(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> payload) =>
        throw new NotSupportedException("The transport does not support gather writes.");

    /// <summary>Ends the sending direction. Receiving continues.</summary>
    public abstract ValueTask EndAsync();

    /// <summary>
    /// Whether this endpoint has disposed the stream below the transport. After that, a receive can fail with an exception of any type,
    /// because each kind of stream throws its own exceptions.
    /// </summary>
    public virtual bool IsDisposed => false;

    /// <summary>
    /// Closes the transport. A receive or a send in progress fails. This method can be called from any thread, and more than once.
    /// </summary>
    public abstract void Drop();

    /// <summary>Closes the transport and frees its resources. The caller must ensure that no call is in progress.</summary>
    public virtual void Free() => Drop();

    /// <summary>Records that a send has resumed after waiting for free space in the send buffer.</summary>
    protected void Unblocked() => Volatile.Write(ref lastUnblocked, Clock.Milliseconds());
}
