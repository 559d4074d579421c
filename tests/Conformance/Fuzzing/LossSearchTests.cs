namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The search for the conversation that ended a peer, and what a lost peer means for other findings.</summary>
public sealed class LossSearchTests
{
    private static readonly FuzzScript Innocent = Script(new RawFrame(1, Payload.Of("a"u8.ToArray())));

    private static readonly FuzzScript Fatal = Script(
        new RawFrame(1, Payload.Of("b"u8.ToArray())),
        new RawFrame(9, Payload.Of(new byte[120])),
        new RawFrame(2, Payload.Of("c"u8.ToArray()))
    );

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Without refused connections, only a connection that was open before shows that the peer has exited.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void The_conversation_that_ends_the_peer_is_found_and_shortened(int refusals)
    {
        var server = new MortalPeer(refusals);
        var session = Session(server) with { ReturnPatience = TimeSpan.FromMinutes(1) };
        var search = new LossSearch(session, server.Target, Stop);
        var returned = 0;
        var loss = Loss(new FuzzSuspect(3, Innocent), new FuzzSuspect(7, Fatal), new FuzzSuspect(9, Fatal));
        var (outcome, failure) = search.Run(loss, _ => returned++);
        Assert.Equal((new LossOutcome.Found(7), 1), (outcome, returned));
        Assert.Equal("send ping: 100 bytes", failure!.Shortest.ToString()[..20]);
        Assert.Equal(1, failure.Shortest.Frames);
        Assert.True(failure is { IsFailure: true, Number: 7, IsCutShort: false });
        Assert.Equal("MUST, availability: the peer stopped accepting connections after this conversation", $"{failure.Finding}");
        var judged = search.WithCase(failure);
        Assert.True(judged.ShowsAgain);
        Assert.Equal(Verdict.Failed, judged.Result!.Judgement.Behavior);
        Assert.Equal($"{failure.Finding}.", judged.Result.Judgement.Sentence);
    }

    [Fact]
    public void A_peer_that_exits_only_sometimes_has_a_failure_as_well()
    {
        var server = new MortalPeer(refusals: 1, every: 3);
        var session = Session(server) with { ReturnPatience = TimeSpan.FromMinutes(1) };
        var search = new LossSearch(session, server.Target, Stop);
        var (outcome, failure) = search.Run(Loss(new FuzzSuspect(7, Fatal)), _ => { });
        Assert.Equal(new LossOutcome.Found(7), outcome);
        var judged = search.WithCase(failure!);
        Assert.True(judged is { IsFailure: true, IsFlaky: false, ShowsAgain: true });
        Assert.StartsWith($"{PeerLoss.Finding}", judged.Result!.Judgement.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_peer_that_no_conversation_ends_again_is_not_blamed()
    {
        var server = new MortalPeer(refusals: 0);
        var session = Session(server) with { ReturnPatience = TimeSpan.FromMinutes(1) };
        var (outcome, failure) = new LossSearch(session, server.Target, Stop).Run(
            Loss(new FuzzSuspect(3, Innocent), new FuzzSuspect(4, Innocent)),
            _ => { }
        );
        Assert.Equal(((LossOutcome)new LossOutcome.NotRepeated(2), null, 0), (outcome, failure, server.Exits));
    }

    [Fact]
    public void A_session_searches_and_reports_the_conversation_and_those_before_it_on_the_connection()
    {
        var server = new MortalPeer(refusals: 4);
        var seen = new List<PeerLoss>();
        var report = (Session(server) with
        {
            Conversations = 5000,
            OnOneConnection = 8,
            ReturnPatience = TimeSpan.FromMinutes(1),
            OnLost = seen.Add,
        }).Run(_ => { }, Stop);
        var lost = Assert.Single(seen);
        Assert.NotEmpty(lost.Suspects);
        var found = Assert.IsType<LossOutcome.Found>(report.Lost?.Outcome);
        var failure = report.Failures.Single(one => one.Finding == PeerLoss.Finding);
        Assert.Equal(found.Number, failure.Number);
        Assert.Equal(1, failure.Shortest.Frames);
        Assert.True(report.Failures.All(one => one == failure || !one.IsFailure));
    }

    [Fact]
    public void Without_a_return_the_findings_of_the_loss_are_neither_repeated_nor_failures()
    {
        var server = new MortalPeer(refusals: int.MaxValue);
        var report = (Session(server) with { Conversations = 5000, OnOneConnection = 8 }).Run(_ => { }, Stop);
        Assert.NotEmpty(report.Lost!.Suspects);
        Assert.NotEmpty(report.Failures);
        foreach (var failure in report.Failures)
            Assert.True(failure is { IsUnrepeated: true, IsFlaky: false, IsOfLoss: true, IsFailure: false }, $"{failure}");
    }

    /// <summary>The first repetition ends the peer, so it is without the finding, and the second one cannot begin.</summary>
    [Fact]
    public void A_repetition_that_the_loss_of_the_peer_prevents_does_not_make_a_finding_flaky()
    {
        var repeated = 0;
        var failure = new FoundKind(5, Innocent, new ModelFinding(Demand.Must, "RFC 6455 §5.2", "test", "it did"), 1).Shorten(
            _ => ++repeated == 1 ? null : throw new PeerUnreachableException("it is gone", new IOException("gone")),
            repeats: 2,
            mostRuns: 10
        );
        Assert.True(failure is { IsFlaky: false, IsUnrepeated: true, IsCutShort: true });
    }

    /// <summary>H.1.4 fails without a connection, X.5.12 expects one, and H.2.1 expects a rejection. None of them has a verdict.</summary>
    [Theory]
    [InlineData("1.1.1")]
    [InlineData("H.1.4")]
    [InlineData("H.2.1")]
    [InlineData("X.5.12")]
    public async Task A_refused_connection_is_not_a_verdict_about_a_rule(string id)
    {
        var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var target = new TestTarget(new Uri($"ws://{listener.LocalEndpoint}/"));
        listener.Stop();
        var found = Catalogue.All.First(one => one.Id.Text == id);
        var result = await new TcpRunner(target.Url).RunAsync(found, Stop);
        Assert.StartsWith($"The case was not run: {target.Url} cannot be reached: ", result.Judgement.Sentence, StringComparison.Ordinal);
        Assert.True(result.Judgement.IsFailure);
        Assert.Throws<PeerUnreachableException>(() => SocketPeer.Target(target, worker: 0, patience: 1, Stop).RunCase(found));
        var overHttp2 = await new TcpRunner(target with { IsHttp2 = true }, TesterOptions.Default).RunAsync(found, Stop);
        Assert.StartsWith("The case was not run: HTTP/2: ", overHttp2.Judgement.Sentence, StringComparison.Ordinal);
    }

    private static FuzzScript Script(params RawFrame[] frames) =>
        new(Role.Client, null, [.. frames.Select(frame => new FuzzStep.Send(frame, Key: 1))]);

    private static PeerLoss Loss(params FuzzSuspect[] suspects) =>
        new(new PeerUnreachableException("it is gone", new IOException("gone")), 10, 1, 9) { Suspects = [.. suspects] };

    private static FuzzSession Session(MortalPeer server) =>
        new(Role.Client, (_, _) => server.Target)
        {
            Seed = 1,
            Workers = 1,
            Generator = GeneratorOptions.Default with { Compresses = false },
        };
}
