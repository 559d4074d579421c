using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// Generates this side's inputs, such as answers to an upgrade request, messages, pings, pongs, requests to close, elapsed timers, and
/// inputs that are not allowed.
/// </summary>
internal static class Commands
{
    public static Gen<Input> Timer => Gen.Elements(Enum.GetValues<TimerKind>()).Select(timer => (Input)new Input.Elapsed(timer));

    public static Gen<Input> Closing =>
        Gen.Elements<Input>(
            new Input.Close(CloseStatus.None),
            new Input.Close(new CloseStatus(1000, "bye")),
            new Input.Close(new CloseStatus(4999, new string('é', 61))),
            new Input.EndOfStream()
        );

    public static Gen<Input> Misuse =>
        Gen.OneOf(
            NeverAllowed,
            Gen.Elements<Input>(
                new Input.Start(),
                new Input.Send(MessageKind.Text, (byte[])[0xFF]),
                new Input.SendPart(MessageKind.Text, (byte[])[0xE2, 0x41], Final: false),
                new Input.SendPart(MessageKind.Text, (byte[])[0xE2], Final: false),
                new Input.SendPart(MessageKind.Binary, (byte[])[0xE2], Final: false),
                new Input.Accept(Acceptance.Plain),
                new Input.Received(ByteString.Empty)
            )
        );

    public static Gen<Input> Send =>
        Gen.OneOf(
            from text in Gen.OneOf(Bytes.Text, Plain.Text)
            from choice in Choice
            select (Input)new Input.Send(MessageKind.Text, text) { Compress = choice },
            from data in Gen.OneOf(Bytes.Binary, Plain.Binary)
            from choice in Choice
            select (Input)new Input.Send(MessageKind.Binary, data) { Compress = choice },
            Bytes.Control.Select(data => (Input)new Input.Ping(data)),
            Bytes.Control.Select(data => (Input)new Input.Pong(data))
        );

    /// <summary>
    /// The inputs that send a message in two parts, in some cases with another input between them. Text can be divided within a code point.
    /// </summary>
    public static Gen<Input[]> Parts =>
        from kind in Gen.Elements(MessageKind.Text, MessageKind.Binary)
        from data in kind == MessageKind.Text ? Gen.OneOf(Bytes.Text, Plain.Text) : Gen.OneOf(Bytes.Binary, Plain.Binary)
        from cut in Gen.Choose(0, data.Length)
        from between in Gen.Elements<Input[]>([], [], [new Input.Ping(ByteString.Empty)], [new Input.Compact()])
        from first in Choice
        from second in Choice
        select (Input[])
        [
            new Input.SendPart(kind, data.Memory[..cut], Final: false) { Compress = first },
            .. between,
            new Input.SendPart(kind, data.Memory[cut..], Final: true) { Compress = second },
        ];

    /// <summary>Whether to compress a message. The value has no effect if compression was not agreed on.</summary>
    private static Gen<CompressionChoice> Choice =>
        Gen.Elements(CompressionChoice.Default, CompressionChoice.Always, CompressionChoice.Never);

    /// <summary>Answers that are invalid for every upgrade request.</summary>
    public static Gen<Input> BadAnswer =>
        Gen.Elements<Input>(
            new Input.Accept(new Acceptance("not offered", Seq<Header>.Empty)),
            new Input.Accept(new Acceptance(Option<string>.None, new Seq<Header>(new[] { new Header("X", "a\r\nb") }))),
            new Input.Accept(new Acceptance(Option<string>.None, new Seq<Header>(new[] { new Header("Sec-WebSocket-Accept", "x") }))),
            new Input.Reject(Rejection.WithStatus(200)),
            new Input.Reject(Rejection.WithStatus(101))
        );

    /// <summary>Inputs of the application that are invalid in every state.</summary>
    public static Gen<Input> NeverAllowed =>
        Gen.OneOf(
            BadAnswer,
            Gen.Elements<Input>(
                new Input.Ping(new byte[126]),
                new Input.Pong(new byte[200]),
                new Input.Send((MessageKind)3, ByteString.Empty),
                new Input.SendPart((MessageKind)7, ByteString.Empty, Final: true),
                new Input.Close(new CloseStatus(1006, "")),
                new Input.Close(new CloseStatus(1005, "why")),
                new Input.Close(new CloseStatus(1000, new string('x', 124))),
                new Input.Close(new CloseStatus(1000, "\ud800")),
                new Input.Close(new CloseStatus(5000, ""))
            )
        );

    public static Gen<Input> Answer => Gen.Frequency(
        (6, Gen.Constant<Input>(new Input.Accept(Acceptance.Plain))),
        (3, Gen.Constant<Input>(new Input.Accept(new Acceptance("chat", Seq<Header>.Empty)))),
        (1, Gen.Constant<Input>(new Input.Reject(Rejection.WithStatus(403)))));
}
