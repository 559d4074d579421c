namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Runs of many cases that do not end normally.</summary>
public sealed class RunTests
{
    [Fact]
    public async Task A_server_that_is_gone_in_the_middle_of_a_run_fails_the_cases_that_follow()
    {
        var server = FaultyServer.With(Fault.None);
        var url = server.Url;
        await server.DisposeAsync();
        var results = await CaseSuite.RunAsync(
            Classic.All.Take(3),
            new TcpRunner(url).RunAsync,
            parallel: 1,
            _ => { },
            TestContext.Current.CancellationToken
        );
        Assert.All(results, result => Assert.Contains("cannot be reached", result.Judgement.Result, StringComparison.Ordinal));
        Assert.Equal(3, results.Count);
    }

    [Fact]
    public async Task A_stopped_run_reports_what_ran()
    {
        using var stop = new CancellationTokenSource();
        var results = await CaseSuite.RunAsync(
            Classic.All,
            (next, _, _) => Task.FromResult(MemoryRunner.Run(next, Role.Server, ConnectionOptions.Default)),
            parallel: 1,
            result =>
            {
                if (result.Case.Id.Text == "1.1.3") stop.Cancel();
            },
            stop.Token);
        Assert.Equal("1.1.1 1.1.2 1.1.3", string.Join(" ", results.Map(result => result.Case.Id.Text)));
    }

    [Fact]
    public async Task A_server_that_is_not_running_cannot_be_reached()
    {
        var server = FaultyServer.With(Fault.None);
        var url = server.Url;
        await server.DisposeAsync();
        await Assert.ThrowsAsync<PeerUnreachableException>(() => new TcpRunner(url).ProbeAsync(TestContext.Current.CancellationToken));
    }
}
