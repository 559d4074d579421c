namespace Pure.WebSockets.Conformance;

/// <summary>The behaviour that a case expects of the peer before the closing handshake.</summary>
internal abstract record Expectation
{
    private Expectation() { }

    /// <summary>The expectation that no event occurs.</summary>
    public static Expectation Nothing { get; } = new Events(Seq<PeerEvent>.Empty, Option<Seq<PeerEvent>>.None);

    /// <summary>The expectation that exactly these events occur, in order.</summary>
    /// <param name="Ok">The events that the rule demands.</param>
    /// <param name="NonStrict">
    /// A different sequence of events that the rule also allows, for which the verdict is NON-STRICT, or None if there is no such sequence.
    /// </param>
    public sealed record Events(Seq<PeerEvent> Ok, Option<Seq<PeerEvent>> NonStrict) : Expectation
    {
        /// <summary>
        /// Whether pongs and messages are allowed to arrive in any order relative to each other. The order can vary because the peer's
        /// protocol implementation sends the pongs, whereas its application sends the echoes. If the value is true, only the last pong is
        /// required.
        /// </summary>
        public bool PongsMayOvertake { get; init; }

        internal bool AreMetBy(Seq<PeerEvent> seen) =>
            PongsMayOvertake
                ? AreAnswers(seen.Filter(IsPong).Strict(), Ok.Filter(IsPong).Strict())
                    && seen.Filter(one => !IsPong(one)) == Ok.Filter(one => !IsPong(one))
                : seen == Ok;

        /// <summary>
        /// Returns whether the events that occurred are equal to <see cref="NonStrict"/>. The result is false while fewer events have
        /// occurred than <see cref="Ok"/> contains, because the expected events can still occur.
        /// </summary>
        internal bool AreNonStrict(Seq<PeerEvent> seen) => seen.Count >= Ok.Count && NonStrict.Exists(allowed => seen == allowed);

        /// <summary>
        /// Returns whether the received pongs are a sufficient answer to all pings. Only the last pong is required, because "the endpoint
        /// MAY elect to send a Pong frame for only the most recently processed Ping frame" (RFC 6455 §5.5.3).
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

    /// <summary>The expectation that the peer's first message has this kind and length.</summary>
    /// <param name="Kind">The kind of the message, text or binary.</param>
    /// <param name="Length">The length in bytes.</param>
    public sealed record FirstMessage(MessageKind Kind, int Length) : Expectation;

    /// <summary>
    /// The expectation that the peer echoes a message that the tester sends repeatedly. The tester waits for each echo before it sends the
    /// message again. An echo of a different kind or length ends the case.
    /// </summary>
    /// <param name="Kind">The kind of the message, text or binary.</param>
    /// <param name="Payload">The message.</param>
    /// <param name="Count">The number of times that the message is sent.</param>
    public sealed record Exchange(MessageKind Kind, Payload Payload, int Count) : Expectation
    {
        /// <summary>
        /// The expected length of each echo, in bytes. If the messages are sent as the content of requests, the value is the expected
        /// length of the content in each answer.
        /// </summary>
        public int ReturnedLength { get; init; } = Payload.Length;

        /// <summary>
        /// A function that returns the request with a given number, or None if the message itself is sent. The first request has number 0.
        /// </summary>
        public Option<Func<int, Payload>> Carrying { get; init; }
    }

    /// <summary>
    /// The expectation that the peer echoes compressed messages, which are consecutive parts of a body of data. The tester waits for each
    /// echo before it sends the next message. An echo is allowed to be uncompressed. An echo of a different kind or content ends the case.
    /// If the endpoints have not agreed to permessage-deflate, the tester sends no messages.
    /// </summary>
    /// <param name="Body">The body of data from which the messages are taken.</param>
    /// <param name="Length">The length of each message, in code points for text and in bytes for binary data.</param>
    /// <param name="Count">The number of messages.</param>
    /// <param name="FragmentSize">
    /// The number of compressed payload bytes per frame. If the value is 0, <see cref="TesterOptions.AutoFragmentSize"/> applies.
    /// </param>
    public sealed record CompressedExchange(PayloadSource Body, int Length, int Count, int FragmentSize) : Expectation
    {
        /// <summary>
        /// A function that returns the request for a part of the body, or None if the part itself is sent. The second argument is the
        /// number of the request. The first request has number 0.
        /// </summary>
        public Option<Func<ReadOnlyMemory<byte>, int, byte[]>> Carrying { get; init; }
    }

    /// <summary>
    /// The expectation that the peer sends all answers that the RFCs require, and breaks no rule. The model of a peer
    /// (<see cref="PeerModel"/>) decides whether this expectation is met.
    /// </summary>
    public sealed record Owed : Expectation;
}

/// <summary>The closing handshake that a case expects.</summary>
/// <param name="ByMe">Whether the tester starts the closing handshake.</param>
/// <param name="Codes">
/// The close codes that the peer is allowed to send. A close frame without a code is also allowed if <see cref="RequiredCodes"/> is empty.
/// </param>
/// <param name="MustBeClean">Whether the connection must end cleanly (<see cref="Observation.WasClean"/>).</param>
/// <param name="WrongSideIsFatal">
/// Whether the verdict on the peer's behaviour is FAILED if the wrong endpoint closes the connection. In this situation, the verdict on the
/// closing handshake is always FAILED.
/// </param>
internal sealed record CloseExpectation(bool ByMe, Seq<int> Codes, bool MustBeClean, bool WrongSideIsFatal)
{
    /// <summary>Whether the expectation is met regardless of how the connection closes. Only alternatives use this property.</summary>
    public bool AcceptsAnyClose { get; init; }

    /// <summary>
    /// Whether the peer is expected to send no close frame. A peer that sends no close frame is still waiting for data, or does not
    /// regard the connection as open. Only alternatives use this property.
    /// </summary>
    public bool IsUnanswered { get; init; }

    /// <summary>
    /// The close codes, one of which the peer must send. If the sequence is empty, the peer is also allowed to end the transport without a
    /// close frame. Only alternatives use this property.
    /// </summary>
    public Seq<int> RequiredCodes { get; init; }

    /// <summary>Whether the peer is allowed to send any valid close code.</summary>
    public bool AcceptsAnyCode { get; init; }

    /// <summary>The expectation that is met regardless of how the connection closes.</summary>
    public static CloseExpectation Any { get; } = Begun(mustBeClean: false) with { AcceptsAnyClose = true };

    /// <summary>The expectation that the peer sends no close frame.</summary>
    public static CloseExpectation Unanswered { get; } = Begun(mustBeClean: false) with { IsUnanswered = true };

    /// <summary>The expectation that the peer closes the connection with any code, or ends the transport.</summary>
    public static CloseExpectation ByPeer { get; } = Failed() with { AcceptsAnyCode = true };

    /// <summary>The expectation that the tester closes the connection with code 1000 and the peer answers the close frame.</summary>
    public static CloseExpectation Normal { get; } = Begun(mustBeClean: true, 1000);

    /// <summary>
    /// The expectation that the peer fails the connection with code 1002, or ends the transport. If the peer does neither, only the verdict
    /// on the closing handshake is FAILED.
    /// </summary>
    public static CloseExpectation ProtocolError { get; } = new(ByMe: false, CodesOf([1002]), MustBeClean: false, WrongSideIsFatal: false);

    /// <summary>
    /// Returns the expectation that the peer fails the connection with one of the given codes, or ends the transport. If the peer does
    /// neither, the verdicts on the peer's behaviour and on the closing handshake are both FAILED.
    /// </summary>
    public static CloseExpectation Failed(params int[] codes) =>
        new(ByMe: false, CodesOf(codes), MustBeClean: false, WrongSideIsFatal: true);

    /// <summary>
    /// The expectation that the peer fails the connection with code 1007, or ends the transport. If the peer does neither, the verdicts on
    /// the peer's behaviour and on the closing handshake are both FAILED.
    /// </summary>
    public static CloseExpectation InvalidText { get; } = new(ByMe: false, CodesOf([1007]), MustBeClean: false, WrongSideIsFatal: true);

    /// <summary>
    /// Returns the expectation that the tester closes the connection and the peer answers with one of the given codes. If
    /// <paramref name="mustBeClean"/> is false, the peer does not have to answer.
    /// </summary>
    public static CloseExpectation Begun(bool mustBeClean, params int[] codes) =>
        new(ByMe: true, CodesOf(codes), mustBeClean, WrongSideIsFatal: false);

    private static Seq<int> CodesOf(int[] codes) => Seq.create(codes);
}
