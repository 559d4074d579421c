namespace Pure.WebSockets;

/// <summary>The phase of a connection (RFC 6455 §4, §7). Each case contains only the data of its phase.</summary>
public abstract record Phase
{
    private Phase() { }

    /// <summary>The phase in which a server waits for the head of the request.</summary>
    public sealed record AwaitingRequest : Phase
    {
        internal StartLine Line { get; init; } = StartLine.OfRequest;

        internal ByteRope Head { get; init; } = ByteRope.Empty;

        internal int Matched { get; init; }
    }

    /// <summary>The phase in which a server's application has received the upgrade request but has not answered it yet.</summary>
    /// <param name="Request">The request.</param>
    public sealed record AwaitingAnswer(UpgradeRequest Request) : Phase;

    /// <summary>The phase in which a client waits for the head of the response.</summary>
    /// <param name="Offer">The content of the client's request.</param>
    /// <param name="Nonce">The random bytes in the request. The server's response proves that the server received these bytes.</param>
    public sealed record AwaitingResponse(UpgradeOffer Offer, ByteString Nonce) : Phase
    {
        internal StartLine Line { get; init; } = StartLine.OfResponse;

        internal ByteRope Head { get; init; } = ByteRope.Empty;

        internal int Matched { get; init; }
    }

    /// <summary>The phase in which a client reads the body of a response whose status is not 101.</summary>
    /// <param name="Response">The head of the response.</param>
    public sealed record ReadingRefusal(ResponseHead Response) : Phase
    {
        internal ByteRope Body { get; init; } = ByteRope.Empty;

        internal BodyReader Reader { get; init; }
    }

    /// <summary>The phase in which both sides can send messages.</summary>
    public sealed record Open : Phase
    {
        internal static Open Instance { get; } = new();
    }

    /// <summary>
    /// The phase after this side has sent a close frame. This side sends no more messages, but answers pings until the peer's close frame
    /// arrives.
    /// </summary>
    /// <param name="Ours">The close frame that this side sent.</param>
    /// <param name="Theirs">
    /// The peer's close frame, or None if the frame has not arrived yet. After the frame has arrived, a client waits for the server to
    /// close the transport.
    /// </param>
    /// <param name="First">The side that sent the first close frame.</param>
    public sealed record Closing(CloseStatus Ours, Option<CloseStatus> Theirs, Side First) : Phase
    {
        /// <inheritdoc/>
        public bool Equals(Closing? other) =>
            other is not null && Ours == other.Ours && ByContent.Same(Theirs, other.Theirs) && First == other.First;

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Ours, ByContent.Hash(Theirs), First);
    }

    /// <summary>
    /// The phase after the end of the connection. The program that drives the connection closes the transport after it has written the
    /// outputs.
    /// </summary>
    /// <param name="Result">The close frames of both sides, and the error that ended the connection, if any.</param>
    public sealed record Closed(CloseResult Result) : Phase;
}
