namespace Pure.WebSockets.Conformance;

/// <summary>The result of inflating a payload.</summary>
internal enum Inflated : byte
{
    /// <summary>The payload is a complete compressed message.</summary>
    Whole,

    /// <summary>The payload is only the beginning of a message. Further bytes can complete the message.</summary>
    Cut,

    /// <summary>
    /// The payload breaks a rule of DEFLATE, regardless of the bytes that follow. The value is also used for a complete message that ends
    /// within a block.
    /// </summary>
    Corrupt,

    /// <summary>The message is longer than the given limit.</summary>
    TooLong,

    /// <summary>
    /// The RFCs allow receivers to interpret the payload in different ways. This value is used if the empty block at the end is
    /// missing, or if a match refers back further than the sender is allowed to. This value is also used if a final block is followed
    /// by anything other than the padding byte of RFC 7692 §7.2.3.4.
    /// </summary>
    Ambiguous,
}

/// <summary>The result of inflating a message.</summary>
/// <param name="Read">
/// The result of inflating as much as possible with a window of 32 KiB. The value is never <see cref="Inflated.Ambiguous"/>.
/// </param>
/// <param name="IsBeyondWindow">Whether a match reaches beyond the agreed window.</param>
/// <param name="IsBeyondMessage">Whether a match refers to an earlier message although the sender must not use context takeover.</param>
/// <param name="IsUnended">
/// Whether the payload lacks the empty block at its end, whose last four bytes a sender omits (RFC 7692 §7.2.1). In an incomplete payload,
/// the block can still follow.
/// </param>
/// <param name="HasBlocksAfterFinal">Whether a final block is followed by anything other than the padding byte.</param>
/// <param name="Message">The message, or the part of the message that can be inflated.</param>
/// <param name="Next">The context for the next message.</param>
internal readonly record struct InflatedMessage(
    Inflated Read,
    bool IsBeyondWindow,
    bool IsBeyondMessage,
    bool IsUnended,
    bool HasBlocksAfterFinal,
    ReadOnlyMemory<byte> Message,
    Inflating Next
)
{
    /// <summary>The result, or <see cref="Inflated.Ambiguous"/> if the RFCs allow several results.</summary>
    public Inflated Result =>
        IsBeyondWindow || IsBeyondMessage || IsUnended || HasBlocksAfterFinal ? Inflated.Ambiguous : Read;

    /// <summary>
    /// The rule that the sender breaks, or null if the sender breaks no rule. A receiver may nevertheless accept some of these messages,
    /// for example because its window is larger than required.
    /// </summary>
    public FrameRule? Broken =>
        IsBeyondWindow ? FrameRule.BeyondWindow
        : IsBeyondMessage ? FrameRule.BeyondMessage
        : Read == Inflated.TooLong ? FrameRule.TooLong
        : Read == Inflated.Corrupt ? FrameRule.Corrupt
        // If the message is incomplete, the empty block can still follow.
        : IsUnended && Read == Inflated.Whole ? FrameRule.Unended
        : null;
}

/// <summary>
/// An immutable context for inflating messages (RFC 7692 §7.2.2, RFC 1951). The result of inflating a message includes the context for the
/// next message. The model and the tester inflate all messages of peers with this class, which does not share any code with the core.
/// </summary>
internal sealed record Inflating
{
    /// <summary>The default limit for the length of an inflated message, in bytes.</summary>
    public const int LongestMessage = 16 * 1024 * 1024;

    // The longest distance in DEFLATE data, in bytes. A receiver may use a window of this size even if the sender has agreed to a smaller
    // window (RFC 7692 §7.1.2).
    private const int LongestDistance = 32 * 1024;

    private const int SmallPayload = 512;
    private const int LastLiteral = 255;
    private const int EndOfBlock = 256;
    private const int LastLength = 285;

    private static readonly ushort[] LengthBase =
    [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
    ];
    private static readonly byte[] LengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
    private static readonly ushort[] DistanceBase =
    [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289,
        16385, 24577,
    ];
    private static readonly int[] PrecodeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly int windowBits;
    private readonly bool takesOver;
    private readonly InflatedHistory history;
    private readonly int end;
    private readonly int reach;

    private Inflating(int windowBits, bool takesOver, InflatedHistory history, int end, int reach) =>
        (this.windowBits, this.takesOver, this.history, this.end, this.reach) = (windowBits, takesOver, history, end, reach);

    /// <summary>Whether the last message had a final block and the next message is allowed to refer back to the last message.</summary>
    public bool HasFinalBlock { get; private init; }

    private static ReadOnlySpan<byte> Tail => [0x00, 0x00, 0xff, 0xff];

    /// <summary>Creates the context for the first message of a sender.</summary>
    /// <param name="agreed">The agreed parameters of permessage-deflate.</param>
    /// <param name="sender">The role of the sender of the messages.</param>
    public static Inflating For(AgreedDeflate agreed, Role sender) => For(agreed.WindowBits(sender), agreed.TakesContextOver(sender));

    /// <summary>Creates the context for the first message of a sender.</summary>
    /// <param name="windowBits">The base-2 logarithm of the window size in bytes.</param>
    /// <param name="takesOver">Whether messages may refer to earlier messages.</param>
    public static Inflating For(int windowBits, bool takesOver) => new(windowBits, takesOver, new InflatedHistory([], 0), 0, 0);

    /// <summary>Inflates the payload of a complete message.</summary>
    /// <param name="payload">The payload of the message.</param>
    /// <param name="longest">The maximum length of the message in bytes.</param>
    public InflatedMessage Message(ReadOnlySpan<byte> payload, int longest = LongestMessage)
    {
        if (payload.IsEmpty)
            return new InflatedMessage(
                Inflated.Whole,
                IsBeyondWindow: false,
                IsBeyondMessage: false,
                IsUnended: true,
                HasBlocksAfterFinal: false,
                ReadOnlyMemory<byte>.Empty,
                this
            );
        var output = new InflatedData(history, end, reach, longest);
        var noticed = new Noticed();
        Inflated result;
        if (payload.Length <= SmallPayload)
        {
            Span<byte> all = stackalloc byte[payload.Length + Tail.Length];
            payload.CopyTo(all);
            Tail.CopyTo(all[payload.Length..]);
            result = Blocks(all, payload.Length, ref output, ref noticed, isWhole: true);
        }
        else
        {
            result = Blocks((byte[])[.. payload, .. Tail], payload.Length, ref output, ref noticed, isWhole: true);
        }

        var message = output.Message;
        var ended = output.Ended();
        var next = new Inflating(windowBits, takesOver, ended, output.End, Math.Min(output.Reach, LongestDistance))
        {
            HasFinalBlock = takesOver && noticed.HasFinalBlock,
        };
        return noticed.In(result, message, next);
    }

    /// <summary>Inflates the available part of an incomplete payload. The context for the next message does not change.</summary>
    public InflatedMessage Beginning(ReadOnlySpan<byte> payload)
    {
        var output = new InflatedData(history, end, reach, LongestMessage);
        var noticed = new Noticed();
        var result = Blocks(payload, payload.Length, ref output, ref noticed, isWhole: false);
        var message = output.Message.ToArray();
        output.Discard();
        return noticed.In(result, message, this);
    }

    private Inflated Blocks(scoped ReadOnlySpan<byte> octets, int payload, ref InflatedData output, ref Noticed noticed, bool isWhole)
    {
        var bits = new BitReading(octets);
        while (true)
        {
            if (bits.IsAtEnd) return isWhole ? Inflated.Whole : Inflated.Cut;
            var isFinal = bits.Bits(1) == 1;
            var result = bits.Bits(2) switch
            {
                0 => Stored(ref bits, ref output),
                1 => Symbols(ref bits, ref output, ref noticed, SymbolCode.FixedLiterals, SymbolCode.FixedDistances),
                2 => Dynamic(ref bits, ref output, ref noticed),
                _ => Inflated.Corrupt,
            };
            if (bits.IsOver) return isWhole ? Inflated.Corrupt : Inflated.Cut;
            if (result is Inflated.Corrupt or Inflated.TooLong) return result;
            if (!isFinal) continue;
            noticed.HasFinalBlock = true;
            bits.Align();
            var read = bits.Octets;
            if (read == payload)
            {
                noticed.IsUnended = true;
                return isWhole ? Inflated.Whole : Inflated.Cut;
            }

            // If a message ends with an empty stored block, the sender omits the last four bytes of the block (RFC 7692 §7.2.1). The
            // sender also omits these bytes if the block is a final block. The stored block then ends exactly at the end of the
            // appended tail.
            var isLast = read == octets.Length;
            // The padding after a final block is a single zero byte, which is the start of an empty stored block.
            var isPadded = read == payload - 1 && octets[read] == 0;
            noticed.HasBlocksAfterFinal |= !isLast && !isPadded;
        }
    }

    private static Inflated Stored(ref BitReading bits, ref InflatedData output)
    {
        bits.Align();
        var (length, complement) = (bits.Bits(16), bits.Bits(16));
        if (bits.IsOver) return Inflated.Cut;
        if (length != (~complement & 0xFFFF)) return Inflated.Corrupt;
        return output.Add(bits.Take(length)) ? Inflated.Whole : Inflated.TooLong;
    }

    private Inflated Dynamic(ref BitReading bits, ref InflatedData output, ref Noticed noticed)
    {
        var (literals, distances, precodes) = (257 + bits.Bits(5), 1 + bits.Bits(5), 4 + bits.Bits(4));
        if (literals > 286 || distances > 30) return Inflated.Corrupt;
        Span<byte> precode = stackalloc byte[19];
        precode.Clear();
        for (var at = 0; at < precodes; at++) precode[PrecodeOrder[at]] = (byte)bits.Bits(3);
        var lengthCode = SymbolCode.Of(precode);
        if (bits.IsOver) return Inflated.Cut;
        if (lengthCode.IsOversubscribed || lengthCode.IsIncomplete) return Inflated.Corrupt;
        Span<byte> lengths = stackalloc byte[literals + distances];
        for (var at = 0; at < lengths.Length;)
        {
            bits.Fill();
            var symbol = lengthCode.Read(ref bits);
            if (bits.IsOver) return Inflated.Cut;
            if (symbol < 0) return Inflated.Corrupt;
            if (symbol < 16)
            {
                lengths[at++] = (byte)symbol;
                continue;
            }

            if (symbol == 16 && at == 0) return Inflated.Corrupt;
            var repeated = symbol == 16 ? lengths[at - 1] : (byte)0;
            var count = symbol switch { 16 => 3 + bits.Bits(2), 17 => 3 + bits.Bits(3), _ => 11 + bits.Bits(7) };
            if (bits.IsOver) return Inflated.Cut;
            if (at + count > lengths.Length) return Inflated.Corrupt;
            lengths.Slice(at, count).Fill(repeated);
            at += count;
        }

        var (literal, distance) = (SymbolCode.Of(lengths[..literals]), SymbolCode.Of(lengths[literals..]));
        if (lengths[EndOfBlock] == 0 || literal.IsOversubscribed || distance.IsOversubscribed) return Inflated.Corrupt;
        // An incomplete code is valid only if it has no symbols or a single symbol with a code of one bit (RFC 1951 §3.2.7). The
        // literal/length code always contains the end-of-block symbol.
        if ((literal.IsIncomplete && literal.Longest > 1) || (distance.IsIncomplete && distance.Longest > 1)) return Inflated.Corrupt;
        return Symbols(ref bits, ref output, ref noticed, literal, distance);
    }

    private Inflated Symbols(
        ref BitReading bits,
        ref InflatedData output,
        ref Noticed noticed,
        SymbolCode literals,
        SymbolCode distances
    )
    {
        while (true)
        {
            // A length and a distance together have at most 48 bits: two codes of up to 15 bits each, and up to 5 and 13 extra bits.
            bits.Fill();
            var symbol = literals.Read(ref bits);
            if (bits.IsOver) return Inflated.Cut;
            if ((uint)symbol <= LastLiteral)
            {
                if (!output.Add((byte)symbol)) return Inflated.TooLong;
                continue;
            }

            if (symbol is < 0 or > LastLength) return Inflated.Corrupt;
            if (symbol == EndOfBlock) return Inflated.Whole;
            var length = LengthBase[symbol - EndOfBlock - 1] + Rest(ref bits, LengthBits[symbol - EndOfBlock - 1]);
            var code = distances.Read(ref bits);
            if (bits.IsOver) return Inflated.Cut;
            // If even the shortest distance with this code reaches back too far, the data is invalid, regardless of the extra bits. A
            // receiver may therefore reject the code before its extra bits arrive.
            if (code < 0 || code >= DistanceBase.Length || DistanceBase[code] > output.Reach) return Inflated.Corrupt;
            var distance = DistanceBase[code] + Rest(ref bits, code < 2 ? 0 : (code / 2) - 1);
            var isCut = bits.IsOver;
            if (!isCut && distance > output.Reach) return Inflated.Corrupt;
            // A receiver may also reject a distance beyond the agreed window before the extra bits arrive. If these bits are missing, check
            // the shortest distance with this code.
            var least = isCut ? DistanceBase[code] : distance;
            noticed.IsBeyondWindow |= least > 1 << windowBits;
            noticed.IsBeyondMessage |= !takesOver && least > output.Written;
            if (isCut) return Inflated.Cut;
            if (!output.Copy(distance, length)) return Inflated.TooLong;
        }
    }

    private static int Rest(ref BitReading bits, int count)
    {
        var value = (int)(bits.Next & ((1UL << count) - 1));
        bits.Skip(count);
        return value;
    }

    /// <summary>The properties of a payload that receivers can interpret differently, or on which later messages depend.</summary>
    private struct Noticed
    {
        public bool IsBeyondWindow;
        public bool IsBeyondMessage;
        public bool IsUnended;
        public bool HasBlocksAfterFinal;
        public bool HasFinalBlock;

        public readonly InflatedMessage In(Inflated read, ReadOnlyMemory<byte> message, Inflating next) =>
            new(read, IsBeyondWindow, IsBeyondMessage, IsUnended, HasBlocksAfterFinal, message, next);
    }
}
