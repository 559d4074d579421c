namespace Pure.WebSockets.Host;

/// <summary>
/// A connection's output that has not been written yet. Output is buffered while earlier output is being written. The next write contains
/// all buffered output, or the output up to the end of a frame whose payload was not copied. An empty buffer uses no memory. The
/// connection's lock guards this struct. The struct is part of its connection and must not be copied, because changes to a copy would be
/// lost.
/// </summary>
internal struct SendBuffer(BufferPool buffers, Role role)
{
    /// <summary>
    /// The minimum length, in bytes, of a payload that is written without being copied. Copying a payload of this length takes longer than
    /// writing from two buffers.
    /// </summary>
    public const int MinZeroCopyBytes = 16 * 1024;

    private const int SmallestBuffer = 1024;

    /// <summary>
    /// The length, in bytes, up to which the buffer doubles when it grows. A longer buffer grows by a quarter. This length is equal to the
    /// default of <see cref="ConnectionHostOptions.MaxUnsentBytes"/>.
    /// </summary>
    private const int MaxDoubledBytes = 256 * 1024;

    // The generator of masking keys, or null on a server. A client must mask its frames, and a server must not mask its frames (RFC 6455
    // §5.1).
    private readonly MaskKeys? keys = role == Role.Client ? new MaskKeys() : null;
    private byte[]? gathering;
    private byte[]? writing;
    private int gathered;
    private int written;

    // The frame whose payload is not copied, but is written from the memory that was passed to the send method. This frame is written
    // before the buffered bytes. There is at most one such frame at a time, because the frame is written immediately. The object is created
    // when it is first needed, and is then reused.
    private UncopiedFrame? uncopied;

    /// <summary>The pool from which the memory is rented.</summary>
    public readonly BufferPool Buffers => buffers;

    /// <summary>
    /// The number of bytes that have not been written yet. Bytes that another thread takes at the same time are counted at least once if
    /// this property is read without the lock.
    /// </summary>
    public readonly long Bytes => (long)Volatile.Read(in gathered) + (uncopied?.Bytes ?? 0) + written;

    /// <summary>The number of buffered bytes that answer frames from the peer. Most of these bytes are pongs.</summary>
    public int ReplyBytes { get; private set; }

    /// <summary>Whether there is no buffered output.</summary>
    public readonly bool IsEmpty => gathered == 0 && uncopied is not { Before: not null };

    /// <summary>
    /// Whether output can no longer be written, for example because the transport has failed. If the value is true, all added output is
    /// dropped.
    /// </summary>
    public bool IsBroken { get; private set; }

    /// <summary>Adds the head of a request or a response of the opening handshake.</summary>
    public void Add(ReadOnlyMemory<byte> head)
    {
        head.CopyTo(Room(head.Length));
        gathered += head.Length;
        DropIfBroken();
    }

    /// <summary>Adds a frame, with a copy of its payload.</summary>
    public void Add(Frame frame)
    {
        // The frame is counted only after it has been written to the buffer, because writing throws an exception if the payload's memory is
        // no longer valid. No byte of such a frame may be sent.
        var room = Room(FrameEncoder.Size(frame, masked: keys is not null));
        gathered += keys is null ? FrameEncoder.Write(frame, room) : FrameEncoder.Write(frame, keys.Next(), room);
        DropIfBroken();
    }

    /// <summary>Adds a frame that answers a frame from the peer.</summary>
    public void AddReply(Frame frame)
    {
        ReplyBytes += FrameEncoder.Size(frame, masked: keys is not null);
        Add(frame);
    }

    /// <summary>
    /// Adds a server's frame without copying its payload. The payload must not change until <see cref="Take"/> has returned the payload and
    /// the payload has been written. Only one frame whose payload is not copied can be buffered at a time.
    /// </summary>
    public void AddWithoutCopy(Frame frame)
    {
        gathered += FrameEncoder.WriteHeader(frame, Room(FrameEncoder.Size(frame, masked: false) - frame.Payload.Length).Span);
        (uncopied ??= new()).Set(gathering, gathered, ReplyBytes, frame.Payload.Memory);
        (gathering, gathered) = (null, 0);
        DropIfBroken();
    }

    /// <summary>Removes and returns the next output. The caller must write this output next.</summary>
    /// <param name="payload">
    /// The payload in the sender's memory that must be written after the returned bytes. The payload is empty if the returned bytes contain
    /// all of the removed output.
    /// </param>
    public ReadOnlyMemory<byte> Take(out ReadOnlyMemory<byte> payload)
    {
        if (uncopied is { Before: not null })
        {
            (writing, written, payload) = (uncopied.Before, uncopied.Length, uncopied.Payload);
            ReplyBytes -= uncopied.ReplyBytes;
            uncopied.Clear();
        }
        else
        {
            (writing, written, payload) = (gathering, gathered, default);
            (gathering, ReplyBytes) = (null, 0);
            Volatile.Write(ref gathered, 0);
        }

        return writing.AsMemory(0, written);
    }

    /// <summary>
    /// Copies the unwritten part of the output that <see cref="Take"/> returned. Returns the copy, which the caller must write next. After
    /// this call, the application can reuse the memory of the payload.
    /// </summary>
    /// <param name="payload">The payload that <see cref="Take"/> returned.</param>
    /// <param name="sent">The number of bytes that have been written.</param>
    public ReadOnlyMemory<byte> CopyUnsent(ReadOnlyMemory<byte> payload, int sent)
    {
        var head = writing.AsSpan(Math.Min(sent, written), Math.Max(0, written - sent));
        var unsent = payload.Span[Math.Max(0, sent - written)..];
        var copy = buffers.Rent(Math.Max(1, head.Length + unsent.Length));
        head.CopyTo(copy);
        unsent.CopyTo(copy.AsSpan(head.Length));
        var length = head.Length + unsent.Length;
        ReleaseWritten();
        (writing, written) = (copy, length);
        return copy.AsMemory(0, length);
    }

    /// <summary>
    /// Frees the memory of the output that <see cref="Take"/> returned. After a failed write, this memory is not reused, because the
    /// transport can still read the memory.
    /// </summary>
    public void ReleaseWritten()
    {
        if (writing is not null && IsBroken) buffers.Forget(writing);
        else if (writing is not null) buffers.Return(writing);
        (writing, written) = (null, 0);
    }

    /// <summary>
    /// Drops all buffered output and all output that is added later. The memory of the output that is being written is not freed until the
    /// write has ended.
    /// </summary>
    public void Break()
    {
        IsBroken = true;
        DropIfBroken();
    }

    private Memory<byte> Room(int bytes)
    {
        if (gathering is null || gathering.Length - gathered < bytes)
        {
            var ahead = gathering is null ? SmallestBuffer
                : gathering.Length < MaxDoubledBytes ? Math.Min(2L * gathering.Length, MaxDoubledBytes)
                : gathering.Length + (gathering.Length / 4L);
            var larger = buffers.Rent((int)Math.Min(Math.Max((long)gathered + bytes, ahead), Array.MaxLength));
            if (gathering is not null)
            {
                gathering.AsSpan(0, gathered).CopyTo(larger);
                buffers.Return(gathering);
            }

            gathering = larger;
        }

        return gathering.AsMemory(gathered, bytes);
    }

    private void DropIfBroken()
    {
        if (!IsBroken) return;
        if (uncopied is { Before: { } before }) buffers.Return(before);
        if (gathering is not null) buffers.Return(gathering);
        uncopied?.Clear();
        (gathering, gathered, ReplyBytes) = (null, 0, 0);
    }

    /// <summary>
    /// Buffered bytes and the payload that follows them. The payload is in the sender's memory. The object is empty if no payload is
    /// waiting to be written.
    /// </summary>
    private sealed class UncopiedFrame
    {
        public byte[]? Before { get; private set; }

        public int Length { get; private set; }

        /// <summary>The number of bytes that answer frames from the peer and are written before the payload.</summary>
        public int ReplyBytes { get; private set; }

        public ReadOnlyMemory<byte> Payload { get; private set; }

        public long Bytes => (long)Length + Payload.Length;

        public void Set(byte[]? before, int length, int replyBytes, ReadOnlyMemory<byte> payload) =>
            (Before, Length, ReplyBytes, Payload) = (before, length, replyBytes, payload);

        public void Clear() => Set(before: null, 0, 0, default);
    }
}

/// <summary>
/// The origin of a frame that is added to the output. The origin determines whether the payload is copied and whether the bytes count as a
/// reply.
/// </summary>
internal enum FrameOrigin : byte
{
    /// <summary>This endpoint sends the frame. The payload is copied to the output.</summary>
    Sender,

    /// <summary>This endpoint sends the frame. The payload is written directly from the sender's memory, without a copy.</summary>
    UncopiedSender,

    /// <summary>The frame answers a frame from the peer.</summary>
    Peer,
}
