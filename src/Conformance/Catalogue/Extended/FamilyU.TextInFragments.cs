using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The cases of family U, in which the bytes of a code point are spread over several fragments, or text ends within a code point (RFC
/// 6455 §5.6, §8.1). Some cases send empty fragments, or a control frame between fragments. Family 6 does not test these situations.
/// </summary>
internal static class TextInFragments
{
    private const string Cut = "RFC 6455 §8.1";
    private const string Split = "RFC 6455 §5.4, §5.6";
    private static readonly int[] InvalidPayload = [CloseCode.InvalidPayloadData];

    // The two bytes of "é" in UTF-8.
    private static readonly Payload First = Payload.OfHex("c3");
    private static readonly Payload Second = Payload.OfHex("a9");

    public static IEnumerable<Case> All() => Incomplete().Concat(Whole());

    private static IEnumerable<Case> Incomplete()
    {
        yield return Broken(
            "U.1.1",
            "Send a text message that ends within a code point, with an empty last fragment.",
            Cut,
            InvalidPayload,
            Frames(new RawFrame(1, First, Final: false), new RawFrame(0, Payload.Empty))
        );
        yield return Broken(
            "U.1.2",
            "Send a text message in one frame that ends after three of the four bytes of a code point.",
            Cut,
            InvalidPayload,
            Frames(new RawFrame(1, Payload.OfHex("48656c6c6ff09f98")))
        );
        yield return Broken(
            "U.1.3",
            "Send a text message in two fragments, the second of which ends within a code point.",
            Cut,
            InvalidPayload,
            Frames(RawFrame.Text("Hel", final: false), new RawFrame(0, Payload.OfHex("6c6fc3")))
        );
    }

    private static IEnumerable<Case> Whole()
    {
        yield return Sound(
            "U.2.1",
            "Send a text message in two fragments that cut a code point, with a ping between them.",
            "A pong, then the message.",
            Split,
            Frames(new RawFrame(1, First, Final: false), RawFrame.Ping(Hello), new RawFrame(0, Second)),
            Pong(Payload.Of(Hello)),
            Text("é")
        );
        yield return Sound(
            "U.2.2",
            "Send a text message in three fragments, with an empty one between the two halves of a code point.",
            "The same message comes back.",
            Split,
            Frames(new RawFrame(1, First, Final: false), new RawFrame(0, Payload.Empty, Final: false), new RawFrame(0, Second)),
            Text("é")
        );
    }
}
