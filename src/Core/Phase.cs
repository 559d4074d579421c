namespace Pure.WebSockets;

/// <summary>The phase of a connection (RFC 6455 §4, §7). Each case has only the data of that phase.</summary>
public abstract record Phase
{
    private Phase() { }

    /// <summary>A server that waits for the head of the request.</summary>
    public sealed record AwaitingRequest : Phase
    {
        internal StartLine Line { get; init; } = StartLine.OfRequest;

        internal ByteRope Head { get; init; } = ByteRope.Empty;

        internal int Matched { get; init; }
    }

    /// <summary>A server whose application has the request and has not answered it.</summary>
    /// <param name="Request">The request.</param>
    public sealed record AwaitingAnswer(UpgradeRequest Request) : Phase;

    /// <summary>A client that waits for the head of the response.</summary>
    /// <param name="Offer">The client's request.</param>
    /// <param name="Nonce">The random bytes of the request. The server proves that it read them.</param>
    public sealed record AwaitingResponse(UpgradeOffer Offer, ByteString Nonce) : Phase
    {
        internal StartLine Line { get; init; } = StartLine.OfResponse;

        internal ByteRope Head { get; init; } = ByteRope.Empty;

        internal int Matched { get; init; }
    }

    /// <summary>A client that reads the body of a response other than 101.</summary>
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

    /// <summary>Our close frame was sent. This side sends no more data, but answers pings until the peer's close frame arrives.</summary>
    /// <param name="Ours">Our close frame.</param>
    /// <param name="Theirs">
    /// The peer's close frame, after which a client waits for the server to end the transport. It is None until that close frame arrives.
    /// </param>
    /// <param name="First">Which side sent the first close frame.</param>
    public sealed record Closing(CloseStatus Ours, Option<CloseStatus> Theirs, Side First) : Phase
    {
        /// <inheritdoc/>
        public bool Equals(Closing? other) =>
            other is not null && Ours == other.Ours && ByContent.Same(Theirs, other.Theirs) && First == other.First;

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Ours, ByContent.Hash(Theirs), First);
    }

    /// <summary>The connection is over. The transport is closed after the outputs are written.</summary>
    /// <param name="Result">How the connection ended.</param>
    public sealed record Closed(CloseResult Result) : Phase;
}
