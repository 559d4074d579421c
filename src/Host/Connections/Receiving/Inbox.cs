namespace Pure.WebSockets.Host;

/// <summary>
/// Messages on their way from the loop to the application: the one that is being joined, those that wait, and the one that the
/// application holds. Payloads are unmasked straight into the memory that the application will see; those of more than 64 KiB into
/// segments, which are joined at the end. Guarded by the connection's lock, all but what it is as the signal that a receive waits by, and
/// as the memory of the message that the application holds.
/// </summary>
internal sealed class Inbox(Buffers buffers) : ReceiveSignal
{
    /// <summary>What a waiting message costs beside its payload: empty ones are not free.</summary>
    private const int MessageCharge = 64;

    private const int SmallestBuffer = 128;

    /// <summary>The bytes up to which a message under way is in one piece of memory, which doubles as it grows.</summary>
    private const int MostInOnePiece = ProcessPool.MostSmall;

    /// <summary>
    /// A further segment is a fifth of what has come before: with a buffer that is an eighth longer than asked for, a quarter is held for
    /// nothing at most.
    /// </summary>
    private const int SegmentShare = 5;

    /// <summary>The least that the kernel makes progress with (<see cref="Kernel.Receive"/>).</summary>
    private const int LeastLent = 4;

    // The first waits here, which is as far as most come.
    private Entry first;
    private byte[]? joining;
    private byte[]? spare;
    private int joined;

    // What few connections need. Made when it is first needed, and kept.
    private More? more;

    // The memory of the messages that wait: at most the bound and one message more, which fits.
    private uint waiting;

    // Of the message that the application holds.
    private MessageKind kind;
    private bool final;
    private bool isAbandoned;

    /// <summary>The memory of the messages that wait, in bytes.</summary>
    public long Bytes => waiting;

    /// <summary>Whether the application has a message in hand, or some wait for it.</summary>
    public bool HasUnanswered => kind != default || first.IsThere;

    /// <summary>Whether the loop is folding: then a buffer that comes back is likely to be wanted at once.</summary>
    public bool Busy { get; set; }

    /// <summary>Whether nobody will take messages: they are dropped as they end.</summary>
    public bool Discarding { get; set; }

    /// <summary>Whether there are bytes that nobody has taken: of a message that is not whole, or of those that wait.</summary>
    public bool Holds => joined > 0 || waiting > 0 || BytesBefore > 0;

    /// <summary>Whether <see cref="HeldBytes"/> has been told so.</summary>
    public bool IsCounted { get; set; }

    // Of the message that is being joined, what is in segments already.
    private int BytesBefore => more?.Before.Bytes ?? 0;

    /// <inheritdoc/>
    public override Message Current => new(kind, Shown is null ? default : Memory, final);

    /// <summary>
    /// Memory for more bytes of the message that is being joined: for that many, or for some of them. It grows with what came, not with
    /// what was announced, and a long message holds little more than its bytes so far.
    /// </summary>
    /// <param name="bytes">What can be filled.</param>
    /// <param name="most">The most bytes that the message may have.</param>
    public Memory<byte> Lend(int bytes, long most)
    {
        if (bytes == 0) return default;
        if (Discarding) Drop();
        if (joining is null && spare?.Length >= bytes) (joining, spare) = (spare, null);
        var room = joining is null ? 0 : joining.Length - joined;
        if (joining is null || (room < bytes && (BytesBefore == 0 || room < LeastLent))) Grow(bytes, most);
        return joining.AsMemory(joined);
    }

    /// <summary>So many bytes of what was lent are now part of the message.</summary>
    public void Join(int bytes) => joined += bytes;

    /// <summary>The message has come whole, or a piece of it that is delivered as such.</summary>
    public void Complete(MessageKind ofKind, bool isFinal)
    {
        if (Discarding || (!isFinal && joined == 0 && BytesBefore == 0))
        {
            Drop();
            return;
        }

        if (BytesBefore > 0) JoinSegments();
        var entry = new Entry(ofKind, joined > 0 ? joining : null, joined, isFinal);
        if (!first.IsThere) first = entry;
        else (more ??= new()).Others.Enqueue(entry);
        waiting += Charge(entry.Buffer);
        if (entry.Buffer is not null) joining = null;
        joined = 0;
    }

    /// <summary>What has come of the message is dropped: there is no room for it, or nobody wants it.</summary>
    public void Drop()
    {
        joined = 0;
        more?.Before.Return(buffers);
        if (joining?.Length > MostInOnePiece) ReturnTo(ref joining);
    }

    /// <summary>The application is done with the message it holds. Memory that it keeps all the same is not valid from here.</summary>
    public void GiveBack()
    {
        var buffer = Shown;
        (kind, final) = (default, false);
        if (buffer is null) return;
        Show(next: null, 0);
        if (IsPinned) buffers.Forget(buffer);
        else if (Busy && spare is null && buffer.Length <= MostInOnePiece) spare = buffer;
        else buffers.Return(buffer);
    }

    /// <summary>Hands the next message to the application, as <see cref="Current"/>.</summary>
    public bool TryTake()
    {
        GiveBack();
        if (!first.IsThere) return false;
        var taken = Next();
        (kind, final) = (taken.Kind, taken.Final);
        if (taken.Buffer is not null) Show(taken.Buffer, taken.Length);
        return true;
    }

    /// <summary>The loop goes to wait: what is not in use goes back.</summary>
    public void Rest()
    {
        if (joined == 0) ReturnTo(ref joining);
        RestButForLent();
    }

    /// <summary>
    /// The same, but what was lent last stays: it is lent again for the same input, which can then be given no less memory than before.
    /// </summary>
    public void RestButForLent()
    {
        Busy = false;
        ReturnTo(ref spare);
    }

    /// <summary>
    /// Everything goes back, and what still comes is dropped. But for the message that the application holds: it has returned without
    /// asking for the next, and what it began may go on. So that memory stays as it is, for as long as
    /// anybody has it, and is never another connection's.
    /// </summary>
    public void Clear()
    {
        Discarding = true;
        Drop();
        Rest();
        while (first.IsThere)
        {
            if (Next().Buffer is { } buffer) buffers.Return(buffer);
        }

        if (Shown is { } kept && !isAbandoned) buffers.Forget(kept);
        isAbandoned = true;
    }

    private static uint Charge(byte[]? buffer) => MessageCharge + (uint)(buffer?.Length ?? 0);

    private Entry Next()
    {
        var next = first;
        first = more is { Others.Count: > 0 } ? more.Others.Dequeue() : default;
        waiting -= Charge(next.Buffer);
        return next;
    }

    private void Grow(int bytes, long most)
    {
        var came = joined + BytesBefore;
        var left = Math.Max(most - came, LeastLent);
        if (came < MostInOnePiece && joining is not { Length: >= MostInOnePiece })
        {
            // Doubled, or as much as is needed; and not beyond what the message may have.
            var wanted = Math.Max((long)came + bytes, Math.Max(SmallestBuffer, 2L * (joining?.Length ?? 0)));
            var size = (int)Math.Min(Math.Min(wanted, MostInOnePiece), came + left);
            if (size <= joining?.Length) return;
            var larger = buffers.Rent(size);
            joining.AsSpan(0, joined).CopyTo(larger);
            ReturnTo(ref joining);
            joining = larger;
        }
        else if (joining is null || joining.Length - joined < LeastLent)
        {
            // A segment that got no byte before the loop went to wait was given back: then there is none to put away.
            if (joining is not null) (more ??= new()).Before.Add(joining, joined);

            // As many bytes as there are buffers of, for small ones come in powers of two.
            var share = came / SegmentShare;
            var size = share <= MostInOnePiece ? 1 << System.Numerics.BitOperations.Log2((uint)share) : LargeBuffers.SizeUpTo(share);
            (joining, joined) = (buffers.Rent((int)Math.Min(size, left)), 0);
        }
    }

    /// <summary>The message is put together in one piece of memory, exactly as long.</summary>
    private void JoinSegments()
    {
        var before = more!.Before;
        var whole = buffers.Rent(before.Bytes + joined);
        var start = before.CopyTo(whole);
        joining.AsSpan(0, joined).CopyTo(whole.AsSpan(start));
        before.Return(buffers);
        ReturnTo(ref joining);
        (joining, joined) = (whole, start + joined);
    }

    private void ReturnTo(ref byte[]? buffer)
    {
        if (buffer is null) return;
        buffers.Return(buffer);
        buffer = null;
    }

    /// <summary>What a connection needs of which several messages wait, or one that is long is on its way.</summary>
    private sealed class More
    {
        /// <summary>The messages that wait behind the first.</summary>
        public Queue<Entry> Others { get; } = new();

        /// <summary>The segments of a long message that came before the one in hand.</summary>
        public Segments Before { get; } = new();
    }

    /// <summary>A message that waits, or none.</summary>
    private readonly record struct Entry(MessageKind Kind, byte[]? Buffer, int Length, bool Final)
    {
        public bool IsThere => Kind != default;
    }
}
