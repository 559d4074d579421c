namespace Pure.WebSockets;

/// <summary>
/// A receiver's context of permessage-deflate (RFC 7692 §7.2.2) as a value: the window, and the position in a compressed message. Inflating
/// does not change it.
/// </summary>
public sealed record InflateContext
{
    /// <summary>The bytes that a sender's flush ends with, and that are omitted from the payload (RFC 7692 §7.2.1).</summary>
    internal static ReadOnlySpan<byte> Tail => [0x00, 0x00, 0xff, 0xff];

    private const int SmallestRoom = 256;

    private InflateContext(int windowBits, bool contextTakeover)
    {
        WindowBits = windowBits;
        ContextTakeover = contextTakeover;
    }

    /// <summary>The base-2 logarithm of the window, from 8 to 15. A match refers back at most this far.</summary>
    public int WindowBits { get; }

    /// <summary>Whether a message may refer to earlier messages.</summary>
    public bool ContextTakeover { get; }

    internal Window Window { get; init; } = Window.Empty;

    internal InflaterState State { get; init; }

    /// <summary>The inflated bytes of the message in progress so far.</summary>
    internal long Inflated { get; init; }

    /// <summary>How many bytes of the tail were inflated after the message.</summary>
    internal int TailTaken { get; init; }

    /// <summary>Creates a context before its first message.</summary>
    /// <param name="windowBits">The base-2 logarithm of the window, from 8 to 15.</param>
    /// <param name="contextTakeover">Whether a message may refer to earlier messages.</param>
    public static InflateContext Create(int windowBits, bool contextTakeover) =>
        new(WindowSize.Checked(windowBits, nameof(windowBits)), contextTakeover);

    /// <summary>Decompresses the payload of a complete message, or returns the rule that it breaks.</summary>
    /// <param name="payload">The payload of all its frames, unmasked.</param>
    /// <param name="maxBytes">
    /// The longest message to accept, in bytes. A longer one, or one longer than an array can be, is an error with close code 1009.
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

        // The remaining payload probably needs as much room as the payload so far, and a little more.
        static long Expected(long filled, long taken, long whole) => filled * (whole + (whole >> 3)) / Math.Max(1, taken);
    }

    /// <summary>
    /// Creates an inflater that continues from this context, with this output and <see cref="Inflater.ScratchEntries"/> entries of working
    /// memory.
    /// </summary>
    internal Inflater Begin(Span<byte> output, Span<uint> scratch) => new(State, Window.Span, WindowSize.Of(WindowBits), output, scratch);

    /// <summary>Returns the context after the run.</summary>
    internal InflateContext After(in Inflater run) => this with
    {
        State = run.Saved(),
        Window = Window.Append(run.Filled, WindowSize.Of(WindowBits)),
        Inflated = Inflated + run.Written,
    };

    /// <summary>
    /// Ends the message after its complete payload, by inflating the tail. Returns false if the tail needs more room, or if the message is
    /// incomplete. Otherwise <paramref name="next"/> is the context between messages.
    /// </summary>
    internal bool TryEnd(ref Inflater run, out InflateContext next)
    {
        next = this;
        // A message without a payload, or one that ends with a final block, needs no tail.
        var taken = TailTaken;
        if (taken > 0 || !run.IsAtAnEnd)
        {
            // The tail ends the block that the sender's flush began. If there is no such block, the tail would begin a block that continues
            // in the next message.
            if (taken == 0 && run.IsBetweenBlocks)
            {
                run.Corrupt = CompressionErrors.NoBlockForTheTail;
                return false;
            }

            taken += run.Run(Tail[taken..]);
            next = this with { TailTaken = taken };
            if (run.IsFull || run.Corrupt is not null) return false;
            if (!run.IsBetweenBlocks)
            {
                run.Corrupt = "a message that ends within a block";
                return false;
            }
        }

        // Without context takeover, a complete message leaves the context unchanged.
        if (ContextTakeover || Inflated > 0 || TailTaken > 0 || State != default)
            next = new InflateContext(WindowBits, ContextTakeover)
            {
                Window = ContextTakeover ? Window.Append(run.Filled, WindowSize.Of(WindowBits)) : Window.Empty,
            };
        else
            next = this;
        return true;
    }

    /// <summary>Returns the context in memory of its own size, for an idle connection.</summary>
    internal InflateContext Compact() => ReferenceEquals(Window.Compact(), Window) ? this : this with { Window = Window.Compact() };
}
