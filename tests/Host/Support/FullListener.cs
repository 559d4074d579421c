using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// A port with a full backlog: the operating system does not answer further clients. Tests are skipped where that cannot be arranged. The
/// backlog counts as full when several clients all wait in vain; a single one may just be slow.
/// </summary>
internal sealed class FullListener : IDisposable
{
    private const int Most = 50;
    private const int AtOnce = 3;

    private readonly List<Socket> waiting = [];

    private FullListener()
    {
        Socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Socket.Listen(1);
    }

    public Socket Socket { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public static async Task<FullListener> MakeAsync()
    {
        var listener = new FullListener();
        while (await listener.TakesMore()) Assert.SkipWhen(listener.waiting.Count >= Most, "this system has no end of backlog");
        return listener;
    }

    public void Dispose()
    {
        foreach (var socket in waiting) socket.Dispose();
        Socket.Dispose();
    }

    private async Task<bool> TakesMore() => (await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => TakesOneMore()))).Contains(true);

    private async Task<bool> TakesOneMore()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        waiting.Add(client);
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await client.ConnectAsync(Socket.LocalEndPoint!, time.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
