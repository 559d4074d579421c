using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>The only case of family 10, in which the tester sends a message in fragments.</summary>
internal static class Misc
{
    public static IEnumerable<Case> All()
    {
        var payload = Payload.Repeat("*", 65536);
        yield return new Case
        {
            Id = new CaseId("10.1.1"),
            Description = "Send a text message of 65,536 bytes in fragments of 1,300.",
            Expected = "The same message comes back.",
            Rule = "RFC 6455 §5.4",
            Script = Of(new TesterAction.SendMessage(MessageKind.Text, payload, FragmentSize: 1300), FailAfter(10)),
            Expectation = Events(Message(MessageKind.Text, payload)),
            OwnFrames = Seq.create((1, 1), (0, 50)),
        };
    }
}
