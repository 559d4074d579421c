namespace Pure.WebSockets.Conformance;

/// <summary>Runs cases against a peer in memory and in virtual time. The waits in scripts therefore take no real time.</summary>
internal static class MemoryRunner
{
    private static readonly UpgradeOffer Offer = new("localhost", "/");

    // The nonce is fixed, so that the request is the same in every run.
    private static readonly byte[] Nonce = [.. Enumerable.Range(0, AcceptKey.NonceBytes).Select(at => (byte)((at * 37) + 11))];

    /// <summary>Runs a case against an echo server or an echo client that uses the core.</summary>
    public static CaseResult Run(Case running, Role peerRole, ConnectionOptions options) =>
        Run(running, peerRole, options, CompressedMessages.For(Seq.create(running)));

    /// <summary>
    /// Runs a case against an echo server or an echo client that uses the core, with compressed messages that other cases can share.
    /// </summary>
    public static CaseResult Run(Case running, Role peerRole, ConnectionOptions options, CompressedMessages messages) =>
        Run(
            running,
            peerRole,
            new MemoryEcho(
                peerRole == Role.Server
                    ? Connection.Server(options)
                    : Connection.Client(Offer, Nonce, options).IfLeft(() => throw new InvalidOperationException("the offer is a constant"))
            ),
            messages
        );

    /// <summary>Runs a case against a peer that has the given role.</summary>
    public static CaseResult Run(Case running, Role peerRole, IMemoryPeer peer, CompressedMessages messages)
    {
        var conversation = new MemoryConversation(running, peerRole == Role.Server ? Role.Client : Role.Server, peer, messages);
        if (peerRole == Role.Server) conversation.OpenAsClient(new ClientOpening(Offer, Nonce, running));
        else conversation.OpenAsServer();
        return conversation.Hold();
    }
}
