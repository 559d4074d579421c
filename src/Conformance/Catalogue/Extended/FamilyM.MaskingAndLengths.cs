using System.Globalization;
using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Family M: who masks (RFC 6455 §5.1, §5.3), how long a frame says it is, and the bits that nobody gave a meaning (§5.2).
/// </summary>
internal static class MaskingAndLengths
{
    private const string ShortestForm = "RFC 6455 §5.2";
    private const string Taken =
        "The peer takes a length that is not in its shortest form, which the rule forbids to send but does not say to refuse.";
    private const string Waits =
        "The peer waits for octets that cannot all come: the rule forbids to send such a length and does not say to refuse it.";
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
            "Send a text message, then one that is masked as only the other end may, or not masked as this end must.",
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
                        $"Send a text message of {length} octets whose length is told in {octets} octets, more than it needs."
                    ),
                    ShortestForm,
                    ProtocolError,
                    Frames(new RawFrame(1, payload) { LengthOctets = octets })
                )
                .OrTakesIt(Verdict.NonStrict, Taken, Message(MessageKind.Text, payload));
        }

        yield return Broken(
                "M.2.8",
                "Send a ping of 13 octets whose length is told in 2 octets, a form that no control frame has.",
                "RFC 6455 §5.5",
                ProtocolError,
                Frames(new RawFrame(9, Short) { LengthOctets = 2 })
            )
            .OrTakesIt(Verdict.NonStrict, Taken, Pong(Short));
        yield return Broken(
                "M.2.9",
                "Send a text message in two fragments, the second with its length told in 8 octets, more than it needs.",
                ShortestForm,
                ProtocolError,
                Frames(RawFrame.Text(Hello, final: false), new RawFrame(0, Short) { LengthOctets = 8 })
            )
            .OrTakesIt(Verdict.NonStrict, Taken, Text(Hello + Hello));
    }

    private static IEnumerable<Case> TooLong()
    {
        (string Said, ulong Length)[] lengths =
        [
            ("2^63", 1UL << 63),
            ("2^63 + 13, of which only the last 13 come", (1UL << 63) + (ulong)Hello.Length),
            ("2^64 - 1", ulong.MaxValue),
        ];
        foreach (var ((said, length), at) in lengths.Select((told, at) => (told, at)))
            yield return Broken(
                    $"M.3.{at + 1}",
                    $"Send the start of a binary message whose length is told as {said}: its highest bit is set.",
                    ShortestForm,
                    TooBig,
                    Frames(new RawFrame(2, Short) { ToldLength = length })
                )
                .OrIsSilent(Verdict.NonStrict, Waits);
        yield return Broken(
                "M.3.4",
                "Send a ping whose length is told as 2^63.",
                "RFC 6455 §5.5",
                TooBig,
                Frames(new RawFrame(9, Short) { ToldLength = 1UL << 63 })
            )
            .OrIsSilent(Verdict.NonStrict, Waits);

        // Who reads only some of the bits takes the octets that follow for the whole message. So many are no shorter form of another
        // length.
        var low = Payload.RepeatHex("00fffefd", 65536);
        yield return Broken(
                "M.3.5",
                "Send the start of a binary message whose length is told as 2^63 + 65,536, and 65,536 octets of it.",
                ShortestForm,
                TooBig,
                Frames(new RawFrame(2, low) { ToldLength = (1UL << 63) + 65536 })
            )
            .OrIsSilent(Verdict.NonStrict, Waits);
        yield return Broken(
                "M.3.6",
                "Send the start of a binary message whose length is told as 2^32 + 65,536, and 65,536 octets of it.",
                ShortestForm,
                TooBig,
                Frames(new RawFrame(2, low) { ToldLength = (1UL << 32) + 65536 })
            )
            .OrIsSilent(Verdict.Informational, "The peer waits for the rest of a frame of four gigabytes.");
    }

    private static IEnumerable<Case> Continued() =>
        new[] { 0, 1, 125, 126, 127, 65535, 65536 }.Select((length, at) => Continued(length, at + 1));

    private static Case Continued(int length, int number)
    {
        var part = Payload.RepeatHex("00fffefd", length);
        var sound = Sound(
            $"M.4.{number}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Send a binary message in three fragments of {length} octet{(length == 1 ? "" : "s")}."
            ),
            "The same message comes back, whole.",
            "RFC 6455 §5.2, §5.4",
            Frames(new RawFrame(2, part, Final: false), new RawFrame(0, part, Final: false), new RawFrame(0, part)),
            Message(MessageKind.Binary, Payload.Of([.. Enumerable.Repeat(part.ToOctets().ToArray(), 3).SelectMany(octets => octets)]))
        );
        return length >= ushort.MaxValue
            ? sound.OrLeaves(Verdict.Informational, "The peer has a limit on messages that this one passes.")
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

    private static Case Wrong(string id, string what, Act[] frames) =>
        Broken(
            id,
            $"Send {what}: masked, as only the other end may, or not masked, as this end must.",
            "RFC 6455 §5.1",
            ProtocolError,
            frames
        );
}
