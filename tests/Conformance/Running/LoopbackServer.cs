using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>A server on a free loopback port that runs a function for each connection, until the test is over.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<Socket, CancellationToken, Task> converse;
    private readonly Task serving;

    public LoopbackServer(Func<Socket, CancellationToken, Task> converse)
    {
        this.converse = converse;
        listener.Start();
        serving = ServeAsync();
    }

    public Uri Url => new($"ws://{listener.LocalEndpoint}/");

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var conversations = new List<Task>();
        try
        {
            while (true) conversations.Add(ConverseAsync(await listener.AcceptSocketAsync(stop.Token)));
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            await Task.WhenAll(conversations);
        }
    }

    private async Task ConverseAsync(Socket accepted)
    {
        using var socket = accepted;
        try
        {
            await converse(socket, stop.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            // The tester disconnected, or the test is over.
        }
    }
}
