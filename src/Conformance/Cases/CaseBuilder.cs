namespace Pure.WebSockets.Conformance;

/// <summary>Helper methods that create cases and scripts.</summary>
internal static class CaseBuilder
{
    public const string Hello = "Hello, world!";

    /// <summary>
    /// The time limit, in seconds, for the peer's reaction. The peer should react immediately. The limit is longer than a peer needs,
    /// because the network can be slow and many cases can run in parallel.
    /// </summary>
    private const double Patience = 2;

    public static Seq<TesterAction> Of(params TesterAction[] acts) => Seq.create(acts);

    /// <summary>
    /// Creates a case that is not part of the Autobahn Testsuite and in which the tester breaks no rule. The expected events must occur in
    /// order. The tester then closes the connection. If no events are expected, the script must close the connection.
    /// </summary>
    public static Case Sound(
        string id,
        string description,
        string expected,
        string rule,
        TesterAction[] script,
        params PeerEvent[] events
    ) =>
        new()
        {
            Id = new CaseId(id),
            Description = description,
            Expected = expected,
            Rule = rule,
            Script = Of([.. script, FailAfter(Patience)]),
            Expectation = Events(events),
        };

    /// <summary>
    /// Creates a case that is not part of the Autobahn Testsuite and in which the tester breaks a rule. After the expected events, the
    /// peer must fail the connection with one of the given codes, or end the transport. If the peer fails the connection before any of
    /// these events occurs, the verdict is NON-STRICT.
    /// </summary>
    public static Case Broken(string id, string description, string rule, int[] codes, TesterAction[] script, params PeerEvent[] events) =>
        new()
        {
            Id = new CaseId(id),
            Description = description,
            Expected =
                $"{(events.Length > 0 ? "The earlier frames are answered, then the" : "The")} peer fails the connection with "
                    + $"{string.Join(" or ", codes)}, or ends the transport.",
            Rule = rule,
            Script = Of([.. script, FailAfter(Patience)]),
            Expectation = Events(events),
            Close = CloseExpectation.Failed(codes),
            Alternatives =
                events.Length == 0
                    ? Seq<Alternative>.Empty
                    : Seq.create(
                        new Alternative(
                            Verdict.NonStrict,
                            Seq<PeerEvent>.Empty,
                            CloseExpectation.Failed(codes),
                            "The peer failed the connection before it had answered the earlier frames."
                        )
                    ),
        };

    /// <summary>
    /// Returns a case in which pongs and messages are allowed to arrive in any order relative to each other. Only the last pong is
    /// required.
    /// </summary>
    public static Case PongsMayOvertake(this Case sound) =>
        sound.Expectation is Expectation.Events events ? sound with { Expectation = events with { PongsMayOvertake = true } } : sound;

    /// <summary>
    /// Returns a case that also allows the peer to ignore the error and to continue. If the peer continues, the given events must
    /// occur. The tester then closes the connection.
    /// </summary>
    public static Case OrTakesIt(this Case broken, Verdict verdict, string why, params PeerEvent[] events) => broken with
    {
        Alternatives = broken.Alternatives.Add(new Alternative(verdict, Seq.create(events), CloseExpectation.Normal, why)),
    };

    /// <summary>
    /// Returns a case that also allows the peer to continue after the given events. The connection can close in any way.
    /// </summary>
    public static Case OrGoesOn(this Case some, Verdict verdict, string why, params PeerEvent[] events) =>
        some.Or(verdict, why, CloseExpectation.Any, events);

    /// <summary>Returns a case that also allows the peer to send nothing after the given events, not even a close frame.</summary>
    public static Case OrIsSilent(this Case some, Verdict verdict, string why, params PeerEvent[] events) =>
        some.Or(verdict, why, CloseExpectation.Unanswered, events);

    /// <summary>
    /// Returns a case that also allows the peer to close the connection or to end the transport after the given events.
    /// </summary>
    public static Case OrLeaves(this Case some, Verdict verdict, string why, params PeerEvent[] events) =>
        some.Or(verdict, why, CloseExpectation.ByPeer, events);

    /// <summary>
    /// Returns a case that also allows any other behaviour, provided that the connection opened and the peer sent no illegal frame.
    /// </summary>
    public static Case OrAnything(this Case some, Verdict verdict, string why) =>
        some with
        {
            Alternatives = some.Alternatives.Add(
                new Alternative(verdict, Seq<PeerEvent>.Empty, CloseExpectation.Any, why) { AcceptsAnyEvents = true }
            ),
        };

    private static Case Or(this Case some, Verdict verdict, string why, CloseExpectation close, PeerEvent[] events) => some with
    {
        Alternatives = some.Alternatives.Add(new Alternative(verdict, Seq.create<PeerEvent>(events), close, why)),
    };

    public static TesterAction[] Frames(params RawFrame[] frames) =>
        Array.ConvertAll(frames, frame => (TesterAction)new TesterAction.Send(frame));

    public static TesterAction FailAfter(double seconds) => new TesterAction.FailAfter(TimeSpan.FromSeconds(seconds));

    public static TesterAction CloseAfter(double seconds) => new TesterAction.CloseAfter(TimeSpan.FromSeconds(seconds));

    public static TesterAction Wait(double seconds, string? tag = null) =>
        new TesterAction.Wait(TimeSpan.FromSeconds(seconds), tag is null ? Option<string>.None : tag);

    public static TesterAction Close(int code, string reason = "") =>
        new TesterAction.Close(Payload.Of([(byte)(code >> 8), (byte)code, .. System.Text.Encoding.UTF8.GetBytes(reason)]));

    public static Expectation Events(params PeerEvent[] events) =>
        new Expectation.Events(Seq.create<PeerEvent>(events), Option<Seq<PeerEvent>>.None);

    /// <summary>
    /// Returns the expectation that exactly the given events occur, in order. If no event occurs, the verdict is NON-STRICT.
    /// </summary>
    public static Expectation EventsOrNone(params PeerEvent[] events) =>
        new Expectation.Events(Seq.create<PeerEvent>(events), Seq<PeerEvent>.Empty);

    public static PeerEvent Text(string text) => new PeerEvent.Message(MessageKind.Text, ByteString.FromText(text));

    public static PeerEvent Message(MessageKind kind, Payload payload) => new PeerEvent.Message(kind, payload.ToOctets());

    /// <summary>Returns the name of a message kind, which is "text" or "binary".</summary>
    public static string Name(MessageKind kind) => kind == MessageKind.Text ? "text" : "binary";

    public static PeerEvent Pong(Payload payload) => new PeerEvent.Pong(payload.ToOctets());
}
