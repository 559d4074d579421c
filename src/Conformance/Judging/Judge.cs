namespace Pure.WebSockets.Conformance;

/// <summary>Determines the verdict on the peer's behaviour and the verdict on the closing handshake from an observation.</summary>
internal static class Judge
{
    private const int Switching = 101;

    /// <summary>Returns the verdicts on a case that has ended.</summary>
    public static Judgement Of(Case judged, Observation seen)
    {
        // Without a transport, the peer has neither obeyed nor broken the rule of any case.
        if (seen.IsUnreached)
            return new Judgement(
                Verdict.Failed,
                Verdict.Failed,
                $"The case was not run: {seen.NotCleanReason.IfNone("").TrimEnd('.')}.",
                "The connection was never open."
            );
        if (judged.Opening.Rejection.Case is RejectionExpectation refusal)
            return Informed(judged, Refused(refusal, seen), IllegalFrame(seen).IsSome);
        if (
            judged.Opening.IfRejected.Case is AllowedRejection lawful
            && !seen.WasOpen
            && seen.Status.Exists(status => status is >= 400 and < 500)
        )
            return Informed(
                judged,
                new Judgement(
                    lawful.Verdict,
                    Verdict.Ok,
                    $"The server rejected the request with {seen.Status.IfNone(0)}. {lawful.Why}",
                    "The connection was never open."
                ),
                isIllegal: false
            );
        // RFC 7692 requires a server to decline an invalid offer, but not to reject the connection. A server that rejects the connection
        // does not accept the invalid offer, so the verdict is non-strict instead of failed.
        if (judged.Opening.HasInvalidOffer && !seen.WasOpen && seen.Status.Exists(status => status is >= 400 and < 500))
            return Informed(
                judged,
                new Judgement(
                    Verdict.NonStrict,
                    Verdict.Ok,
                    $"The server rejected the whole connection with {seen.Status.IfNone(0)} instead of declining the offer.",
                    "The connection was never open."
                ),
                isIllegal: false
            );
        var judgement = AsExpected(judged, seen);
        return !judgement.IsFailure
            ? judgement
            : judged.Alternatives.Bind(other => Otherwise(judged, other, seen)).HeadOrNone().IfNone(judgement);
    }

    /// <summary>Returns the verdicts of an alternative, or None if the peer's behaviour does not match the alternative.</summary>
    private static Option<Judgement> Otherwise(Case judged, Alternative other, Observation seen) =>
        other.AcceptsAnyEvents
            ? seen.WasOpen && IllegalFrame(seen).IsNone
                ? new Judgement(other.Verdict, Verdict.Ok, other.Why, "How the connection closed does not matter here.")
                : Option<Judgement>.None
            : AsExpected(
                judged with
                {
                    Expectation = new Expectation.Events(other.Events, Option<Seq<PeerEvent>>.None),
                    Close = other.Close,
                },
                seen
            )
                is { IsFailure: false } judgement
                ? judgement with
                {
                    Behavior = other.Verdict,
                    Result = other.Why,
                }
                : Option<Judgement>.None;

    /// <summary>Returns the verdicts on a server in a case with a request that the server must or may reject.</summary>
    private static Judgement Refused(RejectionExpectation expected, Observation seen)
    {
        var (verdict, why) = seen.Status.IfNone(seen.WasOpen ? Switching : 0) switch
        {
            Switching when expected.IfOpened == Verdict.Failed => (Verdict.Failed, "The server opened a connection that it must reject."),
            Switching => (expected.IfOpened, "The server opened a connection that it may reject."),
            0 when seen.OpeningTimedOut => (expected.IfSilent, "The server neither rejected the request nor ended the transport in time."),
            0 when HasStatus(seen.Response) => (
                Verdict.Failed,
                $"The server's answer is not a valid response: {seen.NotCleanReason.IfNone("")}."
            ),
            0 => (Verdict.NonStrict, "The server ended the transport without an answer, but it should state the problem."),
            >= 400 and < 500 or 501 or 505 when expected.Field.Exists(field => !HasField(seen.Response, field)) => (
                Verdict.Failed,
                $"The server rejected the request with {seen.Status.IfNone(0)}, but without the field {expected.Field.IfNone("")}."
            ),
            >= 400 and < 500 or 501 or 505 => (Verdict.Ok, $"The server rejected the request with {seen.Status.IfNone(0)}."),
            < 400 when expected.MayIgnore => (
                Verdict.Ok,
                $"The server treated the request as a request without an upgrade and answered with {seen.Status.IfNone(0)}."
            ),
            var other => (Verdict.NonStrict, $"The server rejected the request with {other}, but a 4xx status was expected."),
        };
        return new Judgement(verdict, verdict == Verdict.Failed ? Verdict.Failed : Verdict.Ok, why, why);
    }

    private static bool HasStatus(string response) => response.StartsWith("HTTP/", StringComparison.Ordinal);

    private static bool HasField(string response, string name) =>
        response.Split("\r\n").Any(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));

    private static Judgement AsExpected(Case judged, Observation seen)
    {
        if (!seen.WasOpen)
            return Informed(
                judged,
                new Judgement(
                    Verdict.Failed,
                    Verdict.Failed,
                    $"The connection was never open: {seen.NotCleanReason.IfNone("")}.",
                    "The connection was never open."
                ),
                isIllegal: false
            );
        // If the peer did not agree to an extension that the case needs, the tester closes the connection immediately. The judge then
        // expects a normal closing handshake instead of the closing handshake that the case defines. In an Autobahn case, the judge
        // always expects the closing handshake that the case defines.
        if (seen.EnforcesAllRules && judged.Missing(seen.Deflate, seen.Tester).IsSome)
            judged = judged with { Close = CloseExpectation.Normal };
        if (judged.Expectation is Expectation.Owed) return Informed(judged, ByModel(seen), IllegalFrame(seen).IsSome);
        var (behavior, result) = Behavior(judged, seen);
        // A peer that breaks a rule fails the case, even if the case tests a different rule. If the peer already fails an Autobahn case for
        // another reason, the judge reports the other reason, because it is more specific.
        if (Broken(seen).Case is string broken && (seen.EnforcesAllRules || behavior != Verdict.Failed))
            (behavior, result) = (Verdict.Failed, $"The peer broke a rule: {broken}.");
        var (close, closeResult) = Close(judged.Close, seen);
        // A valid but unexpected close code breaks no rule. An endpoint that fails a connection SHOULD send a close frame with an
        // appropriate code, but the RFC does not require a particular code (RFC 6455 §7.1.7). An endpoint that answers a close frame
        // usually echoes the code, but the RFC does not require the same code (§5.5.1).
        if (seen.EnforcesAllRules && !judged.WrongCodeFails && close == Verdict.WrongCode && behavior is Verdict.Ok or Verdict.NonStrict)
            return Informed(judged, new Judgement(Verdict.NonStrict, Verdict.Informational, closeResult, closeResult), isIllegal: false);
        var fatal = close switch
        {
            Verdict.Failed => judged.Close.WrongSideIsFatal,
            Verdict.WrongCode => judged.WrongCodeFails,
            _ => false,
        };
        return Informed(
            judged,
            new Judgement(
                fatal ? Verdict.Failed : behavior,
                close,
                fatal && behavior != Verdict.Failed ? closeResult : result,
                closeResult
            ),
            IllegalFrame(seen).IsSome
        );
    }

    /// <summary>
    /// Returns the verdicts according to <see cref="PeerModel"/>, which also judges the closing handshake. If the model finds no violation
    /// of a mandatory rule but <see cref="Broken"/> finds a violation, the peer also fails. However, the length that the tester stores is
    /// not a limit for the peer. The model determines which longer messages the peer may send.
    /// </summary>
    private static Judgement ByModel(Observation seen)
    {
        const string Closing = "The model judges the closing handshake as well.";
        var finding = seen.Findings.OrderByDescending(one => one.Demand).FirstOrDefault();
        var isTooLong = seen.Violation.Exists(violation => violation.Code == CloseCode.MessageTooBig);
        if (finding is not { Demand: Demand.Must } && !isTooLong && Broken(seen).Case is string broken)
            return new Judgement(Verdict.Failed, Verdict.Ok, $"The peer broke a rule: {broken}.", Closing);
        return finding is null
            ? new Judgement(Verdict.Ok, Verdict.Ok, "The peer did everything that the RFCs require.", Closing)
            : new Judgement(finding.Demand == Demand.Must ? Verdict.Failed : Verdict.NonStrict, Verdict.Ok, $"{finding}.", Closing);
    }

    /// <summary>
    /// Returns the verdicts on a recorded transcript. If the recorded run used the default options and the transcript is complete, the
    /// verdicts are the same as in the recorded run.
    /// </summary>
    public static Judgement Of(Case judged, Role tester, IEnumerable<TranscriptEntry> transcript) =>
        Of(judged, Observe(Observation.Start(judged, tester), transcript));

    /// <summary>Returns the observation that results from a transcript.</summary>
    public static Observation Observe(Role tester, IEnumerable<TranscriptEntry> transcript) =>
        Observe(Observation.Start(tester), transcript);

    private static Observation Observe(Observation start, IEnumerable<TranscriptEntry> transcript) =>
        transcript.Aggregate(start, (seen, entry) => seen.After(entry));

    private static Option<string> IllegalFrame(Observation seen) =>
        seen.Events.OfType<PeerEvent.IllegalFrame>().FirstOrDefault() is { } illegal
            ? $"{illegal.Seen} ({illegal.Rule})"
            : Option<string>.None;

    /// <summary>
    /// Returns a description of the rule that the peer broke, or None if the peer broke no rule. In Autobahn cases, only illegal frames
    /// and messages count. In all other cases, every violation of a rule or of a limit of the tester counts.
    /// </summary>
    private static Option<string> Broken(Observation seen) =>
        seen.EnforcesAllRules ? seen.Violation.Map(violation => $"{violation.Seen} ({violation.Rule})") : IllegalFrame(seen);

    // Informational Autobahn cases never fail. Other informational cases fail if the peer sends an illegal frame.
    private static Judgement Informed(Case judged, Judgement judgement, bool isIllegal) =>
        judged.OnlyInforms && (judged.IsAutobahn || !isIllegal)
            ? judgement with
            {
                Behavior = Verdict.Informational,
                Close = Verdict.Informational,
            }
            : judgement;

    private static (Verdict Verdict, string Result) Behavior(Case judged, Observation seen)
    {
        if (judged.OwnFrames.Exists(counts => counts.Exists(own => seen.FramesSent.Find(own.Opcode).IfNone(0) != own.Count)))
            return (Verdict.Failed, "The tester did not send all frames of the case.");
        if (judged.Missing(seen.Deflate, seen.Tester).Case is string missing)
            return (Verdict.Unimplemented, missing);
        if (judged.Opening.MustDecline && seen.Deflate.IsSome)
            return (Verdict.Failed, "The server agreed to an offer that it must decline.");
        return judged.Expectation switch
        {
            Expectation.Events events when events.AreMetBy(seen.Events) => (Verdict.Ok, "The peer did what the rule requires."),
            Expectation.Events events when events.NonStrict.Exists(allowed => seen.Events == allowed) => (
                Verdict.NonStrict,
                "The peer did what the rule allows, but later or less precisely than possible."
            ),
            Expectation.Events events => (
                Verdict.Failed,
                $"Expected {PrintedForm.Of(events.Ok)}; got "
                    + $"{PrintedForm.Of(seen.Events)}{(IllegalFrame(seen).IsSome ? "" : Because(seen))}."
            ),
            Expectation.FirstMessage first => ExpectationCheck.Evaluate(first, seen) == Satisfaction.Whole
                ? (Verdict.Ok, "A message of the right kind and length came back.")
                : (Verdict.Failed, $"No message of the right kind and length came back{Because(seen)}."),
            Expectation.Exchange exchange when seen.Paced.Case is int paced => Taken(paced, exchange.Count, seen),
            Expectation.CompressedExchange exchange when seen.Paced.Case is int paced => Taken(paced, exchange.Count, seen),
            Expectation.Exchange exchange => ExpectationCheck.Evaluate(exchange, seen) == Satisfaction.Whole
                ? (Verdict.Ok, exchange.Count == 1 ? "The message came back." : $"All {exchange.Count} messages came back.")
                : (
                    Verdict.Failed,
                    $"{seen.Events.OfType<PeerEvent.Message>().Count()} of {CountText.Of(exchange.Count, "message")} came back, "
                        + $"or one with another kind or length{Because(seen)}."
                ),
            Expectation.CompressedExchange exchange => ExpectationCheck.Evaluate(exchange, seen) == Satisfaction.Whole
                ? (Verdict.Ok, exchange.Count == 1 ? "The message came back." : $"All {exchange.Count} messages came back.")
                : (
                    Verdict.Failed,
                    $"{seen.Echoes.Map(echoes => echoes.Count).IfNone(0)} of {CountText.Of(exchange.Count, "message")} came "
                        + $"back{(seen.Echoes.Exists(echoes => echoes.IsWrong) ? ", then one with another kind or content" : "")}"
                        + $"{Because(seen)}."
                ),
            _ => (Verdict.Failed, "No expectation."),
        };
    }

    private static (Verdict Verdict, string Result) Taken(int taken, int count, Observation seen) =>
        taken >= count
            ? (Verdict.Ok, count == 1
                ? "The peer accepted the message and answered the ping after it."
                : $"The peer accepted all {count} messages and answered the ping after each.")
            : (Verdict.Failed, $"The peer answered the pings after {taken} of {CountText.Of(count, "message")}{Because(seen)}.");

    private static string PeerSaid(Observation seen) => seen.RemoteCloseCode.Match(
        code => $", and the peer's close frame had code {code}{seen.RemoteCloseReason.Map(reason => $" \"{reason}\"").IfNone("")}",
        () => seen.ClosedByMe ? "" : seen.DroppedByMe ? ", and the tester ended the transport" : ", and the peer ended the transport");

    private static string Because(Observation seen) => seen.Violation.Match(
        violation => $": {violation.Seen} ({violation.Rule})",
        () => seen.FailedByMe ? ", and the tester failed the connection with 1001 when the time was over" : "");

    private static (Verdict Verdict, string Result) Close(CloseExpectation expected, Observation seen)
    {
        if (expected.AcceptsAnyClose)
            return (Verdict.Ok, "How the connection closed does not matter here.");
        if (expected.IsUnanswered)
            return seen.PeerClosed
                ? (Verdict.Failed, "The peer answered as if the connection were open.")
                : (Verdict.Ok, "The peer sent nothing.");
        if (!expected.RequiredCodes.IsEmpty && !seen.RemoteCloseCode.Exists(code => expected.RequiredCodes.Contains(code)))
            return (Verdict.Failed, $"The peer did not close with {string.Join(" or ", expected.RequiredCodes)}.");
        if (seen.ClosedByMe != expected.ByMe)
            return (
                Verdict.Failed,
                $"The connection was closed by the wrong side: "
                    + $"{(seen.ClosedByMe ? "the peer should have closed it" : "the tester should have closed it")}{Because(seen)}"
                    + $"{PeerSaid(seen)}."
            );
        if (expected.MustBeClean && !seen.WasClean)
            return (Verdict.Unclean, $"The closing handshake was not clean: {seen.NotCleanReason.IfNone("")}.");
        if (!expected.AcceptsAnyCode && seen.RemoteCloseCode.Exists(code => !expected.Codes.Contains(code)))
            return (
                Verdict.WrongCode,
                $"The peer's close code is {seen.RemoteCloseCode.IfNone(0)}, not {string.Join(" or ", expected.Codes)}"
                    + (
                        seen.FailedByMe && seen.Violation.IsNone && seen.RemoteCloseCode == seen.LocalCloseCode
                            ? ". It is the code with which the tester failed the connection."
                            : "."
                    )
            );
        return seen.Tester == Role.Client && seen.DroppedByMe
            ? (Verdict.FailedByClient, "The tester is the client, but had to end the transport.")
            : (Verdict.Ok, "The connection was closed correctly.");
    }
}

/// <summary>The two verdicts on a case, each with a sentence that states the reason.</summary>
/// <param name="Behavior">The verdict on the peer's behaviour.</param>
/// <param name="Close">The verdict on the closing handshake.</param>
/// <param name="Result">The reason for the verdict on the behaviour.</param>
/// <param name="CloseResult">The reason for the verdict on the closing handshake.</param>
public sealed record Judgement(Verdict Behavior, Verdict Close, string Result, string CloseResult)
{
    /// <summary>Whether at least one of the two verdicts is a failure.</summary>
    public bool IsFailure => VerdictText.IsBad(Behavior) || VerdictText.IsBad(Close);

    /// <summary>
    /// The reason for the verdict on the behaviour, followed by the reason for the verdict on the closing handshake. If the first reason
    /// begins with the text of the second reason, only the first reason is returned.
    /// </summary>
    public string Sentence => Result.StartsWith(CloseResult.TrimEnd('.'), StringComparison.Ordinal) ? Result : $"{Result} {CloseResult}";
}
