namespace Pure.WebSockets.FsCheck;

/// <summary>
/// Creates a peer's compressed messages. Most messages are valid (RFC 7692 §7.2.1), and some messages break a rule on purpose.
/// </summary>
internal static class CompressedMessages
{
    /// <summary>
    /// Compresses the given message in a random way. Returns the payload and the peer's compression context after the message.
    /// </summary>
    public static (DeflateContext Next, byte[] Payload) Payload(Random random, DeflateContext context, byte[] plain)
    {
        switch (random.Next(6))
        {
            case 0:
                return InParts(random, context, plain);
            case 1 when plain.Length <= WindowSize.Of(context.WindowBits):
                return (After(context, plain), ByFramework(random, plain));
            case 2:
                return (After(context, plain), Stored(random, plain));
            default:
                var (next, payload) = context.Compress(plain);
                return (next, payload.ToArray());
        }
    }

    /// <summary>
    /// Returns a random valid payload that no compressor would write, and the peer's compression context after the message. The payload can
    /// contain any valid prefix code, and any distance within the window.
    /// </summary>
    public static (DeflateContext Next, byte[] Payload) Odd(Random random, DeflateContext context)
    {
        var (payload, plain) = DeflateStreams.Message(random, context.WindowBits, context.Window.Span);
        return (After(context, plain), payload);
    }

    /// <summary>Returns a damaged payload. Most damaged payloads break a rule, but some are valid by chance.</summary>
    public static byte[] Broken(Random random, DeflateContext context)
    {
        var payload =
            random.Next(2) == 0
                ? Odd(random, context).Payload
                : Payload(random, context, Plain.Of(random, 1 + Plain.Length(random))).Payload;
        switch (random.Next(6))
        {
            case 4:
                // This payload ends with the four bytes that a sender must remove (RFC 7692 §7.2.1).
                return context.Compress(Plain.Of(random, random.Next(40)), final: false);
            case 0 when payload.Length > 0:
                payload[random.Next(payload.Length)] ^= (byte)(1 << random.Next(8));
                return payload;
            case 1:
                return payload[..random.Next(payload.Length)];
            case 2:
                // In some cases, up to 39 zero bytes follow the payload with the invalid match.
                return [.. TooFar(random, context), .. new byte[random.Next(2) * random.Next(40)]];
            case 3:
                // In this payload, a block of the reserved type follows valid data.
                return [.. context.Compress(Plain.Of(random, random.Next(40)), final: false), 0x06];
            default:
                return Plain.Noise(random, random.Next(30));
        }
    }

    /// <summary>
    /// Returns a payload with a match that begins one byte before the start of the window. If the window is not full, the match begins one
    /// byte before the first byte in the window. If the distance would exceed 32,768, the payload contains a block of the reserved type
    /// instead, because DEFLATE cannot encode this distance.
    /// </summary>
    public static byte[] TooFar(Random random, DeflateContext context)
    {
        var window = context.ContextTakeover ? context.Window.Length : 0;
        var literals = random.Next(2) == 0 ? WindowSize.Of(context.WindowBits) : random.Next(20);
        var bits = new BitList().Add(0, 3).Align().Add(literals, 16).Add(~literals & 0xffff, 16).Add(new byte[literals]).Add(2, 3);
        var distance = Math.Min(window + literals, WindowSize.Of(context.WindowBits)) + 1;
        if (distance > WindowSize.Of(15)) return [0x06];
        var slot = DeflateAlphabet.DistanceSlot(distance);
        bits.Add(FixedCodes.Literals.Codes[257])
            .Add(FixedCodes.Distances.Codes[slot])
            .Add(distance - DeflateAlphabet.DistanceBase(slot), DeflateAlphabet.DistanceExtraBits(slot));
        return bits.Add(FixedCodes.Literals.Codes[256]).Add(0, 3).Align().ToBytes();
    }

    /// <summary>Returns the context after a message whose payload was created without this context.</summary>
    public static DeflateContext After(DeflateContext context, ReadOnlySpan<byte> plain) =>
        context.ContextTakeover ? context.With(context.Window.Append(plain, WindowSize.Of(context.WindowBits))) : context;

    /// <summary>
    /// Returns the output of .NET's compressor at a random level. The output ends with a flush or with a final block (RFC 7692 §7.2.3.4).
    /// </summary>
    private static byte[] ByFramework(Random random, byte[] plain)
    {
        var cut = random.Next(plain.Length + 1);
        var final = random.Next(3) == 0;
        var stream = FrameworkDeflate.Compress(random.Next(2) == 0 ? [plain] : [plain[..cut], plain[cut..]], random.Next(4), final);
        // The first byte of an empty stored block may follow a final block (RFC 7692 §7.2.3.4).
        return final
            ? random.Next(2) == 0
                ? stream
                : [.. stream, 0x00]
            : stream.AsSpan().EndsWith(InflateContext.Tail)
                ? stream[..^4]
                : stream;
    }

    private static byte[] Stored(Random random, byte[] plain)
    {
        var bits = new BitList();
        for (var at = 0; at < plain.Length;)
        {
            var length = Math.Min(plain.Length - at, random.Next(random.Next(2) == 0 ? 10 : ushort.MaxValue));
            bits.Add(0, 3).Align().Add(length, 16).Add(~length & 0xffff, 16).Add(plain.AsSpan(at, length));
            at += length;
        }

        return bits.Add(0, 3).Align().ToBytes();
    }

    private static (DeflateContext Next, byte[] Payload) InParts(Random random, DeflateContext context, byte[] plain)
    {
        var payload = new List<byte>();
        var rest = plain;
        for (var parts = random.Next(4); parts > 0; parts--)
        {
            var cut = random.Next(rest.Length + 1);
            payload.AddRange(context.Compress(rest[..cut], final: false, out context));
            rest = rest[cut..];
        }

        payload.AddRange(context.Compress(rest, final: true, out context));
        return (context, payload.ToArray());
    }

    private static byte[] Compress(this DeflateContext context, byte[] plain, bool final) => context.Compress(plain, final, out _);

    private static byte[] Compress(this DeflateContext context, byte[] plain, bool final, out DeflateContext next)
    {
        var payload = new byte[DeflateContext.Bound(plain.Length)];
        next = context.Compress(plain, final, payload, out var written);
        return payload[..written];
    }
}
