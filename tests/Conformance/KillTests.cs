using System.Diagnostics;
using System.Net;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>An end whose process is killed, or stands still, at any moment: the other ends by its deadline, and nothing of it is left.</summary>
public sealed class KillTests
{
    private const int Connections = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ConnectionOptions Watchful = ConnectionOptions.Default with { KeepAliveInterval = TimeSpan.FromMilliseconds(200), PongTimeout = TimeSpan.FromSeconds(2), ClosingHandshakeTimeout = TimeSpan.FromSeconds(2) };

    [Theory]
    [InlineData("KILL", 0)]
    [InlineData("KILL", 50)]
    [InlineData("KILL", 300)]
    [InlineData("STOP", 100)]
    public async Task When_the_server_goes_every_client_ends(string signal, int after)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals as Linux has them");
        using var server = ToolProcess.Start("serve", "--port", "0");
        try
        {
            var line = await server.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? "";
            while (!line.Contains("ws://", StringComparison.Ordinal)) line = await server.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException("it did not say where it listens");
            var target = new Uri(line[line.IndexOf("ws://", StringComparison.Ordinal)..].Split(' ')[0].TrimEnd('.', ','));
            var clients = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => ConnectAsync(target)));
            var conversing = clients.Select(client => Task.Run(() => ConverseAsync(client))).ToArray();
            await Task.Delay(after);
            await SignalAsync(server, signal);
            foreach (var client in clients) Assert.False((await client.Closed.WaitAsync(Patience)).Clean);
            await Task.WhenAll(conversing).WaitAsync(Patience);
            foreach (var client in clients) await client.DisposeAsync().AsTask().WaitAsync(Patience);
        }
        finally
        {
            server.Kill();
        }
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("STOP")]
    public async Task When_the_clients_go_the_server_is_left_with_nothing(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals as Linux has them");
        await using var server = WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            async (connection, stop) =>
            {
                // More than the peer's memory holds: some of it is always on the way.
                while (connection.TrySend(MessageKind.Binary, new byte[60_000]) == TrySendResult.Accepted) await Task.Yield();
                await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
            },
            WebSocketServerOptions.Default with { Protocol = Watchful });
        var clients = Enumerable.Range(0, 3).Select(_ => ToolProcess.Start("wstest", "-m", "broadcastclient", "-w", $"ws://{server.EndPoint}")).ToArray();
        try
        {
            for (var clock = Stopwatch.StartNew(); server.OpenConnections < clients.Length; await Task.Delay(5)) Assert.True(clock.Elapsed < Patience, $"{server.OpenConnections} came");
            foreach (var client in clients) await SignalAsync(client, signal);
            for (var clock = Stopwatch.StartNew(); server.OpenConnections > 0; await Task.Delay(20)) Assert.True(clock.Elapsed < Patience, $"{server.OpenConnections} are left");
        }
        finally
        {
            foreach (var client in clients)
            {
                client.Kill();
                client.Dispose();
            }
        }
    }

    private static async Task<WebSocketConnection> ConnectAsync(Uri target)
    {
        var outcome = await WebSocketClient.ConnectAsync(target, WebSocketClientOptions.Default with { Protocol = Watchful }).WaitAsync(Patience);
        return outcome.IfLeft(failure => throw new InvalidOperationException(failure.Message));
    }

    private static async Task ConverseAsync(WebSocketConnection connection)
    {
        var data = new byte[5000];
        try
        {
            while (true)
            {
                await connection.SendAsync(MessageKind.Binary, data);
                if (await connection.ReceiveAsync() is not { } message) return;
                Assert.True(message.Data.Span.SequenceEqual(data));
            }
        }
        catch (WebSocketClosedException)
        {
            // It went while we sent.
        }
    }

    private static async Task SignalAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
