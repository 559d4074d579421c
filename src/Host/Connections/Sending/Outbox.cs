namespace Pure.WebSockets.Host;

/// <summary>
/// Bytes on their way to the wire: those that gather while an earlier lot is being written. One write takes all that has gathered. It
/// holds no memory when it is empty. Guarded by the connection's lock. A part of its connection, which is never copied.
/// </summary>
internal struct Outbox(Buffers buffers, Role role)
{
    /// <summary>The payload, in bytes, from which a copy costs more than to write from two places at once.</summary>
    public const int LeastReferred = 16 * 1024;

    private const int SmallestBuffer = 1024;

    /// <summary>
    /// The length, in bytes, up to which what gathers doubles as it grows: as much as may wait unsent by default. Beyond it grows by a
    /// quarter.
    /// </summary>
    private const int MostDoubled = 256 * 1024;

    // A server's frames are not masked, a client's all are (RFC 6455 §5.1).
    private readonly MaskKeys? keys = role == Role.Client ? new MaskKeys() : null;
    private byte[]? gathering;
    private byte[]? writing;
    private int gathered;
    private int written;

    // What goes before what gathers. There is one at a time: its sender writes it at once. Made with the first of them, and kept: small
    // messages need none.
    private Referred? referred;

    /// <summary>The bytes that are not written yet.</summary>
    public readonly long Bytes => (long)gathered + (referred?.Bytes ?? 0) + written;

    /// <summary>Of what has gathered, the bytes that nobody but the peer asked for: the pongs of its pings.</summary>
    public int Replies { get; private set; }

    /// <summary>Whether nothing has gathered.</summary>
    public readonly bool IsEmpty => gathered == 0 && referred is not { Before: not null };

    /// <summary>Whether the wire is broken: what is added is dropped.</summary>
    public bool Broken { get; private set; }

    public void Add(ReadOnlyMemory<byte> head)
    {
        head.CopyTo(Room(head.Length));
        gathered += head.Length;
        Drain();
    }

    public void Add(Frame frame)
    {
        // It counts once it is written: where that fails, because the payload is not valid any more, nothing of it may be sent.
        var room = Room(FrameEncoder.Size(frame, masked: keys is not null));
        gathered += keys is null ? FrameEncoder.Write(frame, room) : FrameEncoder.Write(frame, keys.Next(), room);
        Drain();
    }

    public void AddReply(Frame frame)
    {
        Replies += FrameEncoder.Size(frame, masked: keys is not null);
        Add(frame);
    }

    /// <summary>
    /// Adds a server's frame without a copy of its payload, which must not change until it is taken and written. Nothing else may be
    /// referred to meanwhile.
    /// </summary>
    public void Refer(Frame frame)
    {
        gathered += FrameEncoder.WriteHeader(frame, Room(FrameEncoder.Size(frame, masked: false) - frame.Payload.Length).Span);
        (referred ??= new()).Set(gathering, gathered, Replies, frame.Payload.Memory);
        (gathering, gathered) = (null, 0);
        Drain();
    }

    /// <summary>What has gathered, to be written now.</summary>
    /// <param name="payload">What is to be written behind it, from where it is; empty for nothing.</param>
    public ReadOnlyMemory<byte> Take(out ReadOnlyMemory<byte> payload)
    {
        if (referred is { Before: not null })
        {
            (writing, written, payload) = (referred.Before, referred.Length, referred.Payload);
            Replies -= referred.Replies;
            referred.Clear();
        }
        else
        {
            (writing, written, payload) = (gathering, gathered, default);
            (gathering, gathered, Replies) = (null, 0, 0);
        }

        return writing.AsMemory(0, written);
    }

    /// <summary>Of what was taken so much is written. The rest is copied: its memory is free to change from here.</summary>
    /// <returns>The rest, to be written now.</returns>
    public ReadOnlyMemory<byte> Keep(ReadOnlyMemory<byte> payload, int sent)
    {
        var head = writing.AsSpan(Math.Min(sent, written), Math.Max(0, written - sent));
        var rest = payload.Span[Math.Max(0, sent - written)..];
        var kept = buffers.Rent(Math.Max(1, head.Length + rest.Length));
        head.CopyTo(kept);
        rest.CopyTo(kept.AsSpan(head.Length));
        var left = head.Length + rest.Length;
        Written();
        (writing, written) = (kept, left);
        return kept.AsMemory(0, left);
    }

    /// <summary>What was taken is written; or cannot be: then whoever was to write it may still read it.</summary>
    public void Written()
    {
        if (writing is not null && Broken) buffers.Forget(writing);
        else if (writing is not null) buffers.Return(writing);
        (writing, written) = (null, 0);
    }

    /// <summary>Nothing more can be written. What is being written stays until that has failed.</summary>
    public void Break()
    {
        Broken = true;
        Drain();
    }

    /// <summary>Room for that many bytes behind what has gathered.</summary>
    private Memory<byte> Room(int bytes)
    {
        if (gathering is null || gathering.Length - gathered < bytes)
        {
            var ahead = gathering is null ? SmallestBuffer
                : gathering.Length < MostDoubled ? Math.Min(2L * gathering.Length, MostDoubled)
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

    private void Drain()
    {
        if (!Broken) return;
        if (referred is { Before: { } before }) buffers.Return(before);
        if (gathering is not null) buffers.Return(gathering);
        referred?.Clear();
        (gathering, gathered, Replies) = (null, 0, 0);
    }

    /// <summary>Bytes, and behind them a payload that stays where it is; or nothing.</summary>
    private sealed class Referred
    {
        public byte[]? Before { get; private set; }

        public int Length { get; private set; }

        /// <summary>Of the bytes before, those of replies.</summary>
        public int Replies { get; private set; }

        public ReadOnlyMemory<byte> Payload { get; private set; }

        public long Bytes => (long)Length + Payload.Length;

        public void Set(byte[]? before, int length, int replies, ReadOnlyMemory<byte> payload) =>
            (Before, Length, Replies, Payload) = (before, length, replies, payload);

        public void Clear() => Set(before: null, 0, 0, default);
    }
}
