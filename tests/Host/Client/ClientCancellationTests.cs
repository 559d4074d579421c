namespace Pure.WebSockets.Host.Tests;

/// <summary>A cancelled client frees all resources, in every step of connecting.</summary>
public sealed class ClientCancellationTests
{
    [Theory]
    [InlineData("ws")]
    [InlineData("wss")]
    public async Task Cancelled_while_the_server_is_silent_it_throws_and_frees_the_socket(string scheme)
    {
        using var listener = Loopback.Listen();
        using var cancellation = new CancellationTokenSource();
        var buffers = new BufferPool();
        var connecting = WebSocketClient.TryConnectAsync(
            new Uri($"{scheme}://127.0.0.1:{listener.Port()}/"),
            Certificates.Client,
            buffers,
            cancellation.Token
        );
        await using var peer = await RawServer.AcceptAsync(listener);

        // The first bytes of the request or of the TLS handshake have arrived, so the step is in progress.
        await peer.ReadAsync(5);
        await cancellation.CancelAsync();
        var thrown = await Assert.ThrowsAsync<OperationCanceledException>(() => connecting.Within());
        Assert.Equal(cancellation.Token, thrown.CancellationToken);
        Assert.Equal(0, buffers.Rented);
        Assert.True(await peer.SeesTheEndAsync());
    }

    [Fact]
    public async Task Cancelled_within_the_response_it_throws_and_frees_the_socket()
    {
        using var listener = Loopback.Listen();
        using var cancellation = new CancellationTokenSource();
        var buffers = new BufferPool();
        var connecting = WebSocketClient.TryConnectAsync(
            new Uri($"ws://127.0.0.1:{listener.Port()}/"),
            WebSocketClientOptions.Default,
            buffers,
            cancellation.Token
        );
        await using var peer = await RawServer.AcceptAsync(listener);
        await peer.ReadHeadAsync();
        await peer.SendAsync("HTTP/1.1 101 Switching Prot");
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => connecting.Within());
        Assert.Equal(0, buffers.Rented);
        Assert.True(await peer.SeesTheEndAsync());
    }

    [Fact]
    public async Task Cancelled_before_it_began_it_does_not_begin()
    {
        using var listener = Loopback.Listen();
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            WebSocketClient.TryConnectAsync(
                new Uri($"ws://127.0.0.1:{listener.Port()}/"),
                cancellationToken: new CancellationToken(canceled: true)
            )
        );
        Assert.False(listener.Poll(0, System.Net.Sockets.SelectMode.SelectRead));
    }

    [Fact]
    public async Task Cancelled_at_any_moment_it_either_connects_or_throws_and_the_server_is_left_with_nothing()
    {
        await using var serving = Serving.Echo(Certificates.Server with { OnError = null });
        var random = new Random(6455);
        for (var round = 0; round < 60; round++)
        {
            using var cancellation = new CancellationTokenSource();
            var buffers = new BufferPool();
            var connecting = WebSocketClient.TryConnectAsync(serving.SecureUri, Certificates.Client, buffers, cancellation.Token);
            cancellation.CancelAfter(TimeSpan.FromMicroseconds(random.Next(8000)));
            try
            {
                await (await connecting.Within()).IfLeft(failure => throw new InvalidOperationException(failure.Message)).DisposeAsync();
            }
            catch (OperationCanceledException)
            {
                // Cancelled as requested.
            }

            Assert.Equal(0, buffers.Rented);
        }

        await serving.BecomesEmpty();
    }

    [Fact]
    public async Task The_token_means_nothing_to_a_connection_that_is_open()
    {
        await using var serving = Serving.Echo();
        using var cancellation = new CancellationTokenSource();
        await using var connection = (await WebSocketClient.TryConnectAsync(serving.Uri, cancellationToken: cancellation.Token).Within())
            .IfLeft(failure => throw new InvalidOperationException(failure.Message));
        await cancellation.CancelAsync();
        await connection.SendTextAsync("still here");
        Assert.Equal("still here", (await connection.ReceiveAsync(Patience.Token))?.ToText());
    }
}
