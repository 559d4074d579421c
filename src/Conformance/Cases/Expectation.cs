namespace Pure.WebSockets.Conformance;

/// <summary>The behaviour that a case expects of its peer before the closing handshake.</summary>
internal abstract record Expectation
{
    private Expectation() { }

    /// <summary>No event.</summary>
    public static Expectation Nothing { get; } = new Events(Seq<PeerEvent>.Empty, Option<Seq<PeerEvent>>.None);

    /// <summary>Exactly these events, in order.</summary>
    /// <param name="Ok">The events that the rule demands.</param>
    /// <param name="NonStrict">The events that the rule also allows.</param>
    public sealed record Events(Seq<PeerEvent> Ok, Option<Seq<PeerEvent>> NonStrict) : Expectation
    {
        /// <summary>
        /// Whether the order between pongs and messages is free: the protocol sends pongs, the application sends echoes. Pongs before the
        /// last one may be missing.
        /// </summary>
        public bool PongsMayOvertake { get; init; }

        internal bool AreMetBy(Seq<PeerEvent> seen) =>
            PongsMayOvertake
                ? AreAnswers(seen.Filter(IsPong).Strict(), Ok.Filter(IsPong).Strict())
                    && seen.Filter(one => !IsPong(one)) == Ok.Filter(one => !IsPong(one))
                : seen == Ok;

        /// <summary>
        /// Whether these pongs answer the pings. For pings that came together "an endpoint MAY elect to send a Pong frame for only the most
        /// recently processed" (RFC 6455 §5.5.3).
        /// </summary>
        private static bool AreAnswers(Seq<PeerEvent> pongs, Seq<PeerEvent> all)
        {
            if (pongs.IsEmpty || all.IsEmpty || pongs[^1] != all[^1]) return pongs.IsEmpty && all.IsEmpty;
            var at = 0;
            foreach (var due in all) at += at < pongs.Count && pongs[at] == due ? 1 : 0;
            return at == pongs.Count;
        }

        private static bool IsPong(PeerEvent one) => one is PeerEvent.Pong;
    }

    /// <summary>A message of this kind and length. The first message decides.</summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Length">The length in bytes.</param>
    public sealed record FirstMessage(MessageKind Kind, int Length) : Expectation;

    /// <summary>
    /// A message is sent again and again, each time after the echo of the one before. An echo of another kind or length ends the case.
    /// </summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Payload">The message.</param>
    /// <param name="Count">How many times it is sent.</param>
    public sealed record Exchange(MessageKind Kind, Payload Payload, int Count) : Expectation;

    /// <summary>
    /// Messages cut from a body are sent compressed, each after the echo of the one before. An echo of another kind or content ends the
    /// case; it need not be compressed. Without permessage-deflate nothing is expected.
    /// </summary>
    /// <param name="Body">The data that the messages are cut from.</param>
    /// <param name="Length">The length of each message: code points for text, otherwise bytes.</param>
    /// <param name="Count">The number of messages.</param>
    /// <param name="FragmentSize">The number of bytes of compressed payload per frame. If it is 0, there is one frame.</param>
    public sealed record CompressedExchange(PayloadSource Body, int Length, int Count, int FragmentSize) : Expectation;
}

/// <summary>The closing handshake that a case expects.</summary>
/// <param name="ByMe">Whether the tester starts it.</param>
/// <param name="Codes">The close codes that the peer may send. The peer may always send a close frame without a code.</param>
/// <param name="MustBeClean">Whether both close frames must be sent and the right side must end the transport in time.</param>
/// <param name="WrongSideIsFatal">Whether the case fails if the wrong side starts the closing handshake.</param>
internal sealed record CloseExpectation(bool ByMe, Seq<int> Codes, bool MustBeClean, bool WrongSideIsFatal)
{
    /// <summary>For an alternative: whether any close is accepted.</summary>
    public bool AcceptsAnyClose { get; init; }

    /// <summary>
    /// For an alternative: whether the peer must not send a close frame, because it is still waiting or never treated the connection as
    /// open.
    /// </summary>
    public bool IsUnanswered { get; init; }

    /// <summary>Whether every valid code is accepted.</summary>
    public bool AcceptsAnyCode { get; init; }

    /// <summary>Any close is accepted.</summary>
    public static CloseExpectation Any { get; } = Begun(mustBeClean: false) with { AcceptsAnyClose = true };

    /// <summary>The peer sends no close frame.</summary>
    public static CloseExpectation Unanswered { get; } = Begun(mustBeClean: false) with { IsUnanswered = true };

    /// <summary>The peer closes with any code, or ends the transport.</summary>
    public static CloseExpectation ByPeer { get; } = Failed() with { AcceptsAnyCode = true };

    /// <summary>The tester closes with 1000 and the peer answers.</summary>
    public static CloseExpectation Normal { get; } = Begun(mustBeClean: true, 1000);

    /// <summary>The peer fails the connection with 1002, or ends the transport.</summary>
    public static CloseExpectation ProtocolError { get; } = new(ByMe: false, CodesOf([1002]), MustBeClean: false, WrongSideIsFatal: false);

    /// <summary>The peer fails the connection with one of these codes, or ends the transport. If it does neither, the case fails.</summary>
    public static CloseExpectation Failed(params int[] codes) =>
        new(ByMe: false, CodesOf(codes), MustBeClean: false, WrongSideIsFatal: true);

    /// <summary>The peer fails the connection with 1007, or ends the transport. If it does neither, the case fails.</summary>
    public static CloseExpectation InvalidText { get; } = new(ByMe: false, CodesOf([1007]), MustBeClean: false, WrongSideIsFatal: true);

    /// <summary>The tester closes and the peer answers with one of these codes.</summary>
    public static CloseExpectation Begun(bool mustBeClean, params int[] codes) =>
        new(ByMe: true, CodesOf(codes), mustBeClean, WrongSideIsFatal: false);

    private static Seq<int> CodesOf(int[] codes) => Seq.create(codes);
}
