namespace Pure.WebSockets.Properties;

/// <summary>The inputs of this side in the small world, including misuse; the timers; the end of the stream.</summary>
internal sealed class OurLetters(World world)
{
    private static readonly ByteString A = "a"u8.ToArray();

    public IEnumerable<Letter> All => [.. Sending, .. Parts, .. Misuse, .. Life, .. Timers];

    private IEnumerable<Letter> Sending =>
    [
        Of("send text a", new Input.Send(MessageKind.Text, A) { Compress = CompressionChoice.Always }),
        Of("send binary", new Input.Send(MessageKind.Binary, ByteString.Empty)),
        Of("send ping a", new Input.Ping(A)),
        Of("send pong a", new Input.Pong(A)),
        Of("close 1000", new Input.Close(new CloseStatus(CloseCode.NormalClosure, "bye"))),
    ];

    private IEnumerable<Letter> Parts =>
    [
        .. world.Compressing ? CompressedParts : PlainParts,
        Of("send the last part of text", new Input.SendPart(MessageKind.Text, A, Final: true)),
        Of("send the last part of binary", new Input.SendPart(MessageKind.Binary, A, Final: true)),
    ];

    private static IEnumerable<Letter> PlainParts =>
    [
        Of("send a part of text", new Input.SendPart(MessageKind.Text, A, Final: false)),
        Of("send a part of text, half of é", new Input.SendPart(MessageKind.Text, (byte[])[0xC3], Final: false)),
        Of("send the last part of text, half of é", new Input.SendPart(MessageKind.Text, (byte[])[0xA9], Final: true)),
        Of("send a part of binary", new Input.SendPart(MessageKind.Binary, A, Final: false)),
    ];

    /// <summary>Empty parts: a context keeps the bytes of the message in progress, which would make states without end.</summary>
    private static IEnumerable<Letter> CompressedParts =>
        [
            Of("send a part of text", new Input.SendPart(MessageKind.Text, ByteString.Empty, Final: false)),
            Of(
                "send a part of text, not compressed",
                new Input.SendPart(MessageKind.Text, ByteString.Empty, Final: false) { Compress = CompressionChoice.Never }
            ),
            Of("send a part of binary", new Input.SendPart(MessageKind.Binary, ByteString.Empty, Final: false)),
        ];

    private static IEnumerable<Letter> Misuse =>
    [
        Of("send text that is not UTF-8", new Input.Send(MessageKind.Text, (byte[])[0xFF])),
        Of("send a ping of 126 bytes", new Input.Ping(new byte[126])),
        Of("close 1006", new Input.Close(new CloseStatus(CloseCode.AbnormalClosure, ""))),
        Of("accept what was not offered", new Input.Accept(new Acceptance("none", Seq<Header>.Empty))),
        Of("reject with 200", new Input.Reject(Rejection.WithStatus(200))),
    ];

    private static IEnumerable<Letter> Life =>
    [
        Of("start", new Input.Start()),
        Of("accept", new Input.Accept(Acceptance.Plain)),
        Of("reject", new Input.Reject(Rejection.WithStatus(403))),
        Of("rest", new Input.Compact()),
        Of("continue", new Input.Continue()),
        Of("end of stream", new Input.EndOfStream()),
    ];

    private static IEnumerable<Letter> Timers =>
        Enum.GetValues<TimerKind>().Select(timer => Of($"timer {timer}", new Input.Elapsed(timer)));

    private static Letter Of(string name, Input input) => new(name, input, Reading.Anything);
}
