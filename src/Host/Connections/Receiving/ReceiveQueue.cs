using System.Numerics;

namespace Pure.WebSockets.Host;

/// <summary>
/// Received messages on their way to the application: the one in progress, those that are complete, and the one that the application
/// reads. Payloads are unmasked into the memory that the application will read. A payload of more than 64 KiB goes into segments, which
/// are joined at its end.
/// </summary>
/// <remarks>
/// Guarded by the connection's lock, except for the base classes: the signal of a waiting receive, and the memory that the application
/// reads. These are base classes because one object for each connection is cheaper than three.
/// </remarks>
internal sealed class ReceiveQueue(BufferPool buffers) : ReceiveSignal
{
    /// <summary>The cost of an unread message beside its payload, in bytes, so that empty messages are not free.</summary>
    private const int MessageCharge = 64;

    private const int SmallestBuffer = 128;

    /// <summary>The length, in bytes, up to which a message in progress is in one buffer, which doubles as it grows.</summary>
    private const int MaxSingleBuffer = ProcessPool.MaxSmallBytes;

    /// <summary>
    /// Each further segment has a fifth of the length before it. A buffer may be an eighth longer than requested, so at most a quarter of
    /// the memory is unused.
    /// </summary>
    private const int SegmentShare = 5;

    /// <summary>The least memory with which the kernel makes progress (<see cref="Kernel.Receive"/>).</summary>
    private const int MinLent = 4;

    // The first complete message. Most connections never have a second one.
    private Entry first;
    private byte[]? partial;
    private byte[]? spare;
    private int partialLength;

    // Created at the first use and then kept. Few connections need it.
    private Overflow? overflow;

    // The memory of the complete messages. It exceeds the bound by at most one message, so 32 bits are enough.
    private uint unread;

    // The kind of the message that the application is reading.
    private MessageKind kind;
    private bool final;
    private bool isCleared;

    /// <summary>The memory, in bytes, of complete messages that the application has not taken yet.</summary>
    public long UnreadBytes => unread;

    /// <summary>Whether the application is reading a message, or has not taken a complete message yet.</summary>
    public bool HasMessages => kind != default || first.Exists;

    /// <summary>
    /// Whether the loop is processing input. In that case a buffer that is given back is kept, because it is likely to be needed soon.
    /// </summary>
    public bool IsBusy { get; set; }

    /// <summary>Whether the application takes no more messages. If so, further messages are dropped.</summary>
    public bool IsDiscarding { get; set; }

    /// <summary>
    /// Whether the queue holds received bytes, of a partial message or of complete ones, that the application has not taken yet.
    /// </summary>
    public bool HoldsBytes => partialLength > 0 || unread > 0 || SegmentBytes > 0;

    /// <summary>Whether <see cref="HeldBytes"/> counts the connection among those that hold bytes.</summary>
    public bool IsCounted { get; set; }

    private int SegmentBytes => overflow?.Segments.Bytes ?? 0;

    /// <inheritdoc/>
    public override Message Current => new(kind, Shown is null ? default : Memory, final);

    /// <summary>Lends memory for the payload that the kernel can produce from the input.</summary>
    public Memory<byte> Lend(Connection state, ReadOnlyMemory<byte> input) =>
        Lend(
            Kernel.GetReceiveBufferSize(state, input),
            state.Options.Delivery == Delivery.Pieces ? Array.MaxLength : state.Options.Limits.MaxMessageBytes);

    /// <summary>
    /// Lends memory for more bytes of the message in progress, at most as many as requested. The memory grows with the bytes received, not
    /// with the length that a header announces, so a long message holds little more memory than the bytes received so far.
    /// </summary>
    /// <param name="bytes">How many bytes can be filled.</param>
    /// <param name="maxMessageBytes">The longest message.</param>
    public Memory<byte> Lend(int bytes, long maxMessageBytes)
    {
        if (bytes == 0) return default;
        if (IsDiscarding) DropPartial();
        if (partial is null && spare?.Length >= bytes) (partial, spare) = (spare, null);
        var room = partial is null ? 0 : partial.Length - partialLength;
        if (partial is null || (room < bytes && (SegmentBytes == 0 || room < MinLent))) Grow(bytes, maxMessageBytes);
        return partial.AsMemory(partialLength);
    }

    /// <summary>Adds what the kernel wrote to the lent memory, and completes the message or piece where it ends.</summary>
    /// <param name="state">The state before the kernel's call.</param>
    /// <param name="messageKind">Text or binary.</param>
    /// <param name="bytes">How many bytes were written.</param>
    /// <param name="isFinal">Whether the message ends here.</param>
    /// <param name="maxUnreadBytes">
    /// The bound of <see cref="UnreadBytes"/> after a close frame was sent. When it is exceeded, messages are dropped, because the closing
    /// handshake must not wait for the application.
    /// </param>
    public void Deliver(Connection state, MessageKind messageKind, int bytes, bool isFinal, int maxUnreadBytes)
    {
        Append(bytes);
        if (!isFinal && state.Options.Delivery != Delivery.Pieces) return;
        if (state.Phase is Phase.Closing && UnreadBytes >= maxUnreadBytes) DropPartial();
        else Complete(messageKind, isFinal);
    }

    /// <summary>Makes that many bytes of the lent memory a part of the message.</summary>
    public void Append(int bytes) => partialLength += bytes;

    /// <summary>Completes the message, or a piece that is delivered as such.</summary>
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

    /// <summary>Drops the part of the message in progress that has arrived.</summary>
    public void DropPartial()
    {
        partialLength = 0;
        overflow?.Segments.Return(buffers);
        if (partial?.Length > MaxSingleBuffer) ReturnTo(ref partial);
    }

    /// <summary>Takes back the memory of the message that the application has read. It is not valid after this call.</summary>
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

    /// <summary>Makes the next complete message <see cref="Current"/>. Returns false if there is none.</summary>
    public bool TryTake()
    {
        ReleaseCurrent();
        if (!first.Exists) return false;
        var taken = Dequeue();
        (kind, final) = (taken.Kind, taken.Final);
        if (taken.Buffer is not null) Show(taken.Buffer, taken.Length);
        return true;
    }

    /// <summary>Gives back the memory that is not in use, before the loop waits.</summary>
    public void Compact()
    {
        if (partialLength == 0) ReturnTo(ref partial);
        CompactSpare();
    }

    /// <summary>
    /// Gives back the spare buffer only. The lent memory stays, because the same input is processed again and must find no less memory
    /// than before.
    /// </summary>
    public void CompactSpare()
    {
        IsBusy = false;
        ReturnTo(ref spare);
    }

    /// <summary>
    /// Gives back all memory, and drops all data that still arrives. The message that the application is reading keeps its memory, which is
    /// never used for another connection: the application may have returned while an operation that it started still reads that memory.
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
            // Twice the length, or the needed length if that is more, but not more than a message may have.
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
            // partial is null if it was still empty when the loop began to wait: Compact then returned it to the pool.
            if (partial is not null) (overflow ??= new()).Segments.Add(partial, partialLength);

            // Choose a size for which the pool has buffers. Small buffers come in powers of two.
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

    /// <summary>Additional storage for a connection with several complete messages, or with a long message in progress.</summary>
    private sealed class Overflow
    {
        /// <summary>The complete messages after the first.</summary>
        public Queue<Entry> Messages { get; } = new();

        /// <summary>The full segments of a long message in progress.</summary>
        public Segments Segments { get; } = new();
    }

    /// <summary>A complete message. The default value stands for no message.</summary>
    private readonly record struct Entry(MessageKind Kind, byte[]? Buffer, int Length, bool Final)
    {
        public bool Exists => Kind != default;
    }
}
