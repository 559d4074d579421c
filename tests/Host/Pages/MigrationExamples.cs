using System.Net;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// The code of docs/migration.md that is not a whole program, compiled and run here. A test compares the lines with the page. The programs
/// of the page run in tests/Conformance/Pages.
/// </summary>
public sealed class MigrationExamples
{
    [Fact]
    public async Task The_result_of_connecting_is_a_connection_or_a_failure()
    {
        var received = new TaskCompletionSource<string?>();
        await using var serving = Serving.With(async (connection, stop) =>
        {
            var message = await connection.ReceiveAsync(stop);
            received.SetResult(message?.ToText());
        });
        await Greeting(serving.Uri);
        Assert.Equal("hello", await received.Task.Within());
    }

    [Fact]
    public async Task A_failure_is_not_an_exception()
    {
        using var listener = Loopback.Listen();
        var nobody = new Uri($"ws://{new IPEndPoint(IPAddress.Loopback, listener.Port())}/");
        listener.Dispose();
        await Greeting(nobody);
    }

    private static async Task Greeting(Uri uri)
    {
        var connecting = await WebSocketClient.ConnectAsync(uri);
        switch (connecting.Case)
        {
            case ConnectFailure failure:
                Console.Error.WriteLine(failure.Message);
                break;
            case WebSocketConnection connection:
                await using (connection) await connection.SendTextAsync("hello");
                break;
        }
    }
}
