namespace Pure.WebSockets.Conformance;

/// <summary>
/// The case that shows whether a profile describes the application of a server: one message, and the answer that the profile promises. A
/// server that does not give this answer has another application, so a comparison of further answers would say nothing about the RFCs.
/// </summary>
internal static class ProfileProbe
{
    private const string Content = "a first message";

    /// <summary>
    /// Returns the case. Returns None if the profile promises no answer, or if its request cannot carry a short message.
    /// </summary>
    public static Option<Case> Of(PeerProfile profile)
    {
        var kind = profile.Protocol.Map(protocol => protocol.Request.Kind).IfNone(MessageKind.Text);
        var message = new RawFrame((int)kind, Payload.Of(Content));
        var plain = CaseBuilder.Sound(
            "P.1",
            "Send a message.",
            "The same content comes back.",
            "",
            CaseBuilder.Frames(message),
            new PeerEvent.Message(kind, ByteString.FromText(Content))
        ) with
        {
            Tester = Role.Client,
        };
        return profile.IsEcho ? plain
            : profile.Protocol.IsSome && ProfiledCases.FitOf(profile, plain) is Fit.Whole whole ? LimitedAsAWhole(whole.Case)
            : Option<Case>.None;
    }

    /// <summary>
    /// Returns the case with its time limit from the start, because a server can also fail to answer the prelude of a protocol.
    /// </summary>
    private static Case LimitedAsAWhole(Case probe) => probe with
    {
        Script = Seq.create<TesterAction>([
            .. probe.Script.Filter(act => act is TesterAction.FailAfter),
            .. probe.Script.Filter(act => act is not TesterAction.FailAfter),
        ]),
    };

    /// <summary>
    /// Returns whether the server did not answer the probe as the profile says, although it broke no rule of the RFCs. A broken rule is
    /// left to the cases, which report it.
    /// </summary>
    /// <param name="profile">The profile.</param>
    /// <param name="seen">The events of the case that <see cref="Of"/> returned.</param>
    /// <param name="wasClean">Whether the closing handshake was clean.</param>
    public static bool IsMisfit(PeerProfile profile, Seq<PeerEvent> seen, bool wasClean) =>
        !seen.Exists(at => at is PeerEvent.IllegalFrame)
        && (
            profile.IsEcho
                // A server that sends another message back, or that ends the transport after a message, is a faulty echo server.
                ? wasClean && !seen.Exists(at => at is PeerEvent.Message)
                : !seen.Exists(at => at is PeerEvent.Message message && message.Data == ByteString.FromText(Content))
        );
}
