using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>A <see cref="CompressingPeer"/> behind a socket, for one connection.</summary>
public sealed class CompressingServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly DeflateFault fault;
    private readonly Task serving;

    public CompressingServer(DeflateFault fault)
    {
        this.fault = fault;
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
        var buffer = new byte[64 * 1024];
        var peer = new CompressingPeer(fault);
        try
        {
            using var socket = await listener.AcceptSocketAsync(stop.Token);
            // The request comes in one piece: it is small, and the tester waits for the answer.
            var request = await socket.ReceiveAsync(buffer, stop.Token);
            await socket.SendAsync(peer.Greet(buffer[..request]).Memory, stop.Token);
            while (!peer.HasEnded && await socket.ReceiveAsync(buffer, stop.Token) is > 0 and var read) await socket.SendAsync(peer.Receive(buffer.AsMemory(0, read)), stop.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            // The tester left, or the test is over.
        }
    }
}
