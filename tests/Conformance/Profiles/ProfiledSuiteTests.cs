using Pure.WebSockets.Host;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests of suites for test projects, with servers that do not echo.</summary>
public sealed class ProfiledSuiteTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_suite_has_the_cases_that_apply_to_a_silent_server()
    {
        await using var server = RequestServer.Start("json-rpc");
        var suite = ConformanceSuite.OfServer(new Uri($"ws://{server.LocalEndPoint}/"));
        var silent = suite.WithProfile(PeerProfile.Silent);
        Assert.Equal(["7.1.6"], Ids(suite).Except(Ids(silent)));
        Assert.False((await silent.AssertAsync("1.1.2", Stop)).Judgement.IsFailure);
        // The server closes the connection, because the text is not a request. An echo server must not do that.
        await Assert.ThrowsAsync<ConformanceException>(() => suite.AssertAsync("1.1.2", Stop));
        Assert.Throws<ArgumentException>(() => silent.Only("7.1.6"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_order_of_the_calls_does_not_matter(bool isFirst)
    {
        var profile = Profiled.Example("json-rpc");
        await using var server = RequestServer.Start("json-rpc");
        var suite = ConformanceSuite.OfServer(new Uri($"ws://{server.LocalEndPoint}/"));
        var chosen = isFirst ? suite.WithProfile(profile).Only("1.1.*") : suite.Only("1.1.*").WithProfile(profile);
        Assert.Equal(8, Ids(chosen).Length);
        var result = await chosen.AssertAsync("1.1.3", Stop);
        Assert.Equal(Verdict.Ok, result.Judgement.Behavior);
        Assert.True(result.Case.Answers.Exists(answers => answers.Protocol.IsSome));
        // The second profile replaces the first one.
        result = await chosen.WithProfile(PeerProfile.Silent).AssertAsync("1.1.3", Stop);
        Assert.True(result.Case.Answers.Exists(answers => answers.Protocol.IsNone));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_profile_adds_its_requirements_to_the_opening_handshake(bool hasSocket)
    {
        var requests = new System.Collections.Concurrent.ConcurrentQueue<UpgradeRequest>();
        await using var server = RequestServer.Start("graphql", Recording);
        var suite = hasSocket
            ? ConformanceSuite.OfServer(new Uri($"ws://{server.LocalEndPoint}/"))
            : ConformanceSuite.OfServer(stream => RequestServer.ServeAsync("graphql", stream, Recording));
        var result = await suite.WithProfile(Profiled.Example("graphql")).AssertAsync("1.1.3", Stop);
        Assert.Equal(Verdict.Ok, result.Judgement.Behavior);
        Assert.Equal(["graphql-transport-ws"], Assert.Single(requests).Subprotocols);

        WebSocketServerOptions Recording(WebSocketServerOptions options) =>
            options with
            {
                Accept = context =>
                {
                    requests.Enqueue(context.Request);
                    return new(Acceptance.Plain with { Subprotocol = context.Request.Subprotocols.HeadOrNone() });
                },
            };
    }

    [Fact]
    public void A_suite_for_clients_has_no_profile() =>
        Assert.Throws<InvalidOperationException>(() =>
            ConformanceSuite.OfClient(_ => Task.CompletedTask).WithProfile(PeerProfile.Silent)
        );

    private static string[] Ids(ConformanceSuite suite) => [.. suite.Cases.Select(row => (string)row[0])];
}
