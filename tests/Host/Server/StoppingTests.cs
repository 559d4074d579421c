using System.Net;

namespace Pure.WebSockets.Host.Tests;

/// <summary>An application learns that its server stops, before its connection is closed.</summary>
public sealed class StoppingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_application_sends_a_last_message_when_its_server_begins_to_stop(bool drains)
    {
        var begun = new TaskCompletionSource();
        await using var serving = Serving.With(async (connection, stop) =>
        {
            using var last = connection.Stopping.UnsafeRegister(
                _ => connection.TrySend(MessageKind.Text, "goodbye"u8.ToArray()), state: null);
            begun.SetResult();
            await Serving.EchoAll(connection, stop);
        });
        await using var client = await WebSocketClient.ConnectAsync(serving.Uri).Within();
        await begun.Task.Within();
        Assert.False(client.Stopping.CanBeCanceled);
        var stopping = drains ? serving.Server.DrainAsync(TimeSpan.Zero) : serving.Server.StopAsync(Patience.Time);
        Assert.Equal("goodbye", (await client.ReceiveAsync(Patience.Token))?.ToText());
        Assert.Null(await client.ReceiveAsync(Patience.Token));
        Assert.Equal(1001, (await client.Closed.Within()).Code);
        await stopping.Within();
    }

    [Fact]
    public async Task A_callback_that_throws_is_reported_and_the_server_stops()
    {
        var begun = new TaskCompletionSource();
        await using var serving = Serving.With(async (connection, stop) =>
        {
            using var wrong = connection.Stopping.UnsafeRegister(_ => throw new InvalidTimeZoneException("in a callback"), state: null);
            begun.SetResult();
            await Serving.EchoAll(connection, stop);
        });
        await using var client = await WebSocketClient.ConnectAsync(serving.Uri).Within();
        await begun.Task.Within();
        await serving.Server.StopAsync(Patience.Time).Within();
        Assert.IsType<AggregateException>(await serving.OneError());
        Assert.Equal(0, serving.Server.ConnectionCount);
    }

    [Fact]
    public async Task A_token_ends_the_wait_for_an_application_that_does_not_return()
    {
        var (begun, never) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            async (_, _) =>
            {
                begun.SetResult();
                await never.Task;
            });
        await using var client = await WebSocketClient.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Port}/")).Within();
        await begun.Task.Within();
        using var impatient = new CancellationTokenSource();
        var stopping = server.StopAsync(TimeSpan.FromDays(1), impatient.Token);
        Assert.False(stopping.IsCompleted);
        await impatient.CancelAsync();
        await stopping.Within();
        never.SetResult();
    }
}
