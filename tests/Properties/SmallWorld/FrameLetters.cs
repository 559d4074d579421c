namespace Pure.WebSockets.Properties;

/// <summary>The frames of the small world: every kind, empty and of one byte, complete and cut, valid and invalid.</summary>
internal sealed class FrameLetters(World world)
{
    // Four equal bytes, so that unmasking gives the same result from any offset.
    private static readonly MaskKey Key = MaskKey.FromBytes(0x2A, 0x2A, 0x2A, 0x2A);

    // The two bytes of é, and half of it for cut text.
    private const byte Begun = 0xC3;
    private const byte Ended = 0xA9;

    public IEnumerable<Letter> All =>
        [.. Data, .. Control, .. Cut, .. Together, .. Broken, .. world.Compressing ? Compressed : Uncompressed];

    private IEnumerable<Letter> Data =>
    [
        Of("text", Frame(Opcode.Text)),
        Of("text a", Frame(Opcode.Text, 'a')),
        Of("first fragment of text", Frame(Opcode.Text) with { Final = false }),
        Of("first fragment of text a", Frame(Opcode.Text, 'a') with { Final = false }),
        Of("first fragment of text, half of é", Frame(Opcode.Text, Begun) with { Final = false }),
        Of("binary a", Frame(Opcode.Binary, 'a')),
        Of("first fragment of binary", Frame(Opcode.Binary) with { Final = false }),
        Of("fragment", Frame(Opcode.Continuation) with { Final = false }),
        Of("fragment a", Frame(Opcode.Continuation, 'a') with { Final = false }),
        Of("last fragment", Frame(Opcode.Continuation)),
        Of("last fragment a", Frame(Opcode.Continuation, 'a')),
        Of("last fragment, half of é", Frame(Opcode.Continuation, Ended)),
    ];

    private IEnumerable<Letter> Control =>
    [
        Of("ping", Frame(Opcode.Ping)) with { Pings = ByteString.Empty },
        Of("ping a", Frame(Opcode.Ping, 'a')) with { Pings = (ByteString)"a"u8.ToArray() },
        Of("pong", Frame(Opcode.Pong)),
        Of("pong a", Frame(Opcode.Pong, 'a')),
        Of("close frame", Frame(Opcode.Close)) with { Closes = CloseCode.NoStatusReceived },
        Of("close frame 4999 with a reason", Frame(Opcode.Close, 0x13, 0x87, 'a')) with { Closes = 4999 },
    ];

    private IEnumerable<Letter> Cut =>
    [
        Raw("first octet of a ping", [0x89]),
        Raw("header of a ping a", Header(Frame(Opcode.Ping, 'a'))),
        Raw("header of a close frame 1000", Header(Frame(Opcode.Close, 0, 0))),
        Raw("header of text a", Header(Frame(Opcode.Text, 'a'))),
        Raw("header of a first fragment of binary aa", Header(Frame(Opcode.Binary, 'a', 'a') with { Final = false })),
        Raw("header of a last fragment a", Header(Frame(Opcode.Continuation, 'a'))),
        Raw("rest of the header of a ping a", Header(Frame(Opcode.Ping, 'a'))[1..]) with { Where = Reading.RestOfHeader },
        Raw("payload a", Masked((byte)'a')) with { Where = Reading.RestOfFrame },
        Raw("payload 1000", Masked(0x03, 0xE8)) with { Where = Reading.RestOfFrame },
        Raw("no octets", []) with { Where = Reading.Anything },
    ];

    private IEnumerable<Letter> Together =>
        [
            Raw(
                "first fragment and a ping in one input",
                [.. Bytes(Frame(Opcode.Text, 'a') with { Final = false }), .. Bytes(Frame(Opcode.Ping, 'a'))]
            ),
            Raw("close frame and a ping in one input", [.. Bytes(Frame(Opcode.Close)), .. Bytes(Frame(Opcode.Ping, 'a'))]),
            Raw("two pings in one input", [.. Bytes(Frame(Opcode.Ping)), .. Bytes(Frame(Opcode.Ping, 'a'))]),
        ];

    private IEnumerable<Letter> Broken =>
        [
            Breaking("RSV2", 1002, Frame(Opcode.Text, 'a') with { Reserved = 2 }),
            Breaking("RSV1 on a ping", 1002, Frame(Opcode.Ping) with { Reserved = 4 }),
            Breaking("reserved opcode 3", 1002, Frame((Opcode)3)),
            Breaking("reserved opcode 11", 1002, Frame((Opcode)11)),
            Breaking(
                "masked the wrong way",
                1002,
                Frame(Opcode.Binary, 'a') with
                {
                    Key = world.Role == Role.Server ? null : Key,
                }
            ),
            Breaking("ping in fragments", 1002, Frame(Opcode.Ping) with { Final = false }),
            Breaking("pong of 126 bytes", 1002, Frame(Opcode.Pong) with { Payload = new byte[126] }),
            Breaking("close frame of one byte", 1002, Frame(Opcode.Close, 'a')),
            Breaking("close frame 1005", 1002, Frame(Opcode.Close, 0x03, 0xED)),
            Breaking("close frame whose reason is not UTF-8", 1007, Frame(Opcode.Close, 0x03, 0xE8, Begun)),
            Breaking("length in too many bytes", 1002, Frame(Opcode.Binary, 'a') with { Form = LengthForm.SixteenBits }),
            Breaking("length with the top bit", 1002, Frame(Opcode.Binary, 'a') with { Form = LengthForm.TopBit }),
            Breaking("RSV3 on a fragment", 1002, Frame(Opcode.Continuation) with { Reserved = 1 }),
            Breaking("frame too long", 1009, Frame(Opcode.Binary) with { Announced = world.Options.Limits.MaxFrameBytes!.Value + 1 }),
            Breaking("text that is not UTF-8", 1007, Frame(Opcode.Text, Begun)),
        ];

    private IEnumerable<Letter> Uncompressed =>
        [Breaking("RSV1 without an agreement", 1002, Frame(Opcode.Text, 'a') with { Reserved = 4 })];

    /// <summary>
    /// Deflated text (RFC 1951). A block with fixed codes for "a" is 4a 04 00. 02 02 00 means three bytes like the one before.
    /// </summary>
    private IEnumerable<Letter> Compressed =>
    [
        Of("compressed text a", Compress(Opcode.Text, 0x4A, 0x04, 0x00)),
        Of("compressed text a in a final block", Compress(Opcode.Text, 0x4B, 0x04, 0x00)),
        Of("compressed binary, empty", Compress(Opcode.Binary, 0x00)),
        Of("compressed text that repeats what is before it", Compress(Opcode.Text, 0x02, 0x02, 0x00)),
        Of("first fragment of compressed text", Compress(Opcode.Text, 0x4A) with { Final = false }),
        Of("fragment 04", Frame(Opcode.Continuation, 0x04) with { Final = false }),
        Of("last fragment 00", Frame(Opcode.Continuation, 0x00)),
        Breaking("RSV1 on a fragment", 1002, Frame(Opcode.Continuation, 'a') with { Reserved = 4 }),
        Breaking("compressed, no such block", 1007, Compress(Opcode.Binary, 0x07)),
        Breaking("compressed, within a block at the end", 1007, Compress(Opcode.Binary, 0x4A)),
        Breaking("compressed, too long", 1009, Compress(Opcode.Binary, 0x4A, 0x04, 0x02)),
    ];

    private WireFrame Compress(Opcode opcode, params int[] payload) => Frame(opcode, payload) with { Reserved = 4 };

    private WireFrame Frame(Opcode opcode, params int[] payload) =>
        new(Final: true, 0, (int)opcode, payload.Select(octet => (byte)octet).ToArray())
        {
            Key = world.Role == Role.Server ? Key : null,
        };

    private static Letter Of(string name, WireFrame frame) => Raw(name, Bytes(frame));

    private static Letter Breaking(string name, int code, WireFrame frame) => Of(name, frame) with { Breaks = code };

    private static Letter Raw(string name, byte[] octets) => new(name, new Input.Received(octets), Reading.Frame);

    private static byte[] Bytes(WireFrame frame) => frame.ToBytes();

    private static byte[] Header(WireFrame frame) => Bytes(frame)[..^frame.Payload.Length];

    private byte[] Masked(params byte[] payload) =>
        world.Role == Role.Server ? [.. payload.Select(octet => (byte)(octet ^ 0x2A))] : payload;
}
