namespace Pure.WebSockets;

/// <summary>Where a connection stands in its life (RFC 6455 §4, §7). Each case carries only what that phase has.</summary>
public abstract record Phase
{
    private Phase() { }

    /// <summary>A server that waits for the request's head.</summary>
    public sealed record AwaitingRequest : Phase
    {
        internal StartLine Line { get; init; } = StartLine.OfRequest;

        internal ByteRope Head { get; init; } = ByteRope.Empty;

        internal int Matched { get; init; }
    }

    /// <summary>A server whose application has the request and has not answered.</summary>
    /// <param name="Request">The request.</param>
    public sealed record AwaitingAnswer(UpgradeRequest Request) : Phase;

    /// <summary>A client that waits for the response's head.</summary>
    /// <param name="Offer">What it asked for.</param>
    /// <param name="Nonce">What the server must prove to have read.</param>
    public sealed record AwaitingResponse(UpgradeOffer Offer, Octets Nonce) : Phase
    {
        internal StartLine Line { get; init; } = StartLine.OfResponse;

        internal ByteRope Head { get; init; } = ByteRope.Empty;

        internal int Matched { get; init; }
    }

    /// <summary>A client that was refused and reads the rest of the response.</summary>
    /// <param name="Response">The head of the response.</param>
    public sealed record ReadingRefusal(ResponseHead Response) : Phase
    {
        internal ByteRope Body { get; init; } = ByteRope.Empty;

        internal BodyReader Reader { get; init; }
    }

    /// <summary>Both sides may send.</summary>
    public sealed record Open : Phase
    {
        internal static Open Instance { get; } = new();
    }

    /// <summary>
    /// Our close frame is sent: this side sends no data any more, and answers pings until the peer's close frame is there.
    /// </summary>
    /// <param name="Ours">What it said.</param>
    /// <param name="Theirs">What the peer's said: a client then waits for the server to end the transport. None: it has not come.</param>
    /// <param name="First">Whose was first.</param>
    public sealed record Closing(CloseStatus Ours, Option<CloseStatus> Theirs, Side First) : Phase
    {
        /// <inheritdoc/>
        public bool Equals(Closing? other) =>
            other is not null && Ours == other.Ours && ByContent.Same(Theirs, other.Theirs) && First == other.First;

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Ours, ByContent.Hash(Theirs), First);
    }

    /// <summary>It is over: the transport is closed as soon as what was output is written.</summary>
    /// <param name="Closure">How it ended.</param>
    public sealed record Closed(Closure Closure) : Phase;
}
