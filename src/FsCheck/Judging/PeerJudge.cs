using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// Runs a conversation with the tested function over a stream, and judges the behaviour of the function with the model of
/// Pure.WebSockets.Conformance.
/// </summary>
internal static class PeerJudge
{
    // The opening handshake has a longer time limit, because the runtime compiles the function's code during the first conversation of a
    // test.
    private const int OpeningFactor = 3;

    private static readonly TestTarget InProcess = new(new Uri("ws://localhost:80/"));

    // The time limit for an answer that the RFCs recommend but do not require. If the options are strict, the time limit for required
    // answers applies instead.
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Returns the most severe finding, or null if the function broke no rule. A MUST is more severe than a SHOULD. If several findings are
    /// equally severe, returns the first of these findings.
    /// </summary>
    public static ConformanceFinding? Judge(
        PeerConversation conversation,
        Role role,
        Func<Stream, Task> function,
        ConformanceOptions options
    )
    {
        var opening = options.Patience * OpeningFactor;
        var timed = TesterOptions.Default with
        {
            OpenHandshakeTimeout = opening,
            CloseHandshakeTimeout = options.Patience,
            ServerConnectionDropTimeout = options.Patience,
        };
        Exception? thrown = null;
        StreamPeer? peer = null;
        var target = new FuzzTarget(
            wanted => Open(peer = new StreamPeer(role, function, options.Patience, opening), role, wanted, options),
            running =>
            {
                var runner = new StreamRunner(role, function, timed, InProcess);
                var run = runner.RunAsync(running, CancellationToken.None).GetAwaiter().GetResult();
                thrown = run.Thrown.MatchUnsafe(error => error, () => null);
                return run.Result;
            }
        );
        var profile = options.Echoes ? PeerProfile.Echo : PeerProfile.Silent;
        if (FuzzRun.Run(conversation.Script, target, profile).Finding is not { } finding) return null;
        thrown ??= peer?.Thrown;
        return new ConformanceFinding(finding) { Thrown = thrown };
    }

    private static OpenedPeer Open(StreamPeer peer, Role role, AgreedDeflate? wanted, ConformanceOptions options)
    {
        var opened = options.StartsOpen
            ? new OpenedPeer(
                peer,
                options.Agreed is { } agreed ? PeerConversations.AgreementOf(agreed) : null,
                ByteString.Empty,
                Refusal: null
            )
            : OpenedPeer.Open(peer, role, wanted);
        peer.IsOpen = true;
        return opened with
        {
            Clock = () => peer.Now,
            PatienceForMust = options.Patience,
            PatienceForShould = options.IsStrict || options.Patience < Short ? options.Patience : Short,
        };
    }
}
