namespace Pure.WebSockets;

/// <summary>
/// A receiver's context of permessage-deflate (RFC 7692 §7.2.2) as a value: the window, and where in a compressed message it stands.
/// Going on from it leaves it as it was.
/// </summary>
public sealed record Inflation
{
    /// <summary>What a sender's flush ends with, and leaves out of the payload (RFC 7692 §7.2.1).</summary>
    internal static ReadOnlySpan<byte> Tail => [0x00, 0x00, 0xff, 0xff];

    private const int SmallestRoom = 256;

    private Inflation(int windowBits, bool contextTakeover)
    {
        WindowBits = windowBits;
        ContextTakeover = contextTakeover;
    }

    /// <summary>A match refers back to the last 2 to the power of this bytes at most: 8 to 15.</summary>
    public int WindowBits { get; }

    /// <summary>Whether a message may refer to those before it.</summary>
    public bool ContextTakeover { get; }

    internal Window Window { get; init; } = Window.Empty;

    internal InflaterState State { get; init; }

    /// <summary>Plain bytes of the message under way so far.</summary>
    internal long Inflated { get; init; }

    /// <summary>How much of the tail was put behind the message.</summary>
    internal int TailTaken { get; init; }

    /// <summary>A context before its first message.</summary>
    /// <param name="windowBits">The size of the window as a power of two: 8 to 15.</param>
    /// <param name="contextTakeover">Whether a message may refer to those before it.</param>
    public static Inflation Of(int windowBits, bool contextTakeover) =>
        new(WindowSize.Checked(windowBits, nameof(windowBits)), contextTakeover);

    /// <summary>Decompresses the payload of a whole message; else the rule it breaks.</summary>
    /// <param name="payload">The payload of all its frames, without masks.</param>
    /// <param name="maxBytes">The longest message to accept. Longer: an error with close code 1009, as is what no array can hold.</param>
    public Either<ProtocolError, (Inflation Next, ReadOnlyMemory<byte> Message)> Inflate(ReadOnlySpan<byte> payload, long maxBytes)
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

        // The rest stands for as much as what came before it, and a little more.
        static long Expected(long filled, long taken, long whole) => filled * (whole + (whole >> 3)) / Math.Max(1, taken);
    }

    /// <summary>
    /// The machine that goes on from here, filling that memory and working in <see cref="Inflater.ScratchEntries"/> of scratch.
    /// </summary>
    internal Inflater Begin(Span<byte> output, Span<uint> scratch) => new(State, Window.Span, WindowSize.Of(WindowBits), output, scratch);

    /// <summary>The context after what the machine did.</summary>
    internal Inflation After(in Inflater run) => this with
    {
        State = run.Saved(),
        Window = Window.Append(run.Filled, WindowSize.Of(WindowBits)),
        Inflated = Inflated + run.Written,
    };

    /// <summary>
    /// The payload of the message is all there: puts the tail behind it. False when that needs more room, or the message is not whole;
    /// else <paramref name="next"/> is the context between messages.
    /// </summary>
    internal bool TryEnd(ref Inflater run, out Inflation next)
    {
        next = this;
        // A message without a payload, or one that ends with a final block, needs no tail.
        var taken = TailTaken;
        if (taken > 0 || !run.IsAtAnEnd)
        {
            // The tail ends the block that the sender's flush began. Here is none for it to end: the next message would begin in the
            // middle of what it begins.
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

        // A message that came whole to a context that keeps nothing leaves it as it was.
        if (ContextTakeover || Inflated > 0 || TailTaken > 0 || State != default)
            next = new Inflation(WindowBits, ContextTakeover)
            {
                Window = ContextTakeover ? Window.Append(run.Filled, WindowSize.Of(WindowBits)) : Window.Empty,
            };
        else
            next = this;
        return true;
    }

    /// <summary>The context in memory of its own size: for a connection that rests.</summary>
    internal Inflation Compact() => ReferenceEquals(Window.Compact(), Window) ? this : this with { Window = Window.Compact() };
}
