using System.Net;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// The code of docs/migration.md that is not a whole program, compiled and run here. A test compares the lines with the page. The programs
/// of the page run in tests/Conformance/Pages.
/// </summary>
public sealed class MigrationExamples
{
    [Fact]
    public async Task Connecting_returns_the_connection()
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
    public async Task A_failure_to_connect_is_an_IOException()
    {
        using var listener = Loopback.Listen();
        var nobody = new Uri($"ws://{new IPEndPoint(IPAddress.Loopback, listener.Port())}/");
        listener.Dispose();
        await Greeting(nobody);
    }

    private static async Task Greeting(Uri uri)
    {
        try
        {
            await using var connection = await WebSocketClient.ConnectAsync(uri);
            await connection.SendTextAsync("hello");
        }
        catch (WebSocketConnectException exception) when (exception.Failure is ConnectFailure.Rejected(var response))
        {
            Console.Error.WriteLine($"The server answered with {response.Head.Status}.");
        }
        catch (IOException exception)
        {
            // The server cannot be reached, or the connection ended.
            Console.Error.WriteLine(exception.Message);
        }
    }
}
