using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;

namespace Pure.WebSockets.Host.Tests;

/// <summary>The order of events when the host of an endpoint stops.</summary>
public sealed class EndpointShutdownTests
{
    /// <summary>Each connection says goodbye over the other one, so both callbacks must run before either connection is closed.</summary>
    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task All_callbacks_of_Stopping_run_before_a_connection_is_closed_and_the_token_is_cancelled(Http http)
    {
        var connections = new List<WebSocketConnection>();
        var both = new TaskCompletionSource();
        var results = new List<(TrySendResult Result, bool IsStopped)>();
        await using var site = await Site.StartAsync(http, app => app.MapPureWebSocket("/", async (connection, stop) =>
        {
            using var last = connection.Stopping.UnsafeRegister(
                _ =>
                {
                    var other = connections.Single(one => one != connection);
                    results.Add((other.TrySend(MessageKind.Text, "goodbye"u8.ToArray()), stop.IsCancellationRequested));
                },
                state: null);
            lock (connections)
            {
                connections.Add(connection);
                if (connections.Count == 2) both.SetResult();
            }

            await Serving.EchoAll(connection, stop);
        }));
        using var first = await site.ConnectAsync("/");
        using var second = await site.ConnectAsync("/");
        await both.Task.Within();
        var stopping = site.StopAsync();
        foreach (var client in new[] { first, second })
        {
            Assert.Equal("goodbye", Encoding.UTF8.GetString((await client.ReceiveAsync()).Data));
            Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync()).Type);
            Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.CloseStatus);
            await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        }

        await stopping.Within();
        Assert.Equal([(TrySendResult.Accepted, false), (TrySendResult.Accepted, false)], results);
        Assert.Empty(site.Errors);
    }

    [Fact]
    public async Task A_callback_that_throws_is_reported_and_the_connection_is_closed()
    {
        var (begun, reported) = (new TaskCompletionSource(), new TaskCompletionSource<Exception>());
        await using var site = await Site.StartAsync(
            Http.One,
            app => app.MapPureWebSocket(
                "/",
                async (connection, stop) =>
                {
                    using var wrong = connection.Stopping.UnsafeRegister(
                        _ => throw new InvalidTimeZoneException("in a callback"), state: null);
                    begun.SetResult();
                    await Serving.EchoAll(connection, stop);
                },
                new() { OnError = context => reported.TrySetResult(context.Exception) }));
        using var client = await site.ConnectAsync("/");
        await begun.Task.Within();
        var stopping = site.StopAsync();
        Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync()).Type);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.CloseStatus);
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        await stopping.Within();
        Assert.IsType<InvalidTimeZoneException>(Assert.IsType<AggregateException>(await reported.Task.Within()).InnerException);
    }
}
