namespace Pure.WebSockets.Conformance;

/// <summary>A peer after a successful or failed opening handshake.</summary>
/// <param name="Peer">The peer.</param>
/// <param name="Agreed">The agreed parameters of permessage-deflate, or null if the extension is not in use.</param>
/// <param name="Early">The bytes that the peer sent after the head of its request or response.</param>
/// <param name="Refusal">The reason why the connection did not open, or null if the connection opened.</param>
internal sealed record OpenedPeer(IMemoryPeer Peer, AgreedDeflate? Agreed, ByteString Early, string? Refusal)
{
    /// <summary>The clock of a peer that runs in real time, or null for a peer that runs in virtual time.</summary>
    public Func<TimeSpan>? Clock { get; init; }

    /// <summary>The factor by which the default time limit for a peer that runs in real time is multiplied.</summary>
    public double Patience { get; init; } = 1;

    /// <summary>The time limit for a required answer of the peer, or null for the default time limit.</summary>
    public TimeSpan? PatienceForMust { get; init; }

    /// <summary>
    /// The time limit for an answer that is only recommended, or null to use the time limit for a required answer. A shorter limit saves
    /// time if the caller does not need to wait for recommended answers.
    /// </summary>
    public TimeSpan? PatienceForShould { get; init; }

    private static readonly UpgradeOffer Offer = new("localhost", "/");
    private static readonly byte[] Nonce = [.. Enumerable.Range(0, AcceptKey.NonceBytes).Select(at => (byte)((at * 37) + 11))];

    /// <summary>The default time limit for the response to an opening handshake.</summary>
    public static TimeSpan OpeningPatience { get; } = TesterOptions.Default.OpenHandshakeTimeout;

    /// <summary>Performs the opening handshake with a peer.</summary>
    /// <param name="peer">The peer, which must not have sent or received any bytes yet.</param>
    /// <param name="role">The role of the peer.</param>
    /// <param name="wanted">
    /// The parameters of permessage-deflate that the tester requests, or null if the tester does not request the extension.
    /// </param>
    public static OpenedPeer Open(IMemoryPeer peer, Role role, AgreedDeflate? wanted)
    {
        return role == Role.Server ? Open(peer, Offer, Nonce, wanted) : AsServer(peer, peer.Begin(TimeSpan.Zero), CaseFor(wanted));
    }

    /// <summary>Performs the opening handshake with a server.</summary>
    /// <param name="peer">The server, which must not have sent or received any bytes yet.</param>
    /// <param name="offer">The values for the request.</param>
    /// <param name="nonce">The 16 bytes for Sec-WebSocket-Key.</param>
    /// <param name="wanted">
    /// The parameters of permessage-deflate that the tester requests, or null if the tester does not request the extension.
    /// </param>
    /// <param name="patience">The factor by which the time limit for the response is multiplied.</param>
    public static OpenedPeer Open(IMemoryPeer peer, UpgradeOffer offer, byte[] nonce, AgreedDeflate? wanted, double patience = 1)
    {
        var limit = OpeningPatience * patience;
        var opening = new ClientOpening(offer, nonce, CaseFor(wanted));
        ByteString output =
            (byte[])[.. peer.Begin(TimeSpan.Zero).Memory.Span, .. peer.Receive(opening.Request, TimeSpan.Zero).Memory.Span];
        while (true)
        {
            if (output.Length > 0 && opening.Read(output.Memory).Case is (TranscriptEntry entry, ByteString trailing))
                return Result(peer, entry, trailing);
            if (peer.HasEnded)
                return Silent("the peer ended the transport before it had answered the request (RFC 6455 §4.2.2)");
            if (peer.Deadline.IfNone(TimeSpan.MaxValue) > limit)
                return Silent(
                    FormattableString.Invariant($"the peer did not answer the request within {limit.TotalSeconds:0.###} s ")
                        + "(RFC 6455 §4.2.2)"
                );
            output = peer.Elapse(peer.Deadline.IfNone(limit));
        }

        OpenedPeer Silent(string why) => new(peer, null, default, why);
    }

    private static OpenedPeer AsServer(IMemoryPeer peer, ByteString output, Case running)
    {
        var read = new IncomingHead().Read(output.Memory);
        if (read.Case is not Either<HandshakeError, (ByteString Head, ByteString Trailing)> request)
            return new OpenedPeer(peer, null, default, "the peer did not send a request");
        return request.Match(
            Right: head =>
            {
                var (response, entry) = ServerOpening.Answer(head.Head, running);
                var answer = peer.Receive(response, TimeSpan.Zero);
                return Result(peer, entry, (byte[])[.. head.Trailing.Memory.Span, .. answer.Memory.Span]);
            },
            Left: error =>
            {
                peer.Receive(ServerOpening.Refuse(error), TimeSpan.Zero);
                return new OpenedPeer(peer, null, default, $"{error.Seen} ({error.Rule})");
            });
    }

    private static OpenedPeer Result(IMemoryPeer peer, TranscriptEntry entry, ByteString trailing) => entry switch
    {
        TranscriptEntry.Opened opened => new OpenedPeer(
            peer,
            opened.Deflate.Case is AgreedDeflate agreed ? agreed : null,
            trailing,
            Refusal: null
        ),
        TranscriptEntry.NotOpened refused => new OpenedPeer(peer, null, default, refused.Why),
        _ => throw new InvalidOperationException("the opening handshake has an unexpected result"),
    };

    private static Case CaseFor(AgreedDeflate? wanted) =>
        new()
        {
            Id = new CaseId("F.1"),
            Description = "",
            Expected = "",
            Rule = "",
            Compression = FindingCase.CompressionFor(wanted),
        };
}
