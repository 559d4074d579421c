namespace Pure.WebSockets.Host;

/// <summary>
/// Messages on their way from the loop to the application: the one that is being joined, those that wait, and the one that the application holds. Payloads are
/// unmasked straight into the memory that the application will see. Guarded by the connection's lock, all but what it is as the signal that a receive waits by.
/// </summary>
internal sealed class Inbox(Buffers buffers) : ReceiveSignal
{
    /// <summary>What a waiting message costs beside its payload: empty ones are not free.</summary>
    private const int MessageCharge = 64;

    private const int SmallestBuffer = 128;

    // The first waits here, which is as far as most come; the others behind it.
    private Entry first;
    private Queue<Entry>? others;
    private byte[]? joining;
    private byte[]? spare;
    private Entry taken;
    private int joined;

    /// <summary>The memory of the messages that wait, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether the application has a message in hand, or some wait for it.</summary>
    public bool HasUnanswered => taken.IsThere || first.IsThere;

    /// <summary>Whether the loop is folding: then a buffer that comes back is likely to be wanted at once.</summary>
    public bool Busy { get; set; }

    /// <summary>Whether nobody will take messages: they are dropped as they end.</summary>
    public bool Discarding { get; set; }

    /// <inheritdoc/>
    public override Message Current => taken.Message;

    /// <summary>Memory for that many more bytes of the message that is being joined. It grows with what came, not with what was announced.</summary>
    public Memory<byte> Lend(int bytes)
    {
        if (bytes == 0) return default;
        if (joining is null)
        {
            joining = spare?.Length >= bytes ? spare : buffers.Rent(Math.Max(bytes, SmallestBuffer));
            if (ReferenceEquals(joining, spare)) spare = null;
        }
        else if (joining.Length - joined < bytes)
        {
            var larger = buffers.Rent((int)Math.Min(Math.Max((long)joined + bytes, 2L * joining.Length), Array.MaxLength));
            joining.AsSpan(0, joined).CopyTo(larger);
            buffers.Return(joining);
            joining = larger;
        }

        return joining.AsMemory(joined);
    }

    /// <summary>So many bytes of what was lent are now part of the message.</summary>
    public void Join(int bytes) => joined += bytes;

    /// <summary>The message has come whole, or a piece of it that is delivered as such.</summary>
    public void Complete(MessageKind kind, bool final)
    {
        if (!Discarding && (final || joined > 0))
        {
            var buffer = joined > 0 ? joining : null;
            var entry = new Entry(kind, buffer, joined, final);
            if (!first.IsThere) first = entry;
            else (others ??= new()).Enqueue(entry);
            Bytes += Charge(buffer);
            if (buffer is not null) joining = null;
        }

        joined = 0;
    }

    /// <summary>The message has come whole, and there is no room for it.</summary>
    public void Drop() => joined = 0;

    /// <summary>The application is done with the message it holds.</summary>
    public void GiveBack()
    {
        if (taken.Buffer is { } buffer)
        {
            if (Busy && spare is null) spare = buffer;
            else buffers.Return(buffer);
        }

        taken = default;
    }

    /// <summary>Hands the next message to the application, as <see cref="Current"/>.</summary>
    public bool TryTake()
    {
        GiveBack();
        if (!first.IsThere) return false;
        taken = first;
        first = others is { Count: > 0 } ? others.Dequeue() : default;
        Bytes -= Charge(taken.Buffer);
        return true;
    }

    /// <summary>The loop goes to wait: what is not in use goes back.</summary>
    public void Rest()
    {
        Busy = false;
        if (joined == 0) ReturnTo(ref joining);
        ReturnTo(ref spare);
    }

    /// <summary>Everything goes back, and what still comes is dropped.</summary>
    public void Clear()
    {
        Discarding = true;
        joined = 0;
        Rest();
        while (TryTake())
        {
            // Each take gives back the one before.
        }
    }

    private static int Charge(byte[]? buffer) => MessageCharge + (buffer?.Length ?? 0);

    private void ReturnTo(ref byte[]? buffer)
    {
        if (buffer is null) return;
        buffers.Return(buffer);
        buffer = null;
    }

    /// <summary>A message, or none.</summary>
    private readonly record struct Entry(MessageKind Kind, byte[]? Buffer, int Length, bool Final)
    {
        public bool IsThere => Kind != default;

        public Message Message => new(Kind, Buffer.AsMemory(0, Length), Final);
    }
}
