using System.Net;

namespace Pure.WebSockets.Host.Tests;

/// <summary>What the callbacks of a server's options learn about the connection.</summary>
public sealed class CallbackContextTests
{
    [Fact]
    public async Task Accept_gets_the_request_the_address_of_the_client_and_a_token()
    {
        var seen = new TaskCompletionSource<AcceptContext>();
        await using var serving = Serving.Echo(new WebSocketServerOptions
        {
            Accept = context =>
            {
                seen.SetResult(context);
                return new(Acceptance.Plain);
            },
        });
        await using var client = await Connecting.To(new Uri(serving.Uri, "/room"));
        var context = await seen.Task.Within();
        Assert.Equal("/room", context.Request.Path);
        Assert.Equal(IPAddress.Loopback, Assert.IsType<IPEndPoint>(context.RemoteEndPoint).Address);
    }

    [Fact]
    public async Task OnError_gets_the_connection_of_the_exception()
    {
        var (served, reported) = (new TaskCompletionSource<WebSocketConnection>(), new TaskCompletionSource<ErrorContext>());
        await using var server = WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            (connection, _) =>
            {
                served.SetResult(connection);
                throw new InvalidTimeZoneException("of an application");
            },
            new WebSocketServerOptions { OnError = reported.SetResult });
        await using var client = await WebSocketClient.ConnectAsync(new Uri($"ws://{server.LocalEndPoint}/")).Within();
        var context = await reported.Task.Within();
        Assert.IsType<InvalidTimeZoneException>(context.Exception);
        Assert.Same(await served.Task.Within(), context.Connection);
        Assert.Equal(context.Connection!.RemoteEndPoint, context.RemoteEndPoint);
        Assert.StartsWith($"{context.RemoteEndPoint}: System.InvalidTimeZoneException: of an", $"{context}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnError_gets_the_address_of_a_client_whose_request_Accept_does_not_answer()
    {
        var reported = new TaskCompletionSource<ErrorContext>();
        await using var server = WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            Serving.EchoAll,
            new WebSocketServerOptions { Accept = _ => throw new InvalidTimeZoneException("in the hook"), OnError = reported.SetResult });
        Assert.IsType<ConnectFailure.Rejected>(
            (await Assert.ThrowsAsync<WebSocketConnectException>(
                () => WebSocketClient.ConnectAsync(new Uri($"ws://{server.LocalEndPoint}/asked")).Within())).Failure);
        var context = await reported.Task.Within();
        Assert.Equal(IPAddress.Loopback, Assert.IsType<IPEndPoint>(context.RemoteEndPoint).Address);
        Assert.Equal("/asked", context.Connection?.Request.Path);
    }
}
