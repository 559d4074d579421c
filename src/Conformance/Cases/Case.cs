namespace Pure.WebSockets.Conformance;

/// <summary>
/// A test case of the catalogue. It contains the data that the tester sends, the expected behaviour of the peer, and the rule that demands
/// this behaviour.
/// </summary>
public sealed record Case
{
    internal Case()
    {
    }

    /// <summary>The id of the case.</summary>
    public required CaseId Id { get; init; }

    /// <summary>
    /// The position of the case in the catalogue, starting at 1. A <see cref="FuzzingServer"/> replaces this number with the position among
    /// its own cases.
    /// </summary>
    public int Index { get; init; }

    /// <summary>A sentence that describes the actions of the tester.</summary>
    public required string Description { get; init; }

    /// <summary>A sentence that describes the expected behaviour of the peer.</summary>
    public required string Expected { get; init; }

    /// <summary>The rule that the case tests, with its section.</summary>
    public required string Rule { get; init; }

    /// <summary>
    /// The sentence of an RFC that decides whether a peer fails the case, with its section. Cases of the Autobahn Testsuite have no such
    /// sentence, because they are judged by the rules of that suite.
    /// </summary>
    public Option<string> DecidedBy { get; init; }

    /// <summary>The actions of the tester after the connection has opened.</summary>
    internal Seq<TesterAction> Script { get; init; }

    /// <summary>The behaviour that is expected of the peer before the closing handshake.</summary>
    internal Expectation Expectation { get; init; } = Expectation.Nothing;

    /// <summary>The alternatives to the expected behaviour. The first alternative that the peer followed determines the verdict.</summary>
    internal Seq<Alternative> Alternatives { get; init; }

    /// <summary>The role that the tester must have, or None if the tester can have either role.</summary>
    public Option<Role> Tester { get; init; }

    /// <summary>The differences from the usual opening handshake.</summary>
    internal OpeningScript Opening { get; init; } = OpeningScript.Usual;

    /// <summary>The closing handshake that is expected.</summary>
    internal CloseExpectation Close { get; init; } = CloseExpectation.Normal;

    /// <summary>Whether the tester closes the connection as soon as all expected events have occurred.</summary>
    internal bool ClosesWhenSatisfied { get; init; } = true;

    /// <summary>
    /// Whether the case is informational. The verdict of such a case is a failure only if the peer sends an illegal frame in one of our own
    /// cases.
    /// </summary>
    public bool OnlyInforms { get; init; }

    /// <summary>
    /// Whether the peer fails the case if its close code is wrong. In our own cases, this is true only if the code shows how the peer
    /// interpreted a frame. For example, a peer that echoes the code of an invalid close frame has accepted that frame as valid.
    /// </summary>
    internal bool WrongCodeFails { get; init; }

    /// <summary>The number of frames of each opcode that the tester itself must send. These numbers are used to check the tester.</summary>
    internal Option<Seq<(int Opcode, int Count)>> OwnFrames { get; init; }

    /// <summary>
    /// Whether the case transfers a large amount of data. The bytes of such a case are not kept, and only a few such cases may run at the
    /// same time.
    /// </summary>
    public bool IsHeavy { get; init; }

    /// <summary>
    /// The permessage-deflate parameters that the tester offers and accepts, or None if the tester does not use the extension.
    /// </summary>
    internal Option<Compression> Compression { get; init; }

    /// <summary>
    /// Whether the case needs permessage-deflate. If the peer does not support the extension, the verdict is unimplemented.
    /// </summary>
    public bool NeedsDeflate => Compression.IsSome && !Opening.MustDecline;

    /// <summary>Whether compressed messages of the case refer back to earlier messages, which requires context takeover.</summary>
    public bool NeedsTakeover { get; init; }

    /// <summary>
    /// Whether the case is from the Autobahn Testsuite, where it has the same id. Such a case is judged by the rules of that suite. Only
    /// the close codes that were registered when the suite was written are valid. Frames after a close frame are not checked.
    /// </summary>
    public bool IsAutobahn { get; init; }

    /// <summary>
    /// Whether the tester does not keep the bytes that it receives, so that the caller may reuse its buffer. Such cases transfer gigabytes.
    /// Each message is therefore compared with the expected message and then discarded.
    /// </summary>
    internal bool StreamsPayload => Expectation is Expectation.CompressedExchange;

    /// <summary>
    /// Whether the case needs HTTP/1.1 over TCP. Such a case changes the bytes of a head, expects the server to reject the request, or ends
    /// only one direction of the transport. The HTTP/2 implementation of .NET cannot end only one direction.
    /// </summary>
    public bool NeedsHttp1 =>
        !Opening.Edits.IsEmpty
        || Opening.Chop > 0
        || Opening.Pause.IsSome
        || Opening.JoinsFirstFrame
        || Opening.Rejection.IsSome
        || Script.Exists(act => act is TesterAction.EndOutput);

    /// <summary>
    /// Returns a sentence if the peer did not agree to an extension or a parameter that the case needs. Otherwise returns None.
    /// </summary>
    internal Option<string> Missing(Option<AgreedDeflate> agreed, Role tester) =>
        !NeedsDeflate ? Option<string>.None
        : agreed.IsNone ? "The peer does not agree to permessage-deflate."
        : NeedsTakeover && agreed.Exists(one => !one.TakesContextOver(tester)) ? "The peer does not agree to context takeover."
        : Option<string>.None;

    /// <inheritdoc/>
    public override string ToString() => Id.Text;
}
