namespace Pure.WebSockets.Conformance;

/// <summary>What a case expects of its peer before the closing handshake.</summary>
internal abstract record Expectation
{
    private Expectation() { }

    /// <summary>No event at all.</summary>
    public static Expectation Nothing { get; } = new Events(Seq<Event>.Empty, Option<Seq<Event>>.None);

    /// <summary>Exactly these events, in order.</summary>
    /// <param name="Ok">What the rule wants.</param>
    /// <param name="NonStrict">What it also allows.</param>
    public sealed record Events(Seq<Event> Ok, Option<Seq<Event>> NonStrict) : Expectation
    {
        /// <summary>
        /// Whether pongs and messages are each in order among themselves, but not to each other: a pong is the protocol's to send, an
        /// echo the application's. Earlier pongs may be left out.
        /// </summary>
        public bool PongsMayOvertake { get; init; }

        internal bool AreMetBy(Seq<Event> seen) =>
            PongsMayOvertake
                ? AreAnswers(seen.Filter(IsPong).Strict(), Ok.Filter(IsPong).Strict())
                    && seen.Filter(one => !IsPong(one)) == Ok.Filter(one => !IsPong(one))
                : seen == Ok;

        /// <summary>
        /// Whether these pongs answer the pings: of some that came together "an endpoint MAY elect to send a Pong frame for only the most
        /// recently processed" (RFC 6455 §5.5.3).
        /// </summary>
        private static bool AreAnswers(Seq<Event> pongs, Seq<Event> all)
        {
            if (pongs.IsEmpty || all.IsEmpty || pongs[^1] != all[^1]) return pongs.IsEmpty && all.IsEmpty;
            var at = 0;
            foreach (var due in all) at += at < pongs.Count && pongs[at] == due ? 1 : 0;
            return at == pongs.Count;
        }

        private static bool IsPong(Event one) => one is Event.Pong;
    }

    /// <summary>A message of this kind and length: the first one decides.</summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Length">In octets.</param>
    public sealed record FirstMessage(MessageKind Kind, int Length) : Expectation;

    /// <summary>A message is sent and its echo awaited, again and again. An echo of another kind or length ends the case.</summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Payload">The message.</param>
    /// <param name="Count">How often.</param>
    public sealed record Exchange(MessageKind Kind, Payload Payload, int Count) : Expectation;

    /// <summary>
    /// The messages that a body is cut into are sent compressed, each when the one before has come back. An echo of another kind or
    /// content ends the case; whether it is compressed does not matter. Without permessage-deflate there is nothing to expect.
    /// </summary>
    /// <param name="Body">What the messages are cut from.</param>
    /// <param name="Length">The length of each: of text in code points, else in octets.</param>
    /// <param name="Count">How many.</param>
    /// <param name="FragmentSize">Octets of the compressed payload a frame; 0 for one frame.</param>
    public sealed record CompressedExchange(Body Body, int Length, int Count, int FragmentSize) : Expectation;
}

/// <summary>What a case expects of the closing handshake.</summary>
/// <param name="ByMe">Whether the tester begins it.</param>
/// <param name="Codes">The close codes that the peer may send; it may always send none.</param>
/// <param name="MustBeClean">Whether close frames must go both ways and the right side end the transport in time.</param>
/// <param name="WrongSideIsFatal">Whether a closing handshake begun by the wrong side fails the whole case.</param>
internal sealed record CloseExpectation(bool ByMe, Seq<int> Codes, bool MustBeClean, bool WrongSideIsFatal)
{
    /// <summary>Of what a case also allows: whether it does not matter how the connection closes.</summary>
    public bool AsksNothing { get; init; }

    /// <summary>
    /// Of what a case also allows: whether the peer must send no close frame, as one that waits, or that never took the connection for
    /// open.
    /// </summary>
    public bool IsUnanswered { get; init; }

    /// <summary>Whether any code will do that may be sent.</summary>
    public bool TakesAnyCode { get; init; }

    /// <summary>How the connection closes does not matter.</summary>
    public static CloseExpectation Any { get; } = Begun(mustBeClean: false) with { AsksNothing = true };

    /// <summary>The peer sends no close frame.</summary>
    public static CloseExpectation Unanswered { get; } = Begun(mustBeClean: false) with { IsUnanswered = true };

    /// <summary>The peer closes, with whatever code, or just ends the transport.</summary>
    public static CloseExpectation ByPeer { get; } = Failed() with { TakesAnyCode = true };

    /// <summary>The tester closes with 1000 and the peer answers.</summary>
    public static CloseExpectation Normal { get; } = Begun(mustBeClean: true, 1000);

    /// <summary>The peer fails the connection with 1002, or just ends the transport.</summary>
    public static CloseExpectation ProtocolError { get; } = new(ByMe: false, CodesOf([1002]), MustBeClean: false, WrongSideIsFatal: false);

    /// <summary>The peer fails the connection with one of these codes, or just ends the transport; doing neither fails the case.</summary>
    public static CloseExpectation Failed(params int[] codes) =>
        new(ByMe: false, CodesOf(codes), MustBeClean: false, WrongSideIsFatal: true);

    /// <summary>The peer fails the connection with 1007, or just ends the transport; doing neither fails the case.</summary>
    public static CloseExpectation InvalidText { get; } = new(ByMe: false, CodesOf([1007]), MustBeClean: false, WrongSideIsFatal: true);

    /// <summary>The tester closes and the peer answers with one of these codes.</summary>
    public static CloseExpectation Begun(bool mustBeClean, params int[] codes) =>
        new(ByMe: true, CodesOf(codes), mustBeClean, WrongSideIsFatal: false);

    private static Seq<int> CodesOf(int[] codes) => Seq.create(codes);
}
