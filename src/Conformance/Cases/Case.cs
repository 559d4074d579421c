namespace Pure.WebSockets.Conformance;

/// <summary>
/// A test case, from the catalogue or from a case file. A case contains the data that the tester sends, the expected behaviour of the peer,
/// and the rule that demands this behaviour.
/// </summary>
public sealed record Case
{
    internal Case()
    {
    }

    /// <summary>The id of the case.</summary>
    public required CaseId Id { get; init; }

    /// <summary>
    /// The position of the case, starting at 1, in the catalogue or among the cases of the loaded case files. A <see cref="FuzzingServer"/>
    /// replaces this number with the position among its own cases.
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
    /// for the cases of the Autobahn Testsuite, because they are judged according to that suite's rules. The value is also None for some
    /// informational cases, and for a case in a case file if the case has no key "decidedBy".
    /// </summary>
    public Option<string> DecidedBy { get; init; }

    /// <summary>The actions that the tester performs after the connection has opened.</summary>
    internal Seq<TesterAction> Script { get; init; }

    /// <summary>The behaviour that is expected of the peer before the closing handshake.</summary>
    internal Expectation Expectation { get; init; } = Expectation.Nothing;

    /// <summary>
    /// The alternatives to the expected behaviour. If the peer did not behave as expected, the first alternative that it followed
    /// determines the verdict.
    /// </summary>
    internal Seq<Alternative> Alternatives { get; init; }

    /// <summary>The role that the tester must have, or None if the tester can have either role.</summary>
    public Option<Role> Tester { get; init; }

    /// <summary>The differences from the usual opening handshake.</summary>
    internal OpeningScript Opening { get; init; } = OpeningScript.Usual;

    /// <summary>The closing handshake that is expected.</summary>
    internal CloseExpectation Close { get; init; } = CloseExpectation.Normal;

    /// <summary>
    /// Whether the tester closes the connection as soon as all expected events, or all events that the case allows as non-strict, have
    /// occurred. The tester checks for these events after each event, so this property has no effect if no event is expected. The property
    /// also has no effect if the peer is expected to close the connection.
    /// </summary>
    internal bool ClosesWhenSatisfied { get; init; } = true;

    /// <summary>
    /// Whether the case is informational. Such a case fails only if it is one of our own cases and the peer sends an illegal frame.
    /// </summary>
    public bool OnlyInforms { get; init; }

    /// <summary>
    /// Whether the peer fails the case if its close code is wrong. In our own cases of the catalogue, the value is true only if the code
    /// shows how the peer interpreted a frame. For example, a peer that echoes the code of an invalid close frame has accepted that frame
    /// as valid.
    /// </summary>
    internal bool WrongCodeFails { get; init; }

    /// <summary>
    /// The number of frames that the tester itself must send, by opcode. If the tester has sent a different number, the case fails. These
    /// numbers therefore check the tester itself.
    /// </summary>
    internal Option<Seq<(int Opcode, int Count)>> OwnFrames { get; init; }

    /// <summary>
    /// Whether the case transfers a large amount of data. The transcript of such a case keeps only a few entries with their first bytes.
    /// Only a few such cases are allowed to run at the same time.
    /// </summary>
    public bool IsHeavy { get; init; }

    /// <summary>
    /// The permessage-deflate parameters that the tester offers and accepts, or None if the tester does not use the extension.
    /// </summary>
    internal Option<Compression> Compression { get; init; }

    /// <summary>
    /// Whether the case needs permessage-deflate. If the case needs the extension and the peer does not agree to it, the verdict is
    /// UNIMPLEMENTED, unless the case has the expectation "owed".
    /// </summary>
    public bool NeedsDeflate => Compression.IsSome && !Opening.MustDecline;

    /// <summary>Whether compressed messages of the case refer back to earlier messages, which requires context takeover.</summary>
    public bool NeedsTakeover { get; init; }

    /// <summary>
    /// Whether the case is judged according to the rules of the Autobahn Testsuite. The value is true for the cases that are from that
    /// suite, where they have the same ids. In a case file, the value can be true for any case. Under these rules, for example, the close
    /// codes 1012 to 1014 are invalid, and a data frame after a close frame is not an error.
    /// </summary>
    public bool IsAutobahn { get; init; }

    /// <summary>How the tester reads the messages of the peer, or None if the peer echoes.</summary>
    internal Option<AnswerReading> Answers { get; init; }

    /// <summary>
    /// Whether a ping follows each message of an exchange. The tester sends the next message when the pong arrives, because the peer sends
    /// no echo.
    /// </summary>
    internal bool IsPaced { get; init; }

    /// <summary>
    /// Whether the tester discards the received bytes, so that the caller can reuse its buffer. Such a case can transfer more than 100 MB
    /// in each direction, so each message is compared with the expected message and then discarded.
    /// </summary>
    internal bool StreamsPayload => Expectation is Expectation.CompressedExchange;

    /// <summary>
    /// Whether the case needs HTTP/1.1. A case needs HTTP/1.1 if it changes the head that the tester sends, or the way in which that head
    /// is written. A case also needs HTTP/1.1 if it expects a rejection, or if it ends only one direction of the transport. With .NET, one
    /// direction of an HTTP/2 stream cannot be ended on its own.
    /// </summary>
    public bool NeedsHttp1 =>
        !Opening.Edits.IsEmpty
        || Opening.Chop > 0
        || Opening.Pause.IsSome
        || Opening.JoinsFirstFrame
        || Opening.Rejection.IsSome
        || Script.Exists(act => act is TesterAction.EndOutput);

    /// <summary>
    /// Returns a sentence that describes the problem if the peer did not agree to an extension or a parameter that the case needs.
    /// Otherwise, returns None.
    /// </summary>
    internal Option<string> Missing(Option<AgreedDeflate> agreed, Role tester) =>
        !NeedsDeflate || Expectation is Expectation.Owed ? Option<string>.None
        : agreed.IsNone ? "The peer does not agree to permessage-deflate."
        : NeedsTakeover && agreed.Exists(one => !one.TakesContextOver(tester)) ? "The peer does not agree to context takeover."
        : Option<string>.None;

    /// <inheritdoc/>
    public override string ToString() => Id.Text;
}
