namespace Pure.WebSockets.Conformance;

/// <summary>A peer to test, of which each conversation gets a new connection.</summary>
/// <param name="Open">
/// Opens a connection. The argument is the parameters of permessage-deflate that the tester asks for, or null.
/// </param>
/// <param name="RunCase">Runs a case, which tests the opening handshake.</param>
internal sealed record FuzzTarget(Func<AgreedDeflate?, OpenedPeer> Open, Func<Case, CaseResult> RunCase)
{
    /// <summary>Returns a peer in memory.</summary>
    /// <param name="role">The role of the peer.</param>
    /// <param name="create">Creates the peer before its first byte.</param>
    public static FuzzTarget InMemory(Role role, Func<IMemoryPeer> create) =>
        new(
            wanted => OpenedPeer.Open(create(), role, wanted),
            running => MemoryRunner.Run(running, role, create(), CompressedMessages.For(Seq.create(running)))
        );
}
