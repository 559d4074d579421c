using System.Numerics;

namespace Pure.WebSockets.Host;

/// <summary>
/// The messages that a connection has received. The queue contains the message in progress, the complete messages, and the message that the
/// application is reading. A payload of up to 64 KiB is unmasked or inflated directly into the memory that the application will read. A
/// longer payload is first stored in several segments. When the message is complete, the segments are copied to one buffer.
/// </summary>
/// <remarks>
/// The connection's lock guards this object, except for its base classes and reads of <see cref="IsDiscarding"/>. The base classes
/// implement the signal for a waiting receive and the memory that the application reads. The queue inherits from these classes, because one
/// object for each connection uses less memory than three objects.
/// </remarks>
internal sealed class ReceiveQueue(BufferPool buffers) : ReceiveSignal
{
    /// <summary>
    /// The number of bytes that are counted for an unread message in addition to the memory of its payload. Because of these bytes, empty
    /// messages also count towards the limit for unread messages.
    /// </summary>
    private const int MessageCharge = 64;

    private const int SmallestBuffer = 128;

    /// <summary>
    /// The length, in bytes, up to which a message in progress is stored in one buffer. Each time the buffer becomes too short, its length
    /// is at least doubled, up to this limit.
    /// </summary>
    private const int MaxSingleBuffer = ProcessPool.MaxSmallBytes;

    /// <summary>
    /// The divisor that determines the length of the next segment. The requested length of a segment is at most a fifth of the number of
    /// bytes that have been received so far. Only the newest segment can have more than three unused bytes. The buffer of a segment can be
    /// an eighth longer than requested. Therefore, the unused space is at most 22.5 % (1/5 × 9/8) of the received bytes.
    /// </summary>
    private const int SegmentShare = 5;

    /// <summary>The minimum number of bytes of memory that <see cref="Kernel.Receive"/> needs to make progress.</summary>
    private const int MinLent = 4;

    // The first complete message that has not been passed to the application yet. Most connections never store two such messages at the
    // same time.
    private Entry first;
    private byte[]? partial;
    private byte[]? spare;
    private int partialLength;

    // Additional storage for further complete messages and for the segments of a long message. The object is created when a connection
    // first needs additional storage, and is then reused. Few connections need additional storage.
    private Overflow? overflow;

    // The memory of the complete messages, in bytes. This size exceeds the limit for unread messages by at most the size of one message, so
    // 32 bits are enough.
    private uint unread;

    // The kind of the message that the application is reading.
    private MessageKind kind;
    private bool final;
    private bool isCleared;

    // Whether a piece was dropped. All later pieces are then dropped too, because the message would otherwise have a gap.
    private bool hasDroppedPiece;

    /// <summary>The memory, in bytes, of complete messages that have not been passed to the application yet.</summary>
    public long UnreadBytes => unread;

    /// <summary>Whether the application is reading a message, or a complete message is waiting for the application.</summary>
    public bool HasMessages => kind != default || first.Exists;

    /// <summary>
    /// Whether the loop is processing input. While the value is true, the loop is likely to need a buffer soon. The buffer of a message
    /// that the application has read is therefore not returned to the pool.
    /// </summary>
    public bool IsBusy { get; set; }

    /// <summary>Whether the application has received a piece of a message, but not its last piece.</summary>
    public bool IsWithinMessage { get; private set; }

    /// <summary>Whether the application has stopped receiving messages. If the value is true, all further messages are dropped.</summary>
    public bool IsDiscarding { get; set; }

    /// <summary>
    /// Whether the queue holds bytes of an incomplete message, or complete messages that have not been passed to the application yet.
    /// </summary>
    public bool HoldsBytes => partialLength > 0 || unread > 0 || SegmentBytes > 0;

    /// <summary>Whether <see cref="HeldBytes"/> lists the connection as a holder of received bytes.</summary>
    public bool IsCounted { get; set; }

    private int SegmentBytes => overflow?.Segments.Bytes ?? 0;

    /// <inheritdoc/>
    public override BorrowedMessage Current => new(kind, Shown is null ? default : Memory, final);

    /// <summary>Lends memory for the payload that the protocol kernel can produce from the input.</summary>
    public Memory<byte> Lend(Connection state, ReadOnlyMemory<byte> input) =>
        Lend(
            Kernel.GetReceiveBufferSize(state, input),
            state.Options.Delivery == Delivery.Pieces ? Array.MaxLength : state.Options.Limits.MaxMessageBytes);

    /// <summary>
    /// Lends memory for more bytes of the message in progress. The memory can be longer or shorter than requested. The memory grows with
    /// the number of received bytes, not with the payload length in a frame header. The memory for a long message is at most about a
    /// quarter larger than the bytes that have been received.
    /// </summary>
    /// <param name="bytes">The number of bytes that the protocol kernel can write.</param>
    /// <param name="maxMessageBytes">The maximum length of a message, in bytes.</param>
    public Memory<byte> Lend(int bytes, long maxMessageBytes)
    {
        if (bytes == 0) return default;
        if (IsDiscarding) DropPartial();
        if (partial is null && spare?.Length >= bytes) (partial, spare) = (spare, null);
        var room = partial is null ? 0 : partial.Length - partialLength;
        if (partial is null || (room < bytes && (SegmentBytes == 0 || room < MinLent))) Grow(bytes, maxMessageBytes);
        return partial.AsMemory(partialLength);
    }

    /// <summary>
    /// Adds the bytes that the protocol kernel has written to the lent memory. If these are the last bytes of the message, the message is
    /// complete. If messages are delivered in pieces, the bytes complete a piece of the message.
    /// </summary>
    /// <param name="state">The protocol state before the call to the protocol kernel.</param>
    /// <param name="messageKind">Text or binary.</param>
    /// <param name="bytes">The number of bytes that were written.</param>
    /// <param name="isFinal">Whether these are the last bytes of the message.</param>
    /// <param name="maxUnreadBytes">
    /// The limit for <see cref="UnreadBytes"/> after a close frame was sent. When this limit is reached, further messages are dropped,
    /// because the closing handshake must not wait for the application.
    /// </param>
    public void Deliver(Connection state, MessageKind messageKind, int bytes, bool isFinal, int maxUnreadBytes)
    {
        Append(bytes);
        if (!isFinal && state.Options.Delivery != Delivery.Pieces) return;
        if (hasDroppedPiece || (state.Phase is Phase.Closing && UnreadBytes >= maxUnreadBytes))
        {
            hasDroppedPiece = state.Options.Delivery == Delivery.Pieces;
            DropPartial();
        }
        else Complete(messageKind, isFinal);
    }

    /// <summary>Adds the given number of bytes from the lent memory to the message in progress.</summary>
    public void Append(int bytes) => partialLength += bytes;

    /// <summary>Completes the message in progress, or a piece of this message that is delivered separately.</summary>
    public void Complete(MessageKind messageKind, bool isFinal)
    {
        if (IsDiscarding || (!isFinal && partialLength == 0 && SegmentBytes == 0))
        {
            DropPartial();
            return;
        }

        if (SegmentBytes > 0) JoinSegments();
        var entry = new Entry(messageKind, partialLength > 0 ? partial : null, partialLength, isFinal);
        if (!first.Exists) first = entry;
        else (overflow ??= new()).Messages.Enqueue(entry);
        unread += Charge(entry.Buffer);
        if (entry.Buffer is not null) partial = null;
        partialLength = 0;
    }

    /// <summary>Drops the received bytes of the message in progress.</summary>
    public void DropPartial()
    {
        partialLength = 0;
        overflow?.Segments.Return(buffers);
        if (partial?.Length > MaxSingleBuffer) ReturnTo(ref partial);
    }

    /// <summary>
    /// Ends the loan of the memory of <see cref="Current"/>, because the application has read the message. The memory is not valid after
    /// this call.
    /// </summary>
    public void ReleaseCurrent()
    {
        var buffer = Shown;
        (kind, final) = (default, false);
        if (buffer is null) return;
        Show(next: null, 0);
        if (IsPinned) buffers.Forget(buffer);
        else if (IsBusy && spare is null && buffer.Length <= MaxSingleBuffer) spare = buffer;
        else buffers.Return(buffer);
    }

    /// <summary>Lends the application a message in memory that does not belong to this queue, until <see cref="TakeBack"/>.</summary>
    public BorrowedMessage Lend(byte[] memory, MessageKind messageKind, int bytes)
    {
        Show(memory, bytes);
        return new BorrowedMessage(messageKind, bytes == 0 ? default : Memory);
    }

    /// <summary>
    /// Ends the loan of <see cref="Lend(byte[], MessageKind, int)"/>. Returns false if the application has pinned the memory, which must
    /// then not be reused.
    /// </summary>
    public bool TakeBack()
    {
        Show(next: null, 0);
        return !IsPinned;
    }

    /// <summary>Makes the next complete message <see cref="Current"/>. Returns false if no complete message is available.</summary>
    public bool TryTake()
    {
        ReleaseCurrent();
        if (!first.Exists) return false;
        var taken = Dequeue();
        (kind, final) = (taken.Kind, taken.Final);
        IsWithinMessage = !taken.Final;
        if (taken.Buffer is not null) Show(taken.Buffer, taken.Length);
        return true;
    }

    /// <summary>Returns unused memory to the pool before the loop waits.</summary>
    public void Compact()
    {
        if (partialLength == 0) ReturnTo(ref partial);
        CompactSpare();
    }

    /// <summary>
    /// Returns only the spare buffer to the pool. The lent memory is not returned, because the same input is processed again later and
    /// needs memory of at least the same length.
    /// </summary>
    public void CompactSpare()
    {
        IsBusy = false;
        ReturnTo(ref spare);
    }

    /// <summary>
    /// Returns all memory to the pool, except the memory of the message that the application is reading. The memory of that message is
    /// never reused. An operation that the application started can still read this memory after the application has returned. All data that
    /// arrives later is dropped.
    /// </summary>
    public void Clear()
    {
        IsDiscarding = true;
        DropPartial();
        Compact();
        while (first.Exists)
        {
            if (Dequeue().Buffer is { } buffer) buffers.Return(buffer);
        }

        if (Shown is { } kept && !isCleared) buffers.Forget(kept);
        isCleared = true;
    }

    private static uint Charge(byte[]? buffer) => MessageCharge + (uint)(buffer?.Length ?? 0);

    private Entry Dequeue()
    {
        var next = first;
        first = overflow is { Messages.Count: > 0 } ? overflow.Messages.Dequeue() : default;
        unread -= Charge(next.Buffer);
        return next;
    }

    private void Grow(int bytes, long maxMessageBytes)
    {
        var received = partialLength + SegmentBytes;
        var left = Math.Max(maxMessageBytes - received, MinLent);
        if (received < MaxSingleBuffer && partial is not { Length: >= MaxSingleBuffer })
        {
            // The new size is twice the old size, or the needed length if that is greater. The new size is limited by the maximum length of
            // a single buffer and by the maximum length of a message.
            var wanted = Math.Max((long)received + bytes, Math.Max(SmallestBuffer, 2L * (partial?.Length ?? 0)));
            var size = (int)Math.Min(Math.Min(wanted, MaxSingleBuffer), received + left);
            if (size <= partial?.Length) return;
            var larger = buffers.Rent(size);
            partial.AsSpan(0, partialLength).CopyTo(larger);
            ReturnTo(ref partial);
            partial = larger;
        }
        else if (partial is null || partial.Length - partialLength < MinLent)
        {
            // If Compact returned the empty buffer to the pool before the loop waited, partial is null.
            if (partial is not null) (overflow ??= new()).Segments.Add(partial, partialLength);

            // The new size must be a size for which the pool has buffers. The sizes of small buffers are powers of two.
            var share = received / SegmentShare;
            var size = share <= MaxSingleBuffer ? 1 << BitOperations.Log2((uint)share) : LargeBuffers.SizeUpTo(share);
            (partial, partialLength) = (buffers.Rent((int)Math.Min(size, left)), 0);
        }
    }

    private void JoinSegments()
    {
        var segments = overflow!.Segments;
        var joined = buffers.Rent(segments.Bytes + partialLength);
        var start = segments.CopyTo(joined);
        partial.AsSpan(0, partialLength).CopyTo(joined.AsSpan(start));
        segments.Return(buffers);
        ReturnTo(ref partial);
        (partial, partialLength) = (joined, start + partialLength);
    }

    private void ReturnTo(ref byte[]? buffer)
    {
        if (buffer is null) return;
        buffers.Return(buffer);
        buffer = null;
    }

    /// <summary>Additional storage for a connection that holds several complete messages, or the segments of a long message.</summary>
    private sealed class Overflow
    {
        /// <summary>The complete messages after the first complete message.</summary>
        public Queue<Entry> Messages { get; } = new();

        /// <summary>The full segments of a long message in progress.</summary>
        public Segments Segments { get; } = new();
    }

    /// <summary>A complete message. The default value means that there is no message.</summary>
    private readonly record struct Entry(MessageKind Kind, byte[]? Buffer, int Length, bool Final)
    {
        public bool Exists => Kind != default;
    }
}
