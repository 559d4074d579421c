namespace Pure.WebSockets;

/// <summary>
/// The receiver's permessage-deflate context (RFC 7692 §7.2.2) as an immutable value. The context consists of the parameters, the window
/// and the position in a compressed message. Decompressing a message returns the next context.
/// </summary>
public sealed record InflateContext
{
    /// <summary>The last four bytes of the compressed data, which the sender omits from the payload (RFC 7692 §7.2.1).</summary>
    internal static ReadOnlySpan<byte> Tail => [0x00, 0x00, 0xff, 0xff];

    private const int SmallestRoom = 256;

    private InflateContext(int windowBits, bool contextTakeover)
    {
        WindowBits = windowBits;
        ContextTakeover = contextTakeover;
    }

    /// <summary>
    /// The base-2 logarithm of the window size in bytes, from 8 to 15. The distance of a match cannot exceed the window size.
    /// </summary>
    public int WindowBits { get; }

    /// <summary>Whether a compressed message can refer to the content of earlier messages.</summary>
    public bool ContextTakeover { get; }

    internal Window Window { get; init; } = Window.Empty;

    internal InflaterState State { get; init; }

    /// <summary>The number of bytes that have been decompressed so far for the message in progress.</summary>
    internal long Inflated { get; init; }

    /// <summary>The number of bytes of <see cref="Tail"/> that have been passed to the inflater after the payload.</summary>
    internal int TailTaken { get; init; }

    /// <summary>Creates a context for the first message of a connection.</summary>
    /// <param name="windowBits">The base-2 logarithm of the window size in bytes, from 8 to 15.</param>
    /// <param name="contextTakeover">Whether a compressed message can refer to the content of earlier messages.</param>
    public static InflateContext Create(int windowBits, bool contextTakeover) =>
        new(WindowSize.Checked(windowBits, nameof(windowBits)), contextTakeover);

    /// <summary>
    /// Decompresses the payload of a complete message. Returns the next context and the message, or an error if the payload is invalid or
    /// the message is too long.
    /// </summary>
    /// <param name="payload">The unmasked payload of all frames of the message.</param>
    /// <param name="maxBytes">
    /// The maximum length of the message in bytes. A limit greater than <c>Array.MaxLength - 1</c> is reduced to <c>Array.MaxLength -
    /// 1</c>. If the message is longer than the limit, the method returns an error with close code 1009.
    /// </param>
    public Either<ProtocolError, (InflateContext Next, ReadOnlyMemory<byte> Message)> Inflate(ReadOnlySpan<byte> payload, long maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        Span<uint> scratch = stackalloc uint[Inflater.ScratchEntries];
        var rest = payload;
        var message = Array.Empty<byte>();
        var filled = 0;
        var at = this;
        var most = Math.Min(maxBytes, Array.MaxLength - 1) + 1;
        for (
            var room = Math.Max(SmallestRoom, 8L * payload.Length);
            ;
            room = Math.Max(2 * room, Expected(filled, payload.Length - rest.Length, payload.Length))
        )
        {
            var larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(room, most));
            message.AsSpan(0, filled).CopyTo(larger);
            message = larger;
            var run = at.Begin(message.AsSpan(filled), scratch);
            rest = rest[run.Run(rest)..];
            var ended = rest.IsEmpty && at.TryEnd(ref run, out at);
            if (!ended) at = at.After(run);
            filled += run.Written;
            if (filled == most) return CompressionErrors.TooLong(most - 1);
            if (run.Corrupt is not null) return CompressionErrors.Corrupt(run.Corrupt);
            if (ended) return (at, message.AsMemory(0, filled));
        }

        // Estimates the size of the whole message from the compression ratio of the bytes that have been decompressed so far. The estimate
        // includes a margin of one eighth.
        static long Expected(long filled, long taken, long whole) => filled * (whole + (whole >> 3)) / Math.Max(1, taken);
    }

    /// <summary>
    /// Creates an inflater that continues from this context. The working memory must have <see cref="Inflater.ScratchEntries"/> entries.
    /// </summary>
    internal Inflater Begin(Span<byte> output, Span<uint> scratch) => new(State, Window.Span, WindowSize.Of(WindowBits), output, scratch);

    /// <summary>Returns the context after a run of the inflater.</summary>
    internal InflateContext After(in Inflater run) => this with
    {
        State = run.Saved(),
        Window = Window.Append(run.Filled, WindowSize.Of(WindowBits)),
        Inflated = Inflated + run.Written,
    };

    /// <summary>
    /// Ends the message by decompressing <see cref="Tail"/> after the complete payload. Returns false if more output memory is needed, or
    /// if the compressed data is invalid or incomplete. If the method returns true, <paramref name="next"/> is the context for the next
    /// message.
    /// </summary>
    internal bool TryEnd(ref Inflater run, out InflateContext next)
    {
        next = this;
        // A message that has no payload or that ends with a final block does not need the tail.
        var taken = TailTaken;
        if (taken > 0 || !run.IsAtAnEnd)
        {
            // The tail contains the last bytes of the empty block that the sender adds to a message (RFC 7692 §7.2.1). If no block has
            // begun, the tail must not be read, because its bits would begin a new, incomplete block.
            if (taken == 0 && run.IsBetweenBlocks)
            {
                run.Corrupt = CompressionErrors.NoBlockForTheTail;
                return false;
            }

            taken += run.Run(Tail[taken..]);
            next = this with { TailTaken = taken };
            if (run.IsFull || run.Corrupt is not null) return false;
            // After the tail, the last block of the message is allowed to be a final block or a non-final block (RFC 7692 §7.2.1).
            if (!run.IsBetweenBlocks && !run.IsAtAnEnd)
            {
                run.Corrupt = "the message ends within a block";
                return false;
            }
        }

        // Without context takeover, a message that was decompressed in a single call does not change the context.
        if (ContextTakeover || Inflated > 0 || TailTaken > 0 || State != default)
            next = new InflateContext(WindowBits, ContextTakeover)
            {
                Window = ContextTakeover ? Window.Append(run.Filled, WindowSize.Of(WindowBits)) : Window.Empty,
            };
        else
            next = this;
        return true;
    }

    /// <summary>Returns an equal context for an idle connection. The returned context has no spare memory in its window.</summary>
    internal InflateContext Compact() => ReferenceEquals(Window.Compact(), Window) ? this : this with { Window = Window.Compact() };
}
