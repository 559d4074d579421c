using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>A sample of faulty peers over TCP: the same conversation finds the same fault as in memory.</summary>
public sealed class FaultFindingOverTcpTests(ITestOutputHelper output)
{
    private const int Seed = 16;
    private const int MostConversations = 20_000;
    private const int SampleSize = 40;
    private const int AtOnce = 6;
    private const int MostRepeats = 2;

    // Whether one read returns one frame or two is not the same over TCP, so another conversation may show these faults.
    private static readonly Fault[] FaultsOfReads = [Fault.LosesSecondFrame, Fault.NeedsFrameAtOnce];

    private static readonly GeneratorOptions Generator = GeneratorOptions.Default with { Pauses = false };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Fault.TakesSurrogates, Role.Server)]
    [InlineData(Fault.SwapsFragments, Role.Client)]
    [InlineData(Fault.EndsAtEmptyFragment, Role.Server)]
    // The head of the request cannot be read.
    [InlineData(Fault.EndsLinesWithLineFeed, Role.Client)]
    [InlineData(Fault.AsksWithHttp10, Role.Client)]
    public async Task A_fault_is_found_by_the_same_conversation_as_in_memory(Fault fault, Role role)
    {
        // The faults show at once, in an echo, so patience only helps on a busy machine.
        var faulty = FaultyEnd.All.Single(end => end.Fault == fault && end.Role == role);
        var (expected, found) = await FindAsync(faulty, patience: 20);
        // If the peer ends the transport while the tester still writes, the system can drop what the peer has sent.
        for (var again = 0; again < MostRepeats && found != expected; again++) (expected, found) = await FindAsync(faulty, patience: 20);
        Assert.Equal(expected, found);
        Assert.NotNull(found);
    }

    /// <summary>The sample takes minutes, so it runs only if the depth is set.</summary>
    [Fact]
    public async Task A_sample_of_40_faulty_peers_gives_the_same_table_as_in_memory()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("PUREWS_DEPTH") is null, "it takes long: PUREWS_DEPTH is not set");
        // Over TCP, bytes need not arrive in the pieces in which they were sent.
        var candidates = FaultyEnd.All.Where(end => !end.NeedsPieces).ToArray();
        var sample = Enumerable.Range(0, SampleSize).Select(at => candidates[at * candidates.Length / SampleSize]);
        var rows = new ConcurrentBag<(FaultyEnd End, string? Expected, string? Found)>();
        await Parallel.ForEachAsync(
            sample,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Stop },
            async (end, _) =>
            {
                var (expected, found) = await FindAsync(end, patience: 1);
                // On a busy machine, a peer can be late. The conversation is then held again.
                if (found != expected) (expected, found) = await FindAsync(end, patience: 1);
                rows.Add((end, expected, found));
                output.WriteLine($"{end}: {found}");
            }
        );
        output.WriteLine($"found: {rows.Count(row => row.Found is not null)} of {rows.Count}");
        var other = rows.Where(row => FaultsOfReads.Contains(row.End.Fault) ? row.Found is null : row.Expected != row.Found);
        Assert.True(!other.Any(), string.Join('\n', other.Select(row => $"{row.End}: {row.Expected}, over TCP {row.Found}")));
    }

    /// <summary>Returns the first finding in memory and the first one over TCP, each with the number of its conversation.</summary>
    private static async Task<(string? Expected, string? Found)> FindAsync(FaultyEnd end, double patience)
    {
        var target = FuzzTarget.InMemory(end.Role, () => new BoundedPeer(new EchoPeer(end.Role, end.Fault)));
        var tester = end.Role == Role.Server ? Role.Client : Role.Server;
        for (var number = 0; number < MostConversations; number++)
        {
            var script = ConversationGenerator.Generate(Seed, number, tester, Generator);
            if (FuzzRun.Run(script, target, PeerProfile.Echo).Finding is not { } finding) continue;
            var session = new FuzzSession(
                tester,
                (_, _) => throw new InvalidOperationException("clients connect on their own")
            )
            {
                Seed = Seed,
                Conversations = number + 1,
                Generator = Generator,
                Workers = 4,
                MostShrinkingRuns = 0,
                Repeats = 1,
                Patience = patience,
            };
            var report = end.Role == Role.Server ? await OfServerAsync(session, end.Fault) : await OfClientAsync(session, end.Fault);
            var first = report.Failures.Where(failure => !failure.IsFlaky).MinBy(failure => failure.Number);
            return (Row(number, finding), first is null ? null : Row(first.Number, first.Finding));
        }

        return (null, null);
    }

    /// <summary>The topic is not compared: it can depend on how many of the peer's messages one read returns.</summary>
    private static string Row(long number, ModelFinding finding) =>
        string.Create(CultureInfo.InvariantCulture, $"{number}: {finding.Demand}, {finding.Rule}");

    private static async Task<FuzzReport> OfServerAsync(FuzzSession session, Fault fault)
    {
        await using var server = FaultyServer.With(fault);
        var target = new TestTarget(server.Url);
        var ofServer = session with { TargetOf = (settings, worker) => SocketPeer.Target(target, worker, settings.Patience, Stop) };
        return await Task.Run(() => ofServer.Run(_ => { }, Stop), Stop);
    }

    private static async Task<FuzzReport> OfClientAsync(FuzzSession session, Fault fault)
    {
        using var server = ClientFuzzing.Start(new IPEndPoint(IPAddress.Loopback, 0), session, default, _ => { });
        var running = Task.Run(() => server.Run(_ => { }, Stop), Stop);
        while (!running.IsCompleted)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(server.EndPoint, Stop);
                await FaultyServer.HoldAsync(socket, new EchoPeer(Role.Client, fault, $"{server.EndPoint}"), Stop);
            }
            catch (SocketException)
            {
                // The tester has ended the connection, or has stopped.
            }
        }

        return (await running)[0].Report;
    }
}
