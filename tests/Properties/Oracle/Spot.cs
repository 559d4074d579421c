using System.Buffers.Binary;

namespace Pure.WebSockets.Properties;

/// <summary>A place in a conversation: one step of the core, and the bytes that are available to it.</summary>
/// <param name="Before">The state before it.</param>
/// <param name="Command">The application's command; null if the step reads the peer's bytes.</param>
/// <param name="AtHand">The peer's bytes up to the next command. At a command, those of an incomplete header or control frame.</param>
/// <param name="Progress">The core's result.</param>
/// <param name="PeerBytes">The number of the peer's bytes before it.</param>
/// <param name="Commands">The number of commands before it.</param>
/// <param name="AfterABlock">Whether the last compressed message ended with a block of its payload.</param>
internal sealed record Spot(
    Connection Before,
    Input? Command,
    ReadOnlyMemory<byte> AtHand,
    StepResult Progress,
    int PeerBytes,
    int Commands,
    bool AfterABlock
)
{
    private const int Rsv1 = 0x40;

    /// <summary>More bytes than one byte of a stream, and the bits before it, can represent.</summary>
    private const int LongestOfAByte = 32 * 1024;

    /// <summary>The core's notice as a record; null if there is none.</summary>
    public Effect? Told =>
        Progress.Event == StepEvent.Lifecycle ? Progress.Lifecycle.MatchUnsafe<Effect?>(effect => effect, () => null) : null;

    /// <summary>The rule that the peer breaks here; null if it breaks none.</summary>
    public ProtocolError? Error => Told is Effect.Failed(var error) ? error : null;

    /// <summary>The rule that this side would break here; null if it would break none.</summary>
    public Misuse? Refusal => Told is Effect.Misused(var refusal) ? refusal : null;

    /// <summary>Whether a frame begins here.</summary>
    public bool InHeader => Command is null && !Before.Receiving.InFrame;

    public int Opcode => Octet(0) & 0x0F;

    /// <summary>Whether the complete header has arrived. The framework reads it before it reports anything.</summary>
    public bool HeaderIsThere => AtHand.Length >= 2 + LengthOctets + (Before.Role == Role.Server ? 4 : 0);

    /// <summary>The number of the peer's bytes up to the end of this frame, even if its header is invalid.</summary>
    public int EndOfFrame => (int)Math.Min(int.MaxValue, PeerBytes + (InHeader ? HeaderSize + Announced : Before.Receiving.FrameRemaining));

    public int EndOfWhatIsAtHand => PeerBytes + AtHand.Length;

    public bool FrameIsThere => EndOfFrame <= EndOfWhatIsAtHand;

    public bool BeginsCompressedMessage => InHeader && Error is null && Opcode is 1 or 2 && (Octet(0) & Rsv1) != 0;

    public bool EndsCompressedMessage =>
        Command is null
        && Progress is { Event: StepEvent.Data, Final: true }
        && (Before.Receiving.Compressed || BeginsCompressedMessage);

    /// <summary>
    /// Whether the payload of the compressed message that ends here is empty or ends with a final block. Then no block is open for the four
    /// omitted bytes.
    /// </summary>
    public bool EndsWithABlock => WithoutTail is { Phase: InflaterPhase.BlockHeader, BitCount: 0 };

    /// <summary>Whether a block marked as the last one has begun.</summary>
    public bool HasFinalBlock
    {
        get
        {
            var state = EndsCompressedMessage ? WithoutTail : Progress.Next.Inflation?.State ?? default;
            return state.FinalBlock
                || (state is { Phase: InflaterPhase.BlockHeader or InflaterPhase.NextBlockHeader, BitCount: > 0 } && (state.Bits & 1) == 1);
        }
    }

    /// <summary>Whether compressed data after this place, in the same frame, is invalid.</summary>
    public bool IsCorruptFurtherOn => Before.Receiving.InFrame && RestOfFrame.Corrupt;

    /// <summary>
    /// Whether the frame ends within an overlong code point. An implementation that waits for its last byte does not know that yet.
    /// </summary>
    public bool EndsOverlong
    {
        get
        {
            if (Before.Receiving is not { InFrame: true, FrameFinal: false }) return false;
            // Valid text may be inflated together with invalid text.
            var bytes = RestOfFrame.Plain;
            while (System.Text.Rune.DecodeFromUtf8(bytes, out _, out var sound) == System.Buffers.OperationStatus.Done)
                bytes = bytes[sound..];
            var length = bytes.FirstOrDefault() switch
            {
                0xC0 or 0xC1 or (>= 0xF5 and <= 0xF7) => 2,
                0xE0 => 3,
                0xF0 => 4,
                _ => 0,
            };
            return bytes.Length > 0 && bytes.Length < length && bytes.Skip(1).All(octet => (octet & 0xC0) == 0x80);
        }
    }

    /// <summary>The state of the inflater at the end of a compressed message, before the four omitted bytes.</summary>
    private InflaterState WithoutTail
    {
        get
        {
            var last = Before.Receiving.InFrame ? AtHand[..Progress.Consumed].ToArray() : [];
            Masking.Apply(last, last, Before.Receiving.Key);
            var run = Before.Inflation!.Begin(new byte[LongestOfAByte], new uint[Inflater.ScratchEntries]);
            run.Run(last);
            return run.State;
        }
    }

    /// <summary>
    /// The plain bytes of the current frame from here on, after the current code point, and whether they can be decompressed.
    /// </summary>
    private (byte[] Plain, bool Corrupt) RestOfFrame
    {
        get
        {
            var receiving = Before.Receiving;
            var carry = new byte[receiving.Carry.Count];
            receiving.Carry.CopyTo(carry);
            var state = Before with { Receiving = receiving with { Kind = MessageKind.Binary, Carry = default } };
            var (rest, memory, plain) = (
                AtHand[..(int)Math.Min(AtHand.Length, receiving.FrameRemaining)],
                new byte[LongestOfAByte],
                new List<byte>(carry)
            );
            for (var more = true; more || !rest.IsEmpty;)
            {
                var progress = Kernel.Receive(state, rest, memory);
                if (progress.Next.Phase is not Phase.Open and not Phase.Closing) return (plain.ToArray(), true);
                plain.AddRange(progress.Payload.Span);
                (state, rest, more) = (progress.Next, rest[progress.Consumed..], progress.More);
            }

            return (plain.ToArray(), false);
        }
    }

    private int HeaderSize => 2 + LengthOctets + ((Octet(1) & 0x80) != 0 ? 4 : 0);

    private int LengthOctets => (Octet(1) & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 };

    private long Announced => AtHand.Length < 2 + LengthOctets ? int.MaxValue : LengthOctets switch
    {
        2 => BinaryPrimitives.ReadUInt16BigEndian(AtHand.Span[2..]),
        8 => Math.Clamp(BinaryPrimitives.ReadInt64BigEndian(AtHand.Span[2..]), 0, int.MaxValue),
        _ => Octet(1) & 0x7F,
    };

    private int Octet(int at) => at < AtHand.Length ? AtHand.Span[at] : 0;
}
