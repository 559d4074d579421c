namespace Pure.WebSockets.Conformance;

/// <summary>A case of the catalogue: what is sent, what is expected, and the rule that says so. Plain data.</summary>
public sealed record Case
{
    internal Case()
    {
    }

    /// <summary>Its id.</summary>
    public required CaseId Id { get; init; }

    /// <summary>Its place in the whole catalogue, from 1.</summary>
    public int Index { get; init; }

    /// <summary>What the tester does, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>What the peer is to do, in a sentence.</summary>
    public required string Expected { get; init; }

    /// <summary>The rule, by its section.</summary>
    public required string Rule { get; init; }

    /// <summary>
    /// The sentence that decides that a peer failed, as its RFC has it, with its section. Cases of ours have it; those of the Autobahn
    /// Testsuite keep that suite's judgement.
    /// </summary>
    public Option<string> DecidedBy { get; init; }

    /// <summary>What the tester does from the moment the connection is open.</summary>
    internal Seq<Act> Script { get; init; }

    /// <summary>What is expected before the closing handshake.</summary>
    internal Expectation Expectation { get; init; } = Expectation.Nothing;

    /// <summary>What else the peer may do, the better first.</summary>
    internal Seq<Alternative> Alternatives { get; init; }

    /// <summary>Which end the tester must be; none when it can be either.</summary>
    public Option<Role> Tester { get; init; }

    /// <summary>How the opening handshake departs from the usual one.</summary>
    internal OpeningScript Opening { get; init; } = OpeningScript.Usual;

    /// <summary>What is expected of the closing handshake.</summary>
    internal CloseExpectation Close { get; init; } = CloseExpectation.Normal;

    /// <summary>Whether the tester closes as soon as what it expected is there.</summary>
    internal bool ClosesWhenSatisfied { get; init; } = true;

    /// <summary>Whether the case only informs: its verdict is never a failure.</summary>
    public bool OnlyInforms { get; init; }

    /// <summary>
    /// Whether a wrong close code fails the whole case. Of cases of ours, only where it tells what the peer took the frame for: who
    /// answers a broken close frame with its code has taken it for a sound one.
    /// </summary>
    internal bool WrongCodeFails { get; init; }

    /// <summary>How many frames of each opcode the tester itself must have sent: a check of the tester.</summary>
    internal Option<(int Opcode, int Count)[]> OwnFrames { get; init; }

    /// <summary>Whether the case moves so much data that its octets are not kept and only few such cases should run at once.</summary>
    public bool IsHeavy { get; init; }

    /// <summary>What it offers and accepts of permessage-deflate; without it no extension.</summary>
    internal Option<Compression> Compression { get; init; }

    /// <summary>Whether it is about compressed messages, so that without permessage-deflate there is nothing to see.</summary>
    public bool NeedsDeflate => Compression.IsSome && !Opening.MustDecline;

    /// <summary>Whether its compressed messages copy from those before.</summary>
    public bool NeedsTakeover { get; init; }

    /// <summary>
    /// Whether the case is one of the Autobahn Testsuite, under the same id. Such a case is judged by that suite's rules: the close codes
    /// that were registered at its time are valid, and frames after a close frame are not examined.
    /// </summary>
    public bool IsAutobahn { get; init; }

    /// <summary>
    /// Whether its tester holds on to no octets that it is given, so that who reads them may use the same memory again: what comes is
    /// compared and forgotten, for of these cases there are gigabytes.
    /// </summary>
    internal bool StreamsPayload => Expectation is Expectation.CompressedExchange;

    /// <summary>
    /// Whether it needs HTTP/1.1 on TCP: for octets of a head, which HTTP/2 has none of, for a request that is refused by what stands in
    /// it, or for the end of one direction of the transport, which the framework's HTTP/2 cannot do.
    /// </summary>
    public bool NeedsHttp1 =>
        !Opening.Edits.IsEmpty
        || Opening.Chop > 0
        || Opening.Pause.IsSome
        || Opening.JoinsFirstFrame
        || Opening.Refusal.IsSome
        || Script.Exists(act => act is Act.EndOutput);

    /// <summary>What a peer does not agree to and the case cannot do without, in a sentence.</summary>
    internal Option<string> Missing(Option<AgreedDeflate> agreed, Role tester) =>
        !NeedsDeflate ? Option<string>.None
        : agreed.IsNone ? "The peer does not agree to permessage-deflate."
        : NeedsTakeover && agreed.Exists(one => !one.TakesContextOver(tester)) ? "The peer wants no context taken over."
        : Option<string>.None;

    /// <inheritdoc/>
    public override string ToString() => Id.Text;
}
