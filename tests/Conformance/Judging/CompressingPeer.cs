namespace Pure.WebSockets.Conformance.Tests;

/// <summary>An in-memory echo with permessage-deflate and one fault. It uses only the codec of the core.</summary>
public sealed class CompressingPeer
{
    private readonly DeflateFault fault;
    private readonly Role role;
    private readonly List<byte> payload = [];
    private WireBuffer incoming = WireBuffer.Empty;
    private InflateContext inflation;
    private DeflateContext deflation;
    private MessageKind kind;
    private int number;

    public CompressingPeer(DeflateFault fault, Role role = Role.Server)
    {
        this.fault = fault;
        this.role = role;
        // The tester must find an invalid answer: the peer continues as if it had sent a valid one.
        var plain = new AgreedDeflate(false, Option<int>.None, false, Option<int>.None);
        var parameters = ExtensionOffer
            .Parse(fault.Answer.Length == 0 ? Seq<Header>.Empty : Seq.create(new Header("Sec-WebSocket-Extensions", fault.Answer)))
            .Match(
                Right: extensions => AgreedDeflate.OfResponse(extensions).IfLeft(_ => Option<AgreedDeflate>.None),
                Left: _ => Option<AgreedDeflate>.None
            )
            .IfNone(plain);
        var tester = role == Role.Server ? Role.Client : Role.Server;
        inflation = InflateContext.Create(parameters.WindowBits(tester), parameters.TakesContextOver(tester));
        deflation = DeflateContext.Create(parameters.WindowBits(role), parameters.TakesContextOver(role));
    }

    public bool HasEnded { get; private set; }

    /// <summary>The number of frames in each message that came.</summary>
    public List<int> FramesOfMessages { get; } = [];

    /// <summary>The server's extensions in the opening handshake.</summary>
    public ByteString Greet(ByteString request)
    {
        var asked = HeadParser
            .ParseRequest(request)
            .Bind(ServerHandshake.Check)
            .IfLeft(error => throw new InvalidOperationException(error.Seen));
        var (head, _) = ServerHandshake
            .Accept(asked, Acceptance.Plain, Option<CompressionOptions>.None)
            .IfLeft(refusal => throw new InvalidOperationException(refusal.ToString()));
        return HeadWriter.WriteResponse(
            fault.Answer.Length == 0
                ? head
                : head with { Headers = head.Headers.Append(new Header("Sec-WebSocket-Extensions", fault.Answer)) }
        );
    }

    /// <summary>Receives bytes of the tester and returns the answer.</summary>
    public byte[] Receive(ReadOnlyMemory<byte> octets)
    {
        incoming = incoming.Append(octets.ToArray());
        var answers = new List<byte>();
        while (!HasEnded && incoming.Take().Case is (WireFrame taken, WireBuffer trailing))
        {
            incoming = trailing;
            answers.AddRange(role == Role.Server ? React(taken) : Masked(React(taken)));
        }

        return [.. answers];
    }

    /// <summary>The same frames, as a client sends them.</summary>
    private static byte[] Masked(byte[] frames)
    {
        var masked = new List<byte>();
        var rest = WireBuffer.Empty.Append(frames);
        while (rest.Take().Case is (WireFrame taken, WireBuffer trailing))
        {
            rest = trailing;
            masked.AddRange(
                WireFrame.Encode(
                    new RawFrame(taken.Opcode, Payload.Of(taken.Payload.ToArray()), taken.Final, taken.Reserved),
                    new MaskKey(0x04030201)
                )
            );
        }

        return [.. masked];
    }

    private byte[] React(WireFrame frame)
    {
        if (frame.Opcode == 8)
        {
            HasEnded = true;
            return DeflateFault.Frame(8, frame.Payload.ToArray(), final: true, reserved: 0);
        }

        // RSV1 on the first frame of a message, and on no other.
        Assert.Equal(frame.Opcode == 0 ? 0 : 4, frame.Reserved);
        if (frame.Opcode != 0)
        {
            kind = (MessageKind)frame.Opcode;
            FramesOfMessages.Add(0);
        }

        FramesOfMessages[^1]++;
        payload.AddRange(frame.Payload.Memory.Span);
        if (!frame.Final)
            return [];
        var (received, message) = inflation
            .Inflate(payload.ToArray(), int.MaxValue)
            .IfLeft(error => throw new InvalidOperationException(error.ToString()));
        inflation = received;
        payload.Clear();
        var (sent, compressed) = deflation.Compress(message.Span);
        deflation = sent;
        return fault.Frames(new Echo(number++, kind, message.ToArray(), compressed.ToArray()));
    }
}
