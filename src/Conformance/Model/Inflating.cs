namespace Pure.WebSockets.Conformance;

/// <summary>The result of inflating a payload.</summary>
internal enum Inflated : byte
{
    /// <summary>The payload is a complete compressed message.</summary>
    Whole,

    /// <summary>The payload ends within a block, or is only the beginning of a message. More bytes can complete it.</summary>
    Cut,

    /// <summary>The payload breaks a rule of DEFLATE. Further bytes cannot make it valid.</summary>
    Corrupt,

    /// <summary>The message is longer than this reader's limit.</summary>
    TooLong,

    /// <summary>
    /// The RFCs allow receivers to read the payload in different ways. Such a payload is empty, contains a match that refers back further
    /// than the agreed window, or contains a final block that is followed by anything except the padding of RFC 7692 §7.2.3.4.
    /// </summary>
    Ambiguous,
}

/// <summary>
/// Inflates messages (RFC 7692 §7.2.2, RFC 1951). The code reads the data bit by bit, as the RFCs describe it, and shares no code with the
/// core. The object is immutable. The method that inflates a message also returns the context for the next message.
/// </summary>
internal sealed record Inflating
{
    private const int LongestMessage = 16 * 1024 * 1024;
    private const int LastLiteral = 255;
    private const int EndOfBlock = 256;
    private const int LastLength = 285;

    private static readonly int[] LengthBase =
    [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
    ];
    private static readonly int[] LengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
    private static readonly int[] DistanceBase =
    [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289,
        16385, 24577,
    ];
    private static readonly int[] PrecodeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly int windowBits;
    private readonly bool takesOver;
    private readonly ReadOnlyMemory<byte> window;

    private Inflating(int windowBits, bool takesOver, ReadOnlyMemory<byte> window) =>
        (this.windowBits, this.takesOver, this.window) = (windowBits, takesOver, window);

    /// <summary>
    /// Whether the last message had a final block and the next message is allowed to refer to the bytes of the last message.
    /// </summary>
    public bool HasFinalBlock { get; private init; }

    private static ReadOnlySpan<byte> Tail => [0x00, 0x00, 0xff, 0xff];

    /// <summary>Creates the context for the first message of a sender.</summary>
    /// <param name="agreed">The agreed parameters.</param>
    /// <param name="sender">The sender of the messages.</param>
    public static Inflating For(AgreedDeflate agreed, Role sender) =>
        new(agreed.WindowBits(sender), agreed.TakesContextOver(sender), ReadOnlyMemory<byte>.Empty);

    /// <summary>Inflates the payload of a complete message, and returns the context for the next message.</summary>
    public (Inflated Result, byte[] Message, Inflating Next) Message(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return (Inflated.Ambiguous, [], this);
        byte[] all = [.. payload, .. Tail];
        var output = new Output(window.Span);
        var result = Blocks(all, payload.Length, ref output, isWhole: true);
        var message = output.Message.ToArray();
        if (!takesOver) return (result, message, this);
        var next = new Inflating(windowBits, takesOver, output.Window(1 << windowBits)) { HasFinalBlock = output.HasFinalBlock };
        return (result, message, next);
    }

    /// <summary>Inflates as much as possible of an incomplete payload.</summary>
    public (Inflated Result, byte[] Message) Beginning(ReadOnlySpan<byte> payload)
    {
        var output = new Output(window.Span);
        var result = Blocks(payload, payload.Length, ref output, isWhole: false);
        return (result, output.Message.ToArray());
    }

    private Inflated Blocks(ReadOnlySpan<byte> octets, int payload, ref Output output, bool isWhole)
    {
        var bits = new BitReading(octets);
        var wasAmbiguous = false;
        while (true)
        {
            if (bits.IsAtEnd) return wasAmbiguous ? Inflated.Ambiguous : isWhole ? Inflated.Whole : Inflated.Cut;
            var isFinal = bits.Bit() == 1;
            var result = bits.Bits(2) switch
            {
                0 => Stored(ref bits, ref output),
                1 => Symbols(ref bits, ref output, SymbolCode.FixedLiterals, SymbolCode.FixedDistances),
                2 => Dynamic(ref bits, ref output),
                _ => Inflated.Corrupt,
            };
            wasAmbiguous |= output.IsBeyondWindow;
            if (bits.IsOver) return wasAmbiguous ? Inflated.Ambiguous : isWhole ? Inflated.Corrupt : Inflated.Cut;
            if (result is Inflated.Corrupt or Inflated.TooLong) return wasAmbiguous ? Inflated.Ambiguous : result;
            if (!isFinal) continue;
            output.HasFinalBlock = true;
            bits.Align();
            // The padding after a final block is one zero byte, which is the header of an empty stored block.
            wasAmbiguous |= !(bits.Octets == payload - 1 && octets[bits.Octets] == 0);
        }
    }

    private static Inflated Stored(ref BitReading bits, ref Output output)
    {
        bits.Align();
        var (length, complement) = (bits.Bits(16), bits.Bits(16));
        if (bits.IsOver) return Inflated.Cut;
        if (length != (~complement & 0xFFFF)) return Inflated.Corrupt;
        return output.Add(bits.Take(length)) ? Inflated.Whole : Inflated.TooLong;
    }

    private Inflated Dynamic(ref BitReading bits, ref Output output)
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
        // An incomplete distance code is valid if at most one symbol has a code (RFC 1951 §3.2.7). An incomplete literal/length code is
        // accepted if exactly one symbol has a code.
        if ((literal.IsIncomplete && literal.Used != 1) || (distance.IsIncomplete && distance.Used > 1)) return Inflated.Corrupt;
        return Symbols(ref bits, ref output, literal, distance);
    }

    private Inflated Symbols(ref BitReading bits, ref Output output, SymbolCode literals, SymbolCode distances)
    {
        while (true)
        {
            var symbol = literals.Read(ref bits);
            if (bits.IsOver) return Inflated.Cut;
            if (symbol is < 0 or > LastLength) return Inflated.Corrupt;
            if (symbol == EndOfBlock) return Inflated.Whole;
            if (symbol <= LastLiteral)
            {
                if (!output.Add((byte)symbol)) return Inflated.TooLong;
                continue;
            }

            var length = LengthBase[symbol - EndOfBlock - 1] + bits.Bits(LengthBits[symbol - EndOfBlock - 1]);
            var code = distances.Read(ref bits);
            if (bits.IsOver) return Inflated.Cut;
            // If the shortest distance of this code refers back too far, all distances of the code do so. A receiver is allowed to reject
            // the code before its extra bits arrive.
            if (code < 0 || code >= DistanceBase.Length || DistanceBase[code] > output.Reach) return Inflated.Corrupt;
            var distance = DistanceBase[code] + bits.Bits(code < 2 ? 0 : (code / 2) - 1);
            if (bits.IsOver) return Inflated.Cut;
            if (distance > output.Reach) return Inflated.Corrupt;
            output.IsBeyondWindow |= distance > 1 << windowBits;
            if (!output.Copy(distance, length)) return Inflated.TooLong;
        }
    }

    /// <summary>The bytes of the window, followed by the message.</summary>
    private ref struct Output(ReadOnlySpan<byte> before)
    {
        private readonly int start = before.Length;
        private byte[] octets = [.. before];
        private int end = before.Length;

        public readonly ReadOnlySpan<byte> Message => octets.AsSpan(start, end - start);

        public readonly int Reach => end;

        public bool IsBeyondWindow { get; set; }

        public bool HasFinalBlock { get; set; }

        public bool Add(byte octet)
        {
            Grow(1);
            octets[end++] = octet;
            return end - start <= LongestMessage;
        }

        public bool Add(ReadOnlySpan<byte> more)
        {
            Grow(more.Length);
            more.CopyTo(octets.AsSpan(end));
            end += more.Length;
            return end - start <= LongestMessage;
        }

        public bool Copy(int distance, int length)
        {
            Grow(length);
            for (var at = 0; at < length; at++, end++) octets[end] = octets[end - distance];
            return end - start <= LongestMessage;
        }

        public readonly ReadOnlyMemory<byte> Window(int most) => octets.AsSpan(Math.Max(0, end - most), Math.Min(end, most)).ToArray();

        private void Grow(int more)
        {
            if (end + more > octets.Length) Array.Resize(ref octets, Math.Max(end + more, 2 * octets.Length));
        }
    }
}
