using System.Collections.Concurrent;
using System.Text;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>
/// The broadcastserver and broadcastclient modes. The server forwards each received message to all clients. Every second, the server also
/// sends the text "tick N" to all clients, where N is a number that increases by 1. The client sends a greeting every two seconds, and
/// prints the messages that it receives.
/// </summary>
internal static class BroadcastModes
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GreetingInterval = TimeSpan.FromSeconds(2);

    /// <summary>Runs the server until Ctrl+C is pressed.</summary>
    public static async Task<int> ServerAsync(Uri url, PemFile? certificate, PemFile? key, CancellationToken stop)
    {
        var clients = new ConcurrentDictionary<WebSocketConnection, bool>();
        var options = new WebSocketServerOptions
        {
            Protocol = EchoServer.Protocol,
            Origins = EchoServer.AnyOrigin,
            OnError = context => Console.Error.WriteLine($"purews: {context.Exception.Message}"),
        };
        await using var server = WstestServer.Start(url, options, ServeAsync, certificate, key);
        Console.WriteLine($"broadcast server at {url.Scheme}://{server.LocalEndPoint}/ until Ctrl+C");
        using var timer = new PeriodicTimer(TickInterval);
        for (var tick = 1; await NextAsync(timer, stop); tick++)
            await SendAllAsync(MessageKind.Text, Encoding.UTF8.GetBytes($"tick {tick}"));
        return 0;

        async Task ServeAsync(WebSocketConnection connection, CancellationToken stopped)
        {
            clients[connection] = true;
            try
            {
                await foreach (var message in connection.ReadAllAsync(stopped)) await SendAllAsync(message.Kind, message.Data);
            }
            finally
            {
                clients.TryRemove(connection, out _);
            }
        }

        Task SendAllAsync(MessageKind kind, ReadOnlyMemory<byte> data) =>
            Task.WhenAll(clients.Keys.Select(client => SendAsync(client, kind, data)));
    }

    /// <summary>Runs the client until Ctrl+C is pressed or the server closes the connection.</summary>
    public static Task<int> ClientAsync(Uri url, CancellationToken stop) => WstestClient.RunAsync(url, async connection =>
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var greeting = GreetAsync(connection, over.Token);
        await foreach (var message in connection.ReadAllAsync(stop)) Console.WriteLine($"received: {WstestClient.Format(message)}");
        await over.CancelAsync();
        await greeting;
    }, stop);

    private static async Task GreetAsync(WebSocketConnection connection, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(GreetingInterval);
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

    private static async Task SendAsync(WebSocketConnection client, MessageKind kind, ReadOnlyMemory<byte> data)
    {
        try
        {
            await client.SendAsync(kind, data);
        }
        catch (WebSocketClosedException)
        {
            // The client has disconnected, so the message is not sent to this client.
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
