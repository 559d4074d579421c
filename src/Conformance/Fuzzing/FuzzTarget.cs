namespace Pure.WebSockets.Conformance;

/// <summary>A peer to test. Each call to Open or RunCase uses a new connection.</summary>
/// <param name="Open">
/// The function that opens a connection. The argument of the function contains the permessage-deflate parameters that the tester requests.
/// The argument is null if the tester does not request the extension.
/// </param>
/// <param name="RunCase">The function that runs a case that tests the opening handshake.</param>
internal sealed record FuzzTarget(Func<AgreedDeflate?, OpenedPeer> Open, Func<Case, CaseResult> RunCase)
{
    /// <summary>Returns a target whose peer runs in memory.</summary>
    /// <param name="role">The role of the peer.</param>
    /// <param name="create">The function that creates a new peer for each connection.</param>
    public static FuzzTarget InMemory(Role role, Func<IMemoryPeer> create) =>
        new(
            wanted => OpenedPeer.Open(create(), role, wanted),
            running => MemoryRunner.Run(running, role, create(), CompressedMessages.For(Seq.create(running)))
        );
}
