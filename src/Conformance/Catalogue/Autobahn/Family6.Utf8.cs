using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The cases of family 6, which test UTF-8. Valid UTF-8 can be split between any two bytes. The peer must reject invalid UTF-8, ideally
/// before the message is complete (RFC 6455 §5.6, §8.1).
/// </summary>
internal static class Utf8
{
    private const string Greek = "cebae1bdb9cf83cebcceb5";
    private const string Surrogate = "eda080";
    private const string BeyondUnicode = "f4908080";
    private const string Edited = "656469746564";
    private const string Umlauts = "48656c6c6f2dc2b540c39fc3b6c3a4c3bcc3a0c3a12d5554462d382121";

    public static IEnumerable<Case> All() => Whole().Concat(Early()).Concat(Utf8Sequences.All());

    private static IEnumerable<Case> Whole()
    {
        yield return Echoed("6.1.1", "an empty text message", "", new TesterAction.Send(RawFrame.Text("")));
        yield return Echoed(
            "6.1.2",
            "a text message in three empty fragments",
            "",
            Frames(RawFrame.Text("", final: false), RawFrame.Continuation("", final: false), RawFrame.Continuation("", final: true))
        );
        yield return Echoed(
            "6.1.3",
            "a text message in three fragments, the first and the last one empty",
            Convert.ToHexString("middle frame payload"u8),
            Frames(
                RawFrame.Text("", final: false),
                RawFrame.Continuation("middle frame payload", final: false),
                RawFrame.Continuation("", final: true)
            )
        );
        yield return Echoed(
            "6.2.1",
            "text beyond ASCII in one frame",
            Umlauts,
            new TesterAction.Send(new RawFrame(1, Payload.OfHex(Umlauts)))
        );
        yield return Echoed(
            "6.2.2",
            "text beyond ASCII in two fragments, cut between code points",
            Umlauts,
            Frames(new RawFrame(1, Payload.OfHex(Umlauts[..30]), Final: false), new RawFrame(0, Payload.OfHex(Umlauts[30..])))
        );
        yield return Echoed(
            "6.2.3",
            "text beyond ASCII, one byte per fragment",
            Umlauts,
            new TesterAction.SendMessage(MessageKind.Text, Payload.OfHex(Umlauts), FragmentSize: 1)
        );
        yield return Echoed(
            "6.2.4",
            "Greek text, one byte per fragment",
            Greek,
            new TesterAction.SendMessage(MessageKind.Text, Payload.OfHex(Greek), FragmentSize: 1)
        );
        yield return Refused("6.3.1", "in one frame", new TesterAction.Send(new RawFrame(1, Payload.OfHex(Greek + Surrogate + Edited))));
        yield return Refused(
            "6.3.2",
            "one byte per fragment",
            new TesterAction.SendMessage(MessageKind.Text, Payload.OfHex(Greek + Surrogate + Edited), FragmentSize: 1)
        );
    }

    private static Case Echoed(string id, string what, string hex, params TesterAction[] acts) => new()
    {
        Id = new CaseId(id),
        Description = $"Send {what}.",
        Expected = "The same text comes back, and the closing handshake is clean with code 1000.",
        Rule = "RFC 6455 §5.6",
        Script = Of([.. acts, CloseAfter(1)]),
        Expectation = Events(Message(MessageKind.Text, Payload.OfHex(hex))),
    };

    private static Case Refused(string id, string how, TesterAction act) => new()
    {
        Id = new CaseId(id),
        Description = $"Send text with a surrogate in its middle, which is not UTF-8, {how}.",
        Expected = "The peer fails the connection with 1007.",
        Rule = "RFC 6455 §8.1",
        Script = Of(act, FailAfter(1)),
        Expectation = Events(),
        Close = CloseExpectation.InvalidText,
    };

    private static IEnumerable<Case> Early()
    {
        // Each sequence of bytes has three parts. The first part is a possible start of valid UTF-8. The second part makes the sequence
        // invalid, regardless of the bytes that follow. The third part consists of further bytes.
        (string First, string Second, string Third)[] cuts =
        [
            (Greek, BeyondUnicode, Edited),
            (Greek + BeyondUnicode[..2], BeyondUnicode[2..4], BeyondUnicode[4..] + Edited),
        ];
        foreach (var (cut, at) in cuts.Select((cut, at) => (cut, at)))
        {
            yield return FailFast($"6.4.{at + 1}", "three fragments", Of(
                new TesterAction.Send(new RawFrame(1, Payload.OfHex(cut.First), Final: false)),
                Wait(1, "A"),
                new TesterAction.Send(new RawFrame(0, Payload.OfHex(cut.Second), Final: false)),
                Wait(1, "B"),
                new TesterAction.Send(new RawFrame(0, Payload.OfHex(cut.Third))),
                FailAfter(1)));
        }

        foreach (var (cut, at) in cuts.Select((cut, at) => (cut, at)))
        {
            yield return FailFast(
                $"6.4.{at + 3}",
                "one frame written in three parts",
                Of(
                    new TesterAction.SendStart(
                        new RawFrame(1, Payload.OfHex(cut.First + cut.Second + cut.Third), Final: false),
                        cut.First.Length / 2
                    ),
                    Wait(1, "A"),
                    new TesterAction.SendMore(cut.Second.Length / 2),
                    Wait(1, "B"),
                    new TesterAction.SendMore(cut.Third.Length / 2),
                    new TesterAction.Send(new RawFrame(0, Payload.Empty)),
                    FailAfter(1)
                )
            );
        }
    }

    private static Case FailFast(string id, string how, Seq<TesterAction> script) =>
        new()
        {
            Id = new CaseId(id),
            Description = $"Send text in {how}, a second apart. The second part makes it invalid UTF-8, whatever follows.",
            Expected =
                "The peer fails the connection with 1007 when it has the second part. Failing it only when the message is complete is non-"
                    + "strict. Not failing it is wrong.",
            Rule = "RFC 6455 §8.1",
            Script = script,
            Expectation = new Expectation.Events(
                Seq.create<PeerEvent>(new PeerEvent[] { new PeerEvent.Timeout("A") }),
                Seq.create<PeerEvent>(new PeerEvent[] { new PeerEvent.Timeout("A"), new PeerEvent.Timeout("B") })
            ),
            Close = CloseExpectation.InvalidText,
        };
}
