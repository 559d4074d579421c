namespace Pure.WebSockets.Conformance;

/// <summary>A case of the catalogue: what is sent, what is expected, and the rule that demands it. Plain data.</summary>
public sealed record Case
{
    internal Case()
    {
    }

    /// <summary>The id.</summary>
    public required CaseId Id { get; init; }

    /// <summary>The position in the whole catalogue, from 1.</summary>
    public int Index { get; init; }

    /// <summary>A sentence: what the tester does.</summary>
    public required string Description { get; init; }

    /// <summary>A sentence: what the peer must do.</summary>
    public required string Expected { get; init; }

    /// <summary>The rule, with its section.</summary>
    public required string Rule { get; init; }

    /// <summary>
    /// The sentence of an RFC that decides whether a peer failed, with its section. Cases of the Autobahn Testsuite have no such sentence,
    /// because they keep that suite's judgement.
    /// </summary>
    public Option<string> DecidedBy { get; init; }

    /// <summary>The actions of the tester once the connection is open.</summary>
    internal Seq<TesterAction> Script { get; init; }

    /// <summary>The expectation before the closing handshake.</summary>
    internal Expectation Expectation { get; init; } = Expectation.Nothing;

    /// <summary>The alternatives that the peer has, the best first.</summary>
    internal Seq<Alternative> Alternatives { get; init; }

    /// <summary>The role that the tester must have. It is None if the tester can have either role.</summary>
    public Option<Role> Tester { get; init; }

    /// <summary>How the opening handshake differs from the usual one.</summary>
    internal OpeningScript Opening { get; init; } = OpeningScript.Usual;

    /// <summary>The expectation of the closing handshake.</summary>
    internal CloseExpectation Close { get; init; } = CloseExpectation.Normal;

    /// <summary>Whether the tester closes as soon as everything expected has come.</summary>
    internal bool ClosesWhenSatisfied { get; init; } = true;

    /// <summary>Whether the case is informational: its verdict is never a failure.</summary>
    public bool OnlyInforms { get; init; }

    /// <summary>
    /// Whether a wrong close code fails the case. In our own cases this is set only if the code shows how the peer read a frame: a peer
    /// that echoes the code of an invalid close frame took the frame as valid.
    /// </summary>
    internal bool WrongCodeFails { get; init; }

    /// <summary>How many frames of each opcode the tester itself must send. This checks the tester.</summary>
    internal Option<(int Opcode, int Count)[]> OwnFrames { get; init; }

    /// <summary>Whether the case moves so much data that its bytes are not kept and only a few such cases may run at once.</summary>
    public bool IsHeavy { get; init; }

    /// <summary>The permessage-deflate parameters that the tester offers and accepts. It is None if the tester uses no extension.</summary>
    internal Option<Compression> Compression { get; init; }

    /// <summary>Whether the case needs permessage-deflate. If the peer does not support it, the case is unimplemented.</summary>
    public bool NeedsDeflate => Compression.IsSome && !Opening.MustDecline;

    /// <summary>Whether the case's compressed messages refer to earlier ones.</summary>
    public bool NeedsTakeover { get; init; }

    /// <summary>
    /// Whether the case is one of the Autobahn Testsuite, under the same id. Such a case is judged by that suite's rules: the close codes
    /// that were registered at its time are valid, and frames after a close frame are not examined.
    /// </summary>
    public bool IsAutobahn { get; init; }

    /// <summary>
    /// Whether the tester keeps no bytes that it receives, so the caller may reuse its buffer. Such cases move gigabytes: each message is
    /// compared and discarded.
    /// </summary>
    internal bool StreamsPayload => Expectation is Expectation.CompressedExchange;

    /// <summary>
    /// Whether the case needs HTTP/1.1 on TCP: it changes the bytes of a head, expects a rejected request, or ends one direction of the
    /// transport, which the framework's HTTP/2 does not support.
    /// </summary>
    public bool NeedsHttp1 =>
        !Opening.Edits.IsEmpty
        || Opening.Chop > 0
        || Opening.Pause.IsSome
        || Opening.JoinsFirstFrame
        || Opening.Rejection.IsSome
        || Script.Exists(act => act is TesterAction.EndOutput);

    /// <summary>Returns a sentence about the extension that the case needs and to which the peer did not agree.</summary>
    internal Option<string> Missing(Option<AgreedDeflate> agreed, Role tester) =>
        !NeedsDeflate ? Option<string>.None
        : agreed.IsNone ? "The peer does not agree to permessage-deflate."
        : NeedsTakeover && agreed.Exists(one => !one.TakesContextOver(tester)) ? "The peer does not agree to context takeover."
        : Option<string>.None;

    /// <inheritdoc/>
    public override string ToString() => Id.Text;
}
