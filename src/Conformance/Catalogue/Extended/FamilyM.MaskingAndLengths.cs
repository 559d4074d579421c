using System.Globalization;
using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>The cases of family M, which test masking (RFC 6455 §5.1, §5.3), payload lengths, and reserved bits (§5.2).</summary>
internal static class MaskingAndLengths
{
    private const string ShortestForm = "RFC 6455 §5.2";
    private const string Taken =
        "The peer accepts a length that is not in its shortest form: the rule forbids sending one but does not require rejecting it.";
    private const string Waits =
        "The peer waits for bytes that cannot all come: the rule forbids sending such a length but does not require rejecting it.";
    private static readonly int[] ProtocolError = [CloseCode.ProtocolError];
    private static readonly int[] TooBig = [CloseCode.ProtocolError, CloseCode.MessageTooBig];

    private static readonly Payload Short = Payload.Of(Hello);

    public static IEnumerable<Case> All() => Masking().Concat(Forms()).Concat(TooLong()).Concat(Continued()).Concat(Reserved());

    private static IEnumerable<Case> Masking()
    {
        yield return Wrong("M.1.1", "a text message", Frames(new RawFrame(1, Short) { MasksWrongly = true }));
        yield return Wrong("M.1.2", "a ping", Frames(new RawFrame(9, Short) { MasksWrongly = true }));
        yield return Wrong(
            "M.1.3",
            "the second fragment of a text message",
            Frames(RawFrame.Text(Hello, final: false), new RawFrame(0, Short) { MasksWrongly = true })
        );
        yield return Wrong("M.1.4", "an empty text message", Frames(new RawFrame(1, Payload.Empty) { MasksWrongly = true }));
        yield return Broken(
            "M.1.5",
            "Send a text message, then one with the wrong masking: masked by a server, or unmasked by a client.",
            "RFC 6455 §5.1",
            ProtocolError,
            Frames(RawFrame.Text(Hello), new RawFrame(1, Short) { MasksWrongly = true }),
            Text(Hello)
        );
    }

    private static IEnumerable<Case> Forms()
    {
        (int Length, int Octets)[] forms = [(0, 2), (Hello.Length, 2), (125, 2), (0, 8), (Hello.Length, 8), (200, 8), (65535, 8)];
        foreach (var ((length, octets), at) in forms.Select((form, at) => (form, at)))
        {
            var payload = Payload.Repeat("*", length);
            yield return Broken(
                    $"M.2.{at + 1}",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Send a text message of {length} bytes whose length is encoded in {octets} bytes, more than needed."
                    ),
                    ShortestForm,
                    ProtocolError,
                    Frames(new RawFrame(1, payload) { LengthOctets = octets })
                )
                .OrTakesIt(Verdict.NonStrict, Taken, Message(MessageKind.Text, payload));
        }

        yield return Broken(
                "M.2.8",
                "Send a ping of 13 bytes whose length is encoded in 2 bytes, a form that no control frame needs.",
                "RFC 6455 §5.5",
                ProtocolError,
                Frames(new RawFrame(9, Short) { LengthOctets = 2 })
            )
            .OrTakesIt(Verdict.NonStrict, Taken, Pong(Short));
        yield return Broken(
                "M.2.9",
                "Send a text message in two fragments, the second with its length encoded in 8 bytes, more than needed.",
                ShortestForm,
                ProtocolError,
                Frames(RawFrame.Text(Hello, final: false), new RawFrame(0, Short) { LengthOctets = 8 })
            )
            .OrTakesIt(Verdict.NonStrict, Taken, Text(Hello + Hello));
    }

    private static IEnumerable<Case> TooLong()
    {
        (string Name, ulong Length)[] lengths =
        [
            ("2^63", 1UL << 63),
            ("2^63 + 13, of which only the last 13 come", (1UL << 63) + (ulong)Hello.Length),
            ("2^64 - 1", ulong.MaxValue),
        ];
        foreach (var ((name, length), at) in lengths.Select((length, at) => (length, at)))
            yield return Broken(
                    $"M.3.{at + 1}",
                    $"Send the start of a binary message with a length whose highest bit is set: {name}.",
                    ShortestForm,
                    TooBig,
                    Frames(new RawFrame(2, Short) { DeclaredLength = length })
                )
                .OrIsSilent(Verdict.NonStrict, Waits);
        yield return Broken(
                "M.3.4",
                "Send a ping with the length 2^63.",
                "RFC 6455 §5.5",
                TooBig,
                Frames(new RawFrame(9, Short) { DeclaredLength = 1UL << 63 })
            )
            .OrIsSilent(Verdict.NonStrict, Waits);

        // In the next two cases, the lower 32 bits of the length equal the number of payload bytes that are sent. A peer that ignores the
        // upper 32 bits would therefore accept the incomplete message as complete. Both lengths need the 8-byte encoding, so the frames
        // comply with the rule that the shortest encoding must be used.
        var low = Payload.RepeatHex("00fffefd", 65536);
        yield return Broken(
                "M.3.5",
                "Send the start of a binary message with the length 2^63 + 65,536, and 65,536 bytes of it.",
                ShortestForm,
                TooBig,
                Frames(new RawFrame(2, low) { DeclaredLength = (1UL << 63) + 65536 })
            )
            .OrIsSilent(Verdict.NonStrict, Waits);
        yield return Broken(
                "M.3.6",
                "Send the start of a binary message with the length 2^32 + 65,536, and 65,536 bytes of it.",
                ShortestForm,
                TooBig,
                Frames(new RawFrame(2, low) { DeclaredLength = (1UL << 32) + 65536 })
            )
            .OrIsSilent(Verdict.Informational, "The peer waits for the rest of a frame of four gigabytes.");
    }

    private static IEnumerable<Case> Continued() =>
        new[] { 0, 1, 125, 126, 127, 65535, 65536 }.Select((length, at) => Continued(length, at + 1));

    private static Case Continued(int length, int number)
    {
        var part = Payload.RepeatHex("00fffefd", length);
        var octets = part.ToOctets().Memory.Span;
        var sound = Sound(
            $"M.4.{number}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Send a binary message in three fragments of {length} byte{(length == 1 ? "" : "s")}."
            ),
            "The same message comes back.",
            "RFC 6455 §5.2, §5.4",
            Frames(new RawFrame(2, part, Final: false), new RawFrame(0, part, Final: false), new RawFrame(0, part)),
            Message(MessageKind.Binary, Payload.Of([.. octets, .. octets, .. octets]))
        );
        return length >= ushort.MaxValue
            ? sound.OrLeaves(Verdict.Informational, "The peer has a message limit that this message exceeds.")
            : sound;
    }

    private static IEnumerable<Case> Reserved()
    {
        yield return Broken(
            "M.5.1",
            "Send a ping with RSV1 set, without an extension.",
            "RFC 6455 §5.2",
            ProtocolError,
            Frames(RawFrame.Ping(Hello) with { Reserved = 4 })
        );
        yield return Broken(
            "M.5.2",
            "Send a pong with RSV2 set.",
            "RFC 6455 §5.2",
            ProtocolError,
            Frames(RawFrame.Pong(Hello) with { Reserved = 2 })
        );
        yield return Broken(
            "M.5.3",
            "Send a close frame with code 1000 and RSV3 set.",
            "RFC 6455 §5.2",
            ProtocolError,
            Frames(new RawFrame(8, Payload.OfHex("03e8"), Reserved: 1))
        ) with
        {
            WrongCodeFails = true,
        };
    }

    private static Case Wrong(string id, string what, TesterAction[] frames) =>
        Broken(
            id,
            $"Send {what} with the wrong masking: masked by a server, or unmasked by a client.",
            "RFC 6455 §5.1",
            ProtocolError,
            frames
        );
}
