using System.Net;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Our server over real sockets against every case.</summary>
public sealed class HostCatalogueTests
{
    [Theory]
    [InlineData(ServerTransport.Sockets)]
    [InlineData(ServerTransport.Epoll)]
    public async Task The_server_passes_every_case_over_TCP(ServerTransport transport)
    {
        Assert.SkipWhen(transport == ServerTransport.Epoll && !OperatingSystem.IsLinux(), "epoll is Linux's");
        await using var server = WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, 0), async (connection, stop) =>
        {
            await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
        }, new WebSocketServerOptions { Protocol = Ours.Protocol, AnswerTimeout = Ours.AnswerTimeout, Transport = transport });
        var runner = new TcpRunner(new TestTarget(new Uri($"ws://{server.LocalEndPoint}/")), Tested.Patient);
        var results = await CaseSuite.RunAsync(
            Classic.With(messages: 10),
            runner.RunAsync,
            parallel: 16,
            _ => { },
            TestContext.Current.CancellationToken
        );
        Assert.Empty(
            results
                .Filter(result =>
                    result.Judgement.Behavior is not (Verdict.Ok or Verdict.Informational)
                    || result.Judgement.Close is not (Verdict.Ok or Verdict.Informational)
                )
                .Map(result => $"{result.Case.Id} {result.Judgement}")
        );
        Assert.Equal(517, results.Count);
    }
}
