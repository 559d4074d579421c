namespace Pure.WebSockets.Host;

/// <summary>
/// The output of a connection that has not been written yet. Output gathers while an earlier part is being written, and one write takes all
/// gathered output. It holds no memory while it is empty. Guarded by the connection's lock. A part of its connection: never copied.
/// </summary>
internal struct SendBuffer(BufferPool buffers, Role role)
{
    /// <summary>From this length on, in bytes, copying a payload costs more than writing from two buffers.</summary>
    public const int MinZeroCopyBytes = 16 * 1024;

    private const int SmallestBuffer = 1024;

    /// <summary>
    /// The length, in bytes, up to which the buffer doubles when it grows: by default, the maximum output that may wait to be written. A
    /// longer buffer grows by a quarter.
    /// </summary>
    private const int MaxDoubledBytes = 256 * 1024;

    // A server's frames are not masked, but a client's frames are (RFC 6455 §5.1).
    private readonly MaskKeys? keys = role == Role.Client ? new MaskKeys() : null;
    private byte[]? gathering;
    private byte[]? writing;
    private int gathered;
    private int written;

    // The bytes to write before the gathered ones. There is at most one such payload at a time, because its sender writes it immediately.
    // The object is created at the first use and then kept. Small messages do not need it.
    private UncopiedFrame? uncopied;

    /// <summary>Where the memory comes from.</summary>
    public readonly BufferPool Buffers => buffers;

    /// <summary>The number of bytes that have not been written yet.</summary>
    public readonly long Bytes => (long)gathered + (uncopied?.Bytes ?? 0) + written;

    /// <summary>The number of gathered bytes that only the peer caused: pongs that answer its pings.</summary>
    public int ReplyBytes { get; private set; }

    /// <summary>Whether nothing has gathered.</summary>
    public readonly bool IsEmpty => gathered == 0 && uncopied is not { Before: not null };

    /// <summary>Whether the transport failed. If so, all added output is dropped.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Adds the head of an opening handshake.</summary>
    public void Add(ReadOnlyMemory<byte> head)
    {
        head.CopyTo(Room(head.Length));
        gathered += head.Length;
        DropIfBroken();
    }

    /// <summary>Adds a frame, with a copy of its payload.</summary>
    public void Add(Frame frame)
    {
        // The frame is counted only after it was written to the buffer: if the payload's memory is no longer valid, that write throws, and
        // nothing may be sent.
        var room = Room(FrameEncoder.Size(frame, masked: keys is not null));
        gathered += keys is null ? FrameEncoder.Write(frame, room) : FrameEncoder.Write(frame, keys.Next(), room);
        DropIfBroken();
    }

    /// <summary>Adds a frame that answers one of the peer's.</summary>
    public void AddReply(Frame frame)
    {
        ReplyBytes += FrameEncoder.Size(frame, masked: keys is not null);
        Add(frame);
    }

    /// <summary>
    /// Adds a server's frame without a copy of its payload, which must not change until it was taken and written. There can be only one
    /// such frame at a time.
    /// </summary>
    public void AddWithoutCopy(Frame frame)
    {
        gathered += FrameEncoder.WriteHeader(frame, Room(FrameEncoder.Size(frame, masked: false) - frame.Payload.Length).Span);
        (uncopied ??= new()).Set(gathering, gathered, ReplyBytes, frame.Payload.Memory);
        (gathering, gathered) = (null, 0);
        DropIfBroken();
    }

    /// <summary>Takes the gathered output, to be written now.</summary>
    /// <param name="payload">The bytes to write after the returned ones, in the sender's memory. Empty if there are none.</param>
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
            (gathering, gathered, ReplyBytes) = (null, 0, 0);
        }

        return writing.AsMemory(0, written);
    }

    /// <summary>
    /// Copies the bytes that were taken but have not been written yet. After this call, the sender's memory may change. Returns the copy,
    /// to be written now.
    /// </summary>
    /// <param name="payload">The payload that was taken.</param>
    /// <param name="sent">How many bytes are written.</param>
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
    /// Frees the memory of the output that was taken. After a failed write, the transport may still read that memory, so it is not reused.
    /// </summary>
    public void ReleaseWritten()
    {
        if (writing is not null && IsBroken) buffers.Forget(writing);
        else if (writing is not null) buffers.Return(writing);
        (writing, written) = (null, 0);
    }

    /// <summary>Drops all present and future output. The bytes that are being written stay until that write has failed.</summary>
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

    /// <summary>Gathered bytes, followed by a payload in its sender's memory, or nothing.</summary>
    private sealed class UncopiedFrame
    {
        public byte[]? Before { get; private set; }

        public int Length { get; private set; }

        /// <summary>The bytes of replies before the payload.</summary>
        public int ReplyBytes { get; private set; }

        public ReadOnlyMemory<byte> Payload { get; private set; }

        public long Bytes => (long)Length + Payload.Length;

        public void Set(byte[]? before, int length, int replyBytes, ReadOnlyMemory<byte> payload) =>
            (Before, Length, ReplyBytes, Payload) = (before, length, replyBytes, payload);

        public void Clear() => Set(before: null, 0, 0, default);
    }
}

/// <summary>Why a frame is added to the output, and how.</summary>
internal enum FrameOrigin : byte
{
    /// <summary>This end sends it. Its payload is copied.</summary>
    Sender,

    /// <summary>This end sends it. Its payload is written from the sender's memory.</summary>
    UncopiedSender,

    /// <summary>It answers a frame of the peer.</summary>
    Peer,
}
