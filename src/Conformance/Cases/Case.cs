namespace Pure.WebSockets.Conformance;

/// <summary>
/// A test case from the catalogue or from a case file. A case defines what the tester sends, how the peer is expected to behave, and which
/// rule demands this behaviour.
/// </summary>
public sealed record Case
{
    internal Case()
    {
    }

    /// <summary>The id of the case.</summary>
    public required CaseId Id { get; init; }

    /// <summary>
    /// The position of the case in the catalogue or among the cases of the loaded case files. The first case has position 1. A
    /// <see cref="FuzzingServer"/> replaces this position with the position among its own cases.
    /// </summary>
    public int Index { get; init; }

    /// <summary>A sentence that describes the tester's actions.</summary>
    public required string Description { get; init; }

    /// <summary>A sentence that describes the peer's expected behaviour.</summary>
    public required string Expected { get; init; }

    /// <summary>The RFC sections that contain the rule that the case tests.</summary>
    public required string Rule { get; init; }

    /// <summary>
    /// The sentence from an RFC that decides whether a peer fails the case, with the section that contains the sentence. The value is None
    /// for the cases of the Autobahn Testsuite, because the rules of that suite determine their verdicts. The value is also None for some
    /// informational cases, and for cases in case files without the key "decidedBy".
    /// </summary>
    public Option<string> DecidedBy { get; init; }

    /// <summary>The actions that the tester performs after the connection has opened.</summary>
    internal Seq<TesterAction> Script { get; init; }

    /// <summary>The behaviour that is expected of the peer before the closing handshake.</summary>
    internal Expectation Expectation { get; init; } = Expectation.Nothing;

    /// <summary>
    /// The alternatives to the expected behaviour. If the peer does not behave as expected, the first alternative that matches the peer's
    /// behaviour determines the verdict.
    /// </summary>
    internal Seq<Alternative> Alternatives { get; init; }

    /// <summary>The role that the tester must have, or None if the tester can have either role.</summary>
    public Option<Role> Tester { get; init; }

    /// <summary>The differences from the usual opening handshake.</summary>
    internal OpeningScript Opening { get; init; } = OpeningScript.Usual;

    /// <summary>Whether the case changes the head that the tester sends, or expects a rejection.</summary>
    internal bool IsAboutHeads => !Opening.Edits.IsEmpty || Opening.Rejection.IsSome;

    /// <summary>The expected closing handshake.</summary>
    internal CloseExpectation Close { get; init; } = CloseExpectation.Normal;

    /// <summary>
    /// Whether the tester closes the connection as soon as all expected events have occurred. If the value is true, the tester also closes
    /// the connection when all events that the case allows as non-strict have occurred. The property has no effect if no event is expected,
    /// because the tester checks this condition only after an event. The property also has no effect if the peer is expected to close the
    /// connection.
    /// </summary>
    internal bool ClosesWhenSatisfied { get; init; } = true;

    /// <summary>
    /// Whether the case is informational. An informational case of the Autobahn Testsuite never fails. Any other informational case fails
    /// only if the peer sends an illegal frame.
    /// </summary>
    public bool OnlyInforms { get; init; }

    /// <summary>
    /// Whether a wrong close code also makes the verdict on the peer's behaviour a failure. For cases of the catalogue that are not
    /// part of the Autobahn Testsuite, the value is true only if the code shows how the peer interpreted a frame. For example, a peer
    /// that echoes the code of an invalid close frame has accepted that frame as valid.
    /// </summary>
    internal bool WrongCodeFails { get; init; }

    /// <summary>
    /// The number of frames that the tester itself must send, by opcode, or None if these frames are not counted. The case fails if the
    /// tester has sent a different number of frames. This property is a check of the tester and not of the peer.
    /// </summary>
    internal Option<Seq<(int Opcode, int Count)>> OwnFrames { get; init; }

    /// <summary>
    /// Whether the case transfers a large amount of data. Such a case has stricter limits for the number of transcript entries, for the
    /// bytes stored per entry, and for the number of cases that run at the same time.
    /// </summary>
    public bool IsHeavy { get; init; }

    /// <summary>
    /// The permessage-deflate parameters that the tester offers and accepts, or None if the tester does not use the extension.
    /// </summary>
    internal Option<Compression> Compression { get; init; }

    /// <summary>
    /// Whether the case needs permessage-deflate. If the peer does not agree to the extension, the verdict is UNIMPLEMENTED. A case
    /// with the expectation "owed" is instead run without the extension.
    /// </summary>
    public bool NeedsDeflate => Compression.IsSome && !Opening.MustDecline;

    /// <summary>Whether compressed messages of the case refer back to earlier messages, which requires context takeover.</summary>
    public bool NeedsTakeover { get; init; }

    /// <summary>
    /// Whether the case is judged according to the rules of the Autobahn Testsuite. The value is true for all cases of the catalogue that
    /// come from that suite. These cases have the same ids as in the suite. A case in a case file can also set the value to true. Under
    /// these rules, for example, the close codes 1012 to 1014 are invalid, and a data frame after a close frame is not an error.
    /// </summary>
    public bool IsAutobahn { get; init; }

    /// <summary>The method by which the tester interprets the messages of the peer, or None if the peer echoes messages.</summary>
    internal Option<AnswerReading> Answers { get; init; }

    /// <summary>
    /// Whether the tester sends a ping after each message of an exchange. The value is true if the peer sends no echoes. The tester then
    /// sends the next message when it receives the pong.
    /// </summary>
    internal bool IsPaced { get; init; }

    /// <summary>
    /// Whether the tester compares each received message with the expected message as the message arrives, and does not store the
    /// message for later. If the value is true and the case is heavy, the caller can reuse its receive buffer. A case of this kind can
    /// transfer more than 100 MB in each direction.
    /// </summary>
    internal bool StreamsPayload => Expectation is Expectation.CompressedExchange;

    /// <summary>
    /// Whether the case needs HTTP/1.1. A case needs HTTP/1.1 if it changes the head that the tester sends, divides the head into
    /// several writes, or joins the head and the first frame in one write. A case also needs HTTP/1.1 if it expects a rejection, or
    /// ends only one direction of the transport. In .NET, it is not possible to end only one direction of an HTTP/2 stream.
    /// </summary>
    public bool NeedsHttp1 =>
        !Opening.Edits.IsEmpty
        || Opening.Chop > 0
        || Opening.Pause.IsSome
        || Opening.JoinsFirstFrame
        || Opening.Rejection.IsSome
        || Script.Exists(act => act is TesterAction.EndOutput);

    /// <summary>
    /// Returns an error message if the peer did not agree to an extension or a parameter that the case needs; otherwise, returns None.
    /// </summary>
    internal Option<string> Missing(Option<AgreedDeflate> agreed, Role tester) =>
        !NeedsDeflate || Expectation is Expectation.Owed ? Option<string>.None
        : agreed.IsNone ? "The peer does not agree to permessage-deflate."
        : NeedsTakeover && agreed.Exists(one => !one.TakesContextOver(tester)) ? "The peer does not agree to context takeover."
        : Option<string>.None;

    /// <inheritdoc/>
    public override string ToString() => Id.Text;
}
