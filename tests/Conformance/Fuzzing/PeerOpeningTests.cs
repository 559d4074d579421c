namespace Pure.WebSockets.Conformance.Tests;

/// <summary>A server that does not open a connection: when that is a finding, when it is repeated, and when the peer is lost.</summary>
public sealed class PeerOpeningTests
{
    private const string Busy = "the server rejected the upgrade with 503 (RFC 6455 §4.1)";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public void A_server_that_rejects_some_connections_has_no_finding(int every)
    {
        var why = new List<string>();
        var session = Session(at => at % every == 0);
        session.Openings!.OnFirst = why.Add;
        var report = session.Run(_ => { }, Stop);
        Assert.Equal((null, 400), (report.Lost, report.Progress.Conversations));
        Assert.Empty(report.Failures);
        Assert.Equal([Busy], why);
        Assert.True(session.Openings.Repeated > 1);
    }

    /// <summary>A server behind a proxy, or one that hangs, opens no connection any more.</summary>
    [Fact]
    public void A_server_that_opens_no_connection_any_more_is_lost_and_no_conversation_is_blamed()
    {
        var report = Session(at => at > 40).Run(_ => { }, Stop);
        Assert.Equal($"no connection opened any more in 2 attempts: {Busy}", report.Lost?.Error.Message);
        Assert.InRange(report.Lost!.Suspects.Length, 1, 4);
        Assert.DoesNotContain(report.Failures, failure => failure.IsFailure);
    }

    /// <summary>The search waits until connections open again, and not only until the server accepts them.</summary>
    [Fact]
    public void The_search_for_the_conversation_waits_until_connections_open_again()
    {
        var report = (Session(at => at is > 40 and < 60) with { ReturnPatience = TimeSpan.FromMinutes(1) }).Run(_ => { }, Stop);
        var outcome = Assert.IsType<LossOutcome.NotRepeated>(report.Lost?.Outcome);
        Assert.Equal(report.Lost!.Suspects.Length, outcome.Tried);
        Assert.DoesNotContain(report.Failures, failure => failure.IsFailure);
    }

    [Fact]
    public void A_server_that_never_opens_a_connection_breaks_a_rule()
    {
        // Later conversations are cases, which are run with another peer here.
        var report = (Session(_ => true) with { Conversations = 10 }).Run(_ => { }, Stop);
        Assert.Null(report.Lost);
        Assert.Contains(report.Failures, failure => failure is { IsFailure: true, Finding.Rule: "RFC 6455 §4" });
    }

    [Fact]
    public void A_server_that_rejects_only_an_offer_breaks_a_rule()
    {
        var session = new FuzzSession(
            Role.Client,
            (_, _) => Target(wanted => wanted is not null)
        )
        {
            Seed = 16,
            Workers = 1,
            Conversations = 40,
            Openings = new PeerOpenings([TimeSpan.Zero], Stop),
        };
        var report = session.Run(_ => { }, Stop);
        Assert.Null(report.Lost);
        Assert.Contains(report.Failures, failure => failure is { IsFailure: true, Finding.Rule: "RFC 6455 §4" });
        // The server is not busy, so no failure is only temporary.
        Assert.Equal(0, session.Openings!.Repeated);
    }

    [Fact]
    public async Task A_run_that_is_stopped_while_openings_are_repeated_ends()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var openings = new PeerOpenings([TimeSpan.Zero, TimeSpan.FromHours(1)], stop.Token);
        var waits = new TaskCompletionSource();
        openings.OnFirst = _ => waits.SetResult();
        var session = Session(at => at > 40) with { Openings = openings };
        var running = Task.Run(() => session.Run(_ => { }, stop.Token), Stop);
        await waits.Task.WaitAsync(TimeSpan.FromMinutes(1), Stop);
        await stop.CancelAsync();
        var report = await running.WaitAsync(TimeSpan.FromMinutes(1), Stop);
        Assert.Equal((null, true), (report.Lost, report.Progress.Conversations > 0));
    }

    /// <summary>With the patience of this run, the server has 5000 s to answer an opening handshake.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task A_run_that_is_stopped_while_a_server_is_silent_ends(int served)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var target = new TestTarget(new Uri($"ws://{listener.LocalEndpoint}/"));
        var session = new FuzzSession(Role.Client, (settings, worker) => SocketPeer.Target(target, worker, settings.Patience, stop.Token))
        {
            Seed = 16,
            Workers = 1,
            Patience = 1000,
            Generator = GeneratorOptions.Default with { Compresses = false, Pauses = false },
            Openings = new PeerOpenings(PeerOpenings.PausesOverTcp, stop.Token),
        };
        var running = Task.Run(() => session.Run(_ => { }, stop.Token), Stop);
        for (var connection = 0; connection < served; connection++)
        {
            using var socket = await listener.AcceptSocketAsync(Stop);
            await FaultyServer.HoldAsync(socket, new EchoPeer(Role.Server, Fault.None), Stop);
        }

        using var silent = await listener.AcceptSocketAsync(Stop);
        await stop.CancelAsync();
        var report = await running.WaitAsync(TimeSpan.FromMinutes(1), Stop);
        Assert.Null(report.Lost);
        Assert.DoesNotContain(report.Failures, failure => failure.IsFailure);
        listener.Stop();
    }

    private static FuzzSession Session(Func<int, bool> rejects)
    {
        var opened = 0;
        return new(Role.Client, (_, _) => Target(_ => rejects(Interlocked.Increment(ref opened))))
        {
            Seed = 16,
            Workers = 1,
            Conversations = 400,
            OnOneConnection = 8,
            Openings = new PeerOpenings([TimeSpan.Zero, TimeSpan.Zero], Stop),
        };
    }

    private static FuzzTarget Target(Func<AgreedDeflate?, bool> rejects)
    {
        var core = CorePeer.Target(Role.Server, Ours.Protocol);
        return core with
        {
            Open = wanted =>
            {
                var peer = core.Open(wanted);
                return rejects(wanted) ? peer with { Refusal = Busy } : peer;
            },
        };
    }
}
