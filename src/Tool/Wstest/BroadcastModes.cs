using System.Collections.Concurrent;
using System.Text;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>
/// broadcastserver, which sends every message to all clients and a tick every second, and broadcastclient, which says hello and prints
/// what comes.
/// </summary>
internal static class BroadcastModes
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hello = TimeSpan.FromSeconds(2);

    public static async Task<int> ServerAsync(Uri url, string? certificate, string? key, CancellationToken stop)
    {
        var clients = new ConcurrentDictionary<WebSocketConnection, bool>();
        var options = new WebSocketServerOptions
        {
            Protocol = Serving.Protocol,
            Origins = Serving.EveryPage,
            OnError = error => Console.Error.WriteLine($"purews: {error.Message}"),
        };
        await using var server = Place.Start(url, options, ServeAsync, certificate, key);
        Console.WriteLine($"a broadcast at {url.Scheme}://{server.EndPoint}/ until Ctrl+C");
        using var timer = new PeriodicTimer(Tick);
        for (var tick = 1; await NextAsync(timer, stop); tick++)
            await SendAllAsync(MessageKind.Text, Encoding.UTF8.GetBytes($"tick {tick}"));
        return 0;

        async Task ServeAsync(WebSocketConnection connection, CancellationToken stopped)
        {
            clients[connection] = true;
            try
            {
                // A copy: the message's memory is good until the next one is received, and a client may be slow.
                await foreach (var message in connection.ReadAllAsync(stopped)) await SendAllAsync(message.Kind, message.Data.ToArray());
            }
            finally
            {
                clients.TryRemove(connection, out _);
            }
        }

        Task SendAllAsync(MessageKind kind, byte[] data) => Task.WhenAll(clients.Keys.Select(client => SendAsync(client, kind, data)));
    }

    public static Task<int> ClientAsync(Uri url, CancellationToken stop) => Talk.AsClientAsync(url, async connection =>
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var greeting = GreetAsync(connection, over.Token);
        await foreach (var message in connection.ReadAllAsync(stop)) Console.WriteLine($"received: {Talk.Printed(message)}");
        await over.CancelAsync();
        await greeting;
    }, stop);

    private static async Task GreetAsync(WebSocketConnection connection, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Hello);
        do
        {
            try
            {
                await connection.SendTextAsync($"hello from {Environment.MachineName}[{Environment.ProcessId}]", stop);
            }
            catch (Exception error) when (error is WebSocketClosedException or OperationCanceledException)
            {
                return;
            }
        }
        while (await NextAsync(timer, stop));
    }

    private static async Task SendAsync(WebSocketConnection client, MessageKind kind, byte[] data)
    {
        try
        {
            await client.SendAsync(kind, data);
        }
        catch (WebSocketClosedException)
        {
            // It left meanwhile.
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
