namespace Pure.WebSockets.Conformance;

/// <summary>
/// Adapts cases to a peer whose reaction to messages is unknown. The peer must fulfil the requirements for every endpoint. For example,
/// the peer must send pongs, answer a close frame, fail the connection with the correct code, and answer the opening handshake. If a
/// case expects an echo, the tester sends a ping at the end of the script, or after each message of an exchange. The pong shows that
/// the peer has read the messages and that the connection is still open. The peer may end the connection after it has received data,
/// because the application might reject the messages of a case. The verdict is then INFORMATIONAL, or NON-STRICT if the peer closes the
/// connection with 1002 or 1007 although the data is valid.
/// </summary>
internal static class SilentCases
{
    private const string StillThere = "still there?";
    private const string NotSeen =
        "the peer does not echo, so the case shows only that the peer continues, but not which content it has received";
    private const string OnlyRecords = "the case only records which echoes arrive, and the peer does not echo";
    private const string OnlyKeys = "the case compares the masking keys of echoes, and the peer does not echo";

    private const string Left =
        "The peer ended the connection after data that its application may reject. The case therefore does not show whether the peer "
            + "follows the rule.";

    private const string LeftWithError =
        "The peer closed with a code for a protocol error, although the data before it is valid WebSocket data. An application that "
            + "rejects data should close with 1003, 1008 or a code from 3000.";

    // If the peer and the tester send close frames at the same time, the codes can differ.
    private static readonly CloseExpectation AtTheSameTime = CloseExpectation.Begun(mustBeClean: false) with { AcceptsAnyCode = true };

    /// <summary>Returns how a case applies to a peer whose reaction to messages is unknown.</summary>
    public static Fit Of(Case original)
    {
        // PeerModel also judges peers that do not echo messages, so the case does not change.
        if (original.Expectation is Expectation.Owed) return new Fit.Whole(original with { Answers = AnswerReading.Ignoring });
        var pings = Pinged(original with { Answers = AnswerReading.Ignoring });
        var one = pings.Case;
        var wasExpecting = ExpectsMessages(one.Expectation);
        if (one.OnlyInforms && ExpectsMessages(original.Expectation) && SentMessages.SendsData(one)) return new Fit.Not(OnlyRecords);
        if (wasExpecting && one.Tester == Role.Server && one.Rule.Contains("§5.3", StringComparison.Ordinal) && !HasPongs(one))
            return new Fit.Not(OnlyKeys);
        var changed = WithLeaving(WithProbe(WithoutMessages(one), one));
        return wasExpecting
            ? new Fit.Part(changed with { Expected = ExpectedOf(changed, pings.Any) }, NotSeen)
            : new Fit.Whole(pings.Any ? changed with { Expected = ExpectedOf(changed, isPinged: true) } : changed);
    }

    private static string ExpectedOf(Case one, bool isPinged) =>
        (isPinged ? "For this peer, a ping with the same payload replaces a message. " : "")
        + (HasProbe(one) ? "The peer answers a ping after the last frame, instead of an echo. " : "")
        + (one.IsPaced ? "The peer answers a ping after each message, instead of an echo. " : "")
        + $"With an echo: {one.Expected}";

    private static bool HasPongs(Case one) => one.Expectation is Expectation.Events events && events.Ok.Exists(at => at is PeerEvent.Pong);

    private static bool HasProbe(Case one) =>
        one.Script.Exists(act => SentMessages.FramesOf(act).Any(frame => frame.Opcode == 9 && frame.Payload == Payload.Of(StillThere)));

    private static bool ExpectsMessages(Expectation expectation) =>
        expectation is not Expectation.Events events || events.Ok.Exists(at => at is PeerEvent.Message);

    /// <summary>
    /// Replaces messages with pings if the case tests something other than the messages. A case tests something else if the peer is
    /// expected to close the connection, or if the opening handshake of the case is unusual. A case also tests something else if the
    /// script waits, closes the connection, or ends the output. A message is replaced only if it is short and unfragmented and the case
    /// expects its echo.
    /// </summary>
    private static (Case Case, bool Any) Pinged(Case one)
    {
        var waits = one.Script.Exists(act => act is TesterAction.Await);
        var isSubject =
            one.Opening == OpeningScript.Usual
            && one.Close.ByMe
            && !SentMessages.EndsItself(one)
            && !one.Script.Exists(act => act is TesterAction.Wait);
        if ((isSubject && !waits) || one.Expectation is not Expectation.Events events) return (one, false);
        var expected = new List<PeerEvent>(events.Ok.Filter(at => at is PeerEvent.Message));
        var replaced = new List<PeerEvent.Message>();
        var script = one.Script.Map(act => act switch
        {
            TesterAction.Send send => send with { Frame = Ping(send.Frame) },
            TesterAction.SendTogether together when waits => together with { Frames = together.Frames.Map(Ping).Strict() },
            _ => act,
        }).Strict();
        if (replaced.Count == 0) return (one, false);
        Seq<PeerEvent> Events(Seq<PeerEvent> all) =>
            all.Map(at => at is PeerEvent.Message message && replaced.Contains(message) ? new PeerEvent.Pong(message.Data) : at).Strict();
        return (
            one with
            {
                Script = script,
                Expectation = events with { Ok = Events(events.Ok), NonStrict = events.NonStrict.Map(Events) },
                Alternatives = one.Alternatives.Map(other => other with { Events = Events(other.Events) }).Strict(),
            },
            true
        );

        RawFrame Ping(RawFrame frame)
        {
            if (!SentMessages.IsPlain(frame)) return frame;
            var message = new PeerEvent.Message((MessageKind)frame.Opcode, frame.Payload.ToOctets());
            if (!expected.Remove(message)) return frame;
            replaced.Add(message);
            return frame with { Opcode = 9 };
        }
    }

    private static Case WithoutMessages(Case one) => one with
    {
        Expectation = one.Expectation switch
        {
            Expectation.Events events => events with { Ok = Kept(events.Ok), NonStrict = events.NonStrict.Map(Kept) },
            Expectation.FirstMessage => Expectation.Nothing,
            var exchange => exchange,
        },
        IsPaced = one.Expectation is Expectation.Exchange or Expectation.CompressedExchange,
        Alternatives = one.Alternatives.Map(other => other with { Events = Kept(other.Events) }).Strict(),
        Script = one.Script.Map(act => act is TesterAction.Await awaited ? AwaitedOf(one, awaited) : act).Strict(),
    };

    private static TesterAction AwaitedOf(Case one, TesterAction.Await awaited) =>
        one.Expectation is Expectation.Events events
            ? new TesterAction.Await(Kept(Seq.create<PeerEvent>([.. events.Ok.Take(awaited.Events)])).Count)
            : awaited;

    private static Seq<PeerEvent> Kept(Seq<PeerEvent> events) => events.Filter(at => at is not PeerEvent.Message).Strict();

    /// <summary>
    /// Adds a ping at the end of the script if the case or one of its alternatives expects an echo and the connection stays open after
    /// the echo. If the script itself closes the connection or ends the output, no ping is added.
    /// </summary>
    /// <param name="one">The case without its expected messages.</param>
    /// <param name="before">The case with its expected messages.</param>
    private static Case WithProbe(Case one, Case before)
    {
        if (one.Expectation is not Expectation.Events events || SentMessages.EndsItself(one)) return one;
        var probes = ExpectsMessages(before.Expectation) && one.Close.ByMe;
        bool[] goesOn = [.. before.Alternatives.Select(GoesOn)];
        if (!probes && !goesOn.Contains(true)) return one;
        PeerEvent pong = new PeerEvent.Pong(ByteString.FromText(StillThere));
        // A peer need not answer a ping if a later ping has already arrived (RFC 6455 §5.5.3). The tester therefore waits for the earlier
        // pongs before it sends this ping.
        var awaits = probes && !events.PongsMayOvertake && events.Ok.Exists(at => at is PeerEvent.Pong);
        return one with
        {
            Script = Seq.create<TesterAction>([
                .. one.Script,
                .. awaits ? (TesterAction[])[new TesterAction.Await(events.Ok.Count)] : [],
                new TesterAction.Send(RawFrame.Ping(StillThere)),
            ]),
            Expectation = probes
                ? events with { Ok = events.Ok.Add(pong), NonStrict = events.NonStrict.Map(some => some.Add(pong)) }
                : events,
            Alternatives = Seq.create<Alternative>([
                .. one.Alternatives.Select((other, at) => goesOn[at] ? other with { Events = other.Events.Add(pong) } : other),
            ]),
        };
    }

    /// <summary>
    /// Returns whether the connection stays open after the events of an alternative. The result is true if the events contain a message
    /// and the tester is the endpoint that closes the connection.
    /// </summary>
    private static bool GoesOn(Alternative other) =>
        !other.AcceptsAnyEvents
        && other.Events.Exists(at => at is PeerEvent.Message)
        && (other.Close.ByMe && !other.Close.IsUnanswered);

    /// <summary>
    /// Returns a case that allows the peer to end the connection after the peer has received data that its application may reject.
    /// </summary>
    private static Case WithLeaving(Case one)
    {
        var mayLeave = one.Close.ByMe ? SentMessages.SendsData(one) : SentMessages.SendsDataFirst(one);
        if (!mayLeave || one.Opening.Rejection.IsSome) return one;
        var events = one.Expectation is Expectation.Events expected
            ? expected.NonStrict.Filter(some => some.Count > expected.Ok.Count).IfNone(expected.Ok)
            : Seq<PeerEvent>.Empty;
        Seq<PeerEvent>[] beginnings =
        [
            .. Enumerable.Range(0, events.Count + 1).Select(count => Seq.create<PeerEvent>([.. events.Take(count)])),
        ];
        return one with
        {
            Alternatives = Seq.create<Alternative>([
                .. one.Close.ByMe ? beginnings.Select(beginning => ClosesWithError(beginning)) : [],
                .. beginnings.Select(beginning => Leaves(beginning, CloseExpectation.ByPeer)),
                .. one.Close.ByMe ? beginnings.Select(beginning => Leaves(beginning, AtTheSameTime)) : [],
                .. one.Alternatives,
            ]),
        };
    }

    private static Alternative ClosesWithError(Seq<PeerEvent> events) => new(
        Verdict.NonStrict,
        events,
        CloseExpectation.ByPeer with { RequiredCodes = Seq.create(CloseCode.ProtocolError, CloseCode.InvalidPayloadData) },
        LeftWithError
    );

    private static Alternative Leaves(Seq<PeerEvent> events, CloseExpectation close) => new(Verdict.Informational, events, close, Left);
}
