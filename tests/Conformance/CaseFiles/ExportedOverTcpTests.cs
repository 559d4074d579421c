using System.Net;
using System.Text.Json;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// Tests our server over TCP with the exported catalogue. The verdicts must be those that are stored for the built-in catalogue.
/// </summary>
public sealed class ExportedOverTcpTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_server_gets_the_stored_verdicts(bool hasHandler)
    {
        var options = new WebSocketServerOptions { Protocol = Ours.Protocol };
        var endPoint = new IPEndPoint(IPAddress.Loopback, 0);
        await using var server = hasHandler
            ? WebSocketServer.Start(endPoint, new Echo(), options)
            : WebSocketServer.Start(endPoint, EchoAsync, options);
        var cases = Exported.Of(Catalogue.For(Role.Client, Catalogue.With(messages: 3)));
        var runner = new TcpRunner(new TestTarget(new Uri($"ws://{server.LocalEndPoint}/")), Tested.Patient);
        var results = await CaseSuite.RunAsync(cases, runner.RunAsync, parallel: 64, _ => { }, TestContext.Current.CancellationToken);
        var stored = Stored();
        Assert.Equal(stored.Keys.Order(StringComparer.Ordinal), cases.Select(found => found.Id.Text).Order(StringComparer.Ordinal));
        output.WriteLine($"{results.Count} cases ran");
        Assert.Empty(
            results
                .Where(result => Words(result.Judgement) != stored[result.Case.Id.Text])
                .Select(result => $"{result.Case.Id}: {result.Judgement}, stored {stored[result.Case.Id.Text]}")
        );

        static string Words(Judgement judgement) => $"{VerdictText.Of(judgement.Behavior)} {VerdictText.Of(judgement.Close)}";
    }

    private static async Task EchoAsync(WebSocketConnection connection, CancellationToken stop)
    {
        await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
    }

    private static Dictionary<string, string> Stored()
    {
        using var file = JsonDocument.Parse(Documented.Text("embedded-server.json"));
        return file
            .RootElement.EnumerateObject()
            .Single()
            .Value.EnumerateObject()
            .ToDictionary(
                one => one.Name,
                one => $"{one.Value.GetProperty("behavior").GetString()} {one.Value.GetProperty("behaviorClose").GetString()}",
                StringComparer.Ordinal
            );
    }

    private sealed class Echo : WebSocketHandler
    {
        public override void OnMessage(WebSocketConnection connection, BorrowedMessage message) =>
            connection.TrySend(message.Kind, message.Data);
    }
}
