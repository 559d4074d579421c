using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The cases of family X that test messages after permessage-deflate has been negotiated (RFC 7692 §6, §7.2). The tester sends valid
/// messages that are compressed in different ways, frames with invalid reserved bits, and invalid compressed payloads.
/// </summary>
internal static class CompressedFrames
{
    private const int Rsv1 = 4;
    private const string Forms = "RFC 7692 §7.2.3";
    private const string Reserved = "RFC 7692 §6";

    private const string PassedOver =
        "The peer ignores a message that cannot be inflated: no rule says what to do, but the loss goes unnoticed.";

    // The text "Hello" in one compressed block with fixed Huffman codes (RFC 7692 §7.2.3).
    private const string HelloBlock = "f248cdc9c90700";

    // The text "Hello", compressed as the letter "H" and a back-reference to "ello" in an earlier message (RFC 7692 §7.2.3.2).
    private const string HelloCopied = "f200110000";
    private static readonly int[] Unreadable = [CloseCode.ProtocolError, CloseCode.InvalidPayloadData];
    private static readonly int[] ProtocolError = [CloseCode.ProtocolError];

    internal static readonly Compression Offering = new(
        Seq.create(
            new ExtensionOffer(AgreedDeflate.Extension, Seq.create(new ExtensionParameter("client_max_window_bits", Option<string>.None)))
        ),
        Seq.create(AcceptPolicy.Any)
    );

    public static IEnumerable<Case> All() =>
        Sound()
            .Concat(TakenOver())
            .Concat(Interrupted())
            .Concat(Marked())
            .Concat(Damaged())
            .Select(found => found with { Compression = Offering });

    private static IEnumerable<Case> Sound()
    {
        yield return Echoed("X.1.1", "a compressed message in one frame", [First(HelloBlock)]);
        yield return Echoed("X.1.2", "a compressed message in two frames", [First("f248cd", final: false), Next("c9c90700", final: true)]);
        yield return Echoed(
            "X.1.3",
            "a compressed message, one byte per frame",
            [
                First("f2", final: false),
                .. new[] { "48", "cd", "c9", "c9", "07" }.Select(octet => Next(octet, final: false)),
                Next("00", final: true),
            ]
        );
        yield return Echoed(
            "X.1.4",
            "a compressed message whose first frame is empty",
            [First("", final: false), Next(HelloBlock, final: true)]
        );
        yield return Echoed(
            "X.1.5",
            "a compressed message whose last frame is empty",
            [First(HelloBlock, final: false), Next("", final: true)]
        );
        yield return Echoed("X.1.6", "a compressed message of one stored block", [First("000500faff48656c6c6f00")]);
        yield return Echoed("X.1.7", "a compressed message whose block is marked as the last one", [First("f348cdc9c9070000")]);
        yield return Echoed(
            "X.1.8",
            "a compressed message of two blocks",
            [First("f248050000 00ffffcac9c90700".Replace(" ", "", StringComparison.Ordinal))]
        );
        yield return Sends(
            "X.1.9",
            "two compressed messages, the first with a block that is marked as the last one",
            [First("f348cdc9c9070000"), First(HelloBlock)],
            Text("Hello"),
            Text("Hello")
        );
        yield return Sends("X.1.10", "a message that is not compressed", [RawFrame.Text("Hello")], Text("Hello"));
        yield return Sends(
            "X.1.11",
            "messages that are compressed, not compressed, and compressed",
            [First(HelloBlock), RawFrame.Text("plain"), First(HelloBlock)],
            Text("Hello"),
            Text("plain"),
            Text("Hello")
        );
        yield return Sends("X.1.12", "an empty compressed message", [First("00")], Text(""));
        yield return Sends(
            "X.1.13",
            "a compressed text with a three-byte code point that is cut by a frame",
            [First("000300fcffe2", final: false), Next("82ac00", final: true)],
            Text("€")
        );
        yield return Sends(
            "X.1.14",
            "a compressed binary message",
            [First(HelloBlock) with { Opcode = 2 }],
            Message(MessageKind.Binary, Payload.Of("Hello"))
        );
        yield return Sends(
                "X.1.15",
                "a compressed message whose first block is marked as the last one, and another block",
                [First("f348cdc9c90700f248cdc9c90700")],
                Text("HelloHello")
            )
            .OrGoesOn(
                Verdict.NonStrict,
                "The peer treats the final block as the end of the message: RFC 1951 calls it the last block of the data.",
                Text("Hello")
            )
            .OrLeaves(
                Verdict.NonStrict,
                "The peer rejects a block after a final one: RFC 1951 calls a final block the last block of the data."
            );
    }

    /// <summary>
    /// Returns the cases in which a compressed message refers back to an earlier message. These cases need context takeover.
    /// </summary>
    private static IEnumerable<Case> TakenOver()
    {
        yield return (
            Sends(
                "X.1.16",
                "a compressed message with a block that is marked as the last one, and one that copies from it",
                [First("f348cdc9c9070000"), First(HelloCopied)],
                Text("Hello"),
                Text("Hello")
            ) with
            {
                NeedsTakeover = true,
            }
        ).OrLeaves(
            Verdict.NonStrict,
            "The peer keeps no context past a final block: RFC 1951 calls it the last block of the data.",
            Text("Hello")
        );
        yield return Sends(
            "X.1.17",
            "a compressed message, one that is not, and one that copies from the first",
            [First(HelloBlock), RawFrame.Text("plain"), First(HelloCopied)],
            Text("Hello"),
            Text("plain"),
            Text("Hello")
        ) with
        {
            NeedsTakeover = true,
        };
        yield return Sends(
            "X.1.18",
            "a compressed message, and one that copies from it",
            [First(HelloBlock), First(HelloCopied)],
            Text("Hello"),
            Text("Hello")
        ) with
        {
            NeedsTakeover = true,
        };
    }

    private static IEnumerable<Case> Interrupted()
    {
        yield return Sends(
                "X.2.1",
                "a compressed message in two frames with a ping between them",
                [First("f248cd", final: false), RawFrame.Ping(Hello), Next("c9c90700", final: true)],
                Pong(Payload.Of(Hello)),
                Text("Hello")
            )
            .PongsMayOvertake();
        yield return Sends(
                "X.2.2",
                "a compressed message in three frames with a ping and a pong between them",
                [
                    First("f248", final: false),
                    RawFrame.Ping(Hello),
                    Next("cdc9", final: false),
                    RawFrame.Pong("unasked"),
                    Next("c90700", final: true),
                ],
                Pong(Payload.Of(Hello)),
                Text("Hello")
            )
            .PongsMayOvertake();
        yield return Sends(
                "X.2.3",
                "a message that is not compressed, in two frames with a ping between them, and a compressed one",
                [RawFrame.Text("pl", final: false), RawFrame.Ping(Hello), RawFrame.Continuation("ain", final: true), First(HelloBlock)],
                Pong(Payload.Of(Hello)),
                Text("plain"),
                Text("Hello")
            )
            .PongsMayOvertake();
        yield return CaseBuilder.Sound(
            "X.2.4",
            "Send the first frame of a compressed message, then close.",
            "The closing handshake is clean, with code 1000.",
            "RFC 6455 §5.5",
            [new TesterAction.Send(First("f248cd", final: false)), Close(1000)]
        ) with
        {
            ClosesWhenSatisfied = false,
        };
    }

    private static IEnumerable<Case> Marked()
    {
        yield return Broken(
            "X.3.1",
            "Send a ping with RSV1 set.",
            Reserved,
            ProtocolError,
            Frames(RawFrame.Ping(Hello) with { Reserved = Rsv1 })
        );
        yield return Broken(
            "X.3.2",
            "Send a pong with RSV1 set.",
            Reserved,
            ProtocolError,
            Frames(RawFrame.Pong(Hello) with { Reserved = Rsv1 })
        );
        yield return Broken(
            "X.3.3",
            "Send a close frame with RSV1 set.",
            Reserved,
            ProtocolError,
            Frames(new RawFrame(8, Payload.OfHex("03e8"), Reserved: Rsv1))
        ) with
        {
            WrongCodeFails = true,
        };
        yield return Broken(
            "X.3.4",
            "Send a compressed message in two frames, with RSV1 set on the second, too.",
            Reserved,
            ProtocolError,
            Frames(First("f248cd", final: false), Next("c9c90700", final: true) with { Reserved = Rsv1 })
        );
        yield return Broken(
            "X.3.5",
            "Send a message that is not compressed in two frames, with RSV1 set on the second.",
            Reserved,
            ProtocolError,
            Frames(RawFrame.Text("Hel", final: false), RawFrame.Continuation("lo", final: true) with { Reserved = Rsv1 })
        );
        yield return Broken(
            "X.3.6",
            "Send a compressed message with RSV1 and RSV2 set.",
            "RFC 6455 §5.2",
            ProtocolError,
            Frames(First(HelloBlock) with { Reserved = 6 })
        );
        yield return Broken(
            "X.3.7",
            "Send a compressed message with RSV1 and RSV3 set.",
            "RFC 6455 §5.2",
            ProtocolError,
            Frames(First(HelloBlock) with { Reserved = 5 })
        );
    }

    private static IEnumerable<Case> Damaged()
    {
        yield return Damage("X.4.1", "a block of the reserved type", "0600");
        yield return Damage("X.4.2", "bytes that are not DEFLATE", "ffffffffffffffff");
        yield return Damage("X.4.3", "a stored block whose length does not match its complement", "0005000000 48656c6c6f00");
        yield return Damage("X.4.4", "a reference before the first byte", HelloCopied);
        yield return Damage("X.4.5", "the length code 286, which is invalid", "1a0300");
        yield return Damage("X.4.6", "the distance code 30, which is invalid", "f2003e00");
        yield return Broken(
            "X.4.7",
            "Send a compressed text that is not UTF-8.",
            "RFC 6455 §8.1",
            [CloseCode.InvalidPayloadData],
            Frames(First("000200fdffc32800"))
        );
        yield return Broken(
            "X.4.8",
            "Send a compressed text that ends within a code point.",
            "RFC 6455 §8.1",
            [CloseCode.InvalidPayloadData],
            Frames(First("000200fdffe28200"))
        );
        yield return Broken(
                "X.4.9",
                "Send a valid compressed message, then bytes that are not DEFLATE.",
                "RFC 7692 §7.2.2",
                Unreadable,
                Frames(First(HelloBlock), First("ffffffffffffffff")),
                Text("Hello")
            )
            .OrGoesOn(Verdict.NonStrict, PassedOver, Text("Hello"));
        yield return Damage("X.4.10", "binary data that is not DEFLATE", "ffffffffffffffff", opcode: 2);
        yield return Broken(
            "X.4.11",
            "Send a compressed text that ends within a code point, with an empty last fragment.",
            "RFC 6455 §8.1",
            [CloseCode.InvalidPayloadData],
            Frames(First("000200fdffe28200", final: false), Next("", final: true))
        );
    }

    private static Case Damage(string id, string what, string digits, int opcode = 1) =>
        Broken(
                id,
                $"Send a compressed message with {what}.",
                "RFC 7692 §7.2.2, RFC 1951 §3.2",
                Unreadable,
                Frames(First(digits.Replace(" ", "", StringComparison.Ordinal)) with { Opcode = opcode })
            )
            .OrGoesOn(Verdict.NonStrict, PassedOver);

    private static Case Echoed(string id, string what, RawFrame[] frames) => Sends(id, what, frames, Text("Hello"));

    private static Case Sends(string id, string what, RawFrame[] frames, params PeerEvent[] events) =>
        CaseBuilder.Sound(id, $"Send {what}.", "Each comes back with the same content, compressed or not.", Forms, Frames(frames), events);

    private static RawFrame First(string digits, bool final = true) => new(1, Payload.OfHex(digits), final, Rsv1);

    private static RawFrame Next(string digits, bool final) => new(0, Payload.OfHex(digits), final);
}
