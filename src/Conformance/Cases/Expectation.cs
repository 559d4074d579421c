namespace Pure.WebSockets.Conformance;

/// <summary>What a case expects of its peer before the closing handshake.</summary>
public abstract record Expectation
{
    private Expectation()
    {
    }

    private protected abstract bool IsCase { get; }

    /// <summary>Exactly these events, in order.</summary>
    /// <param name="Ok">What the rule wants.</param>
    /// <param name="NonStrict">What it also allows.</param>
    public sealed record Events(Seq<Event> Ok, Option<Seq<Event>> NonStrict) : Expectation
    {
        /// <summary>Whether pongs and messages are each in order among themselves, but not to each other: a pong is the protocol's to send, an echo the application's.</summary>
        public bool PongsMayOvertake { get; init; }

        internal bool AreMetBy(Seq<Event> seen) => PongsMayOvertake
            ? seen.Filter(IsPong) == Ok.Filter(IsPong) && seen.Filter(one => !IsPong(one)) == Ok.Filter(one => !IsPong(one))
            : seen == Ok;

        private static bool IsPong(Event one) => one is Event.Pong;

        private protected override bool IsCase => true;
    }

    /// <summary>A message of this kind and length: the first one decides.</summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Length">In octets.</param>
    public sealed record FirstMessage(MessageKind Kind, int Length) : Expectation
    {
        private protected override bool IsCase => true;
    }

    /// <summary>A message is sent and its echo awaited, again and again. An echo of another kind or length ends the case.</summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Payload">The message.</param>
    /// <param name="Count">How often.</param>
    public sealed record Exchange(MessageKind Kind, Payload Payload, int Count) : Expectation
    {
        private protected override bool IsCase => true;
    }

    /// <summary>
    /// The messages that a body is cut into are sent compressed, each when the one before has come back. An echo of another kind or content ends the case; whether it is
    /// compressed does not matter. Without permessage-deflate there is nothing to expect.
    /// </summary>
    /// <param name="Body">What the messages are cut from.</param>
    /// <param name="Length">The length of each: of text in code points, else in octets.</param>
    /// <param name="Count">How many.</param>
    /// <param name="FragmentSize">Octets of the compressed payload a frame; 0 for one frame.</param>
    public sealed record CompressedExchange(Body Body, int Length, int Count, int FragmentSize) : Expectation
    {
        private protected override bool IsCase => true;
    }
}

/// <summary>What a case expects of the closing handshake.</summary>
/// <param name="ByMe">Whether the tester begins it.</param>
/// <param name="Codes">The close codes that the peer may send; it may always send none.</param>
/// <param name="MustBeClean">Whether close frames must go both ways and the right side end the transport in time.</param>
/// <param name="WrongSideIsFatal">Whether a closing handshake begun by the wrong side fails the whole case.</param>
public sealed record CloseExpectation(bool ByMe, Seq<int> Codes, bool MustBeClean, bool WrongSideIsFatal)
{
    /// <summary>The tester closes with 1000 and the peer answers.</summary>
    public static CloseExpectation Normal { get; } = Begun(mustBeClean: true, 1000);

    /// <summary>The peer fails the connection with 1002, or just ends the transport.</summary>
    public static CloseExpectation ProtocolError { get; } = new(ByMe: false, CodesOf([1002]), MustBeClean: false, WrongSideIsFatal: false);

    /// <summary>The peer fails the connection with one of these codes, or just ends the transport; doing neither fails the case.</summary>
    public static CloseExpectation Failed(params int[] codes) => new(ByMe: false, CodesOf(codes), MustBeClean: false, WrongSideIsFatal: true);

    /// <summary>The peer fails the connection with 1007, or just ends the transport; doing neither fails the case.</summary>
    public static CloseExpectation InvalidText { get; } = new(ByMe: false, CodesOf([1007]), MustBeClean: false, WrongSideIsFatal: true);

    /// <summary>The tester closes and the peer answers with one of these codes.</summary>
    public static CloseExpectation Begun(bool mustBeClean, params int[] codes) => new(ByMe: true, CodesOf(codes), mustBeClean, WrongSideIsFatal: false);

    private static Seq<int> CodesOf(int[] codes) => Seq.create(codes);
}
