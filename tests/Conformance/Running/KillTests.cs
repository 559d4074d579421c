using System.Diagnostics;
using System.Net;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// If the process of one end is killed or suspended at any moment, the other end ends by its deadline and leaves nothing behind.
/// </summary>
public sealed class KillTests
{
    private const int Connections = 40;
    private static readonly TimeSpan Patience = ToolProcess.Patience;

    // The opening handshake has a long limit, for a busy machine. The other deadlines are short.
    private static readonly ConnectionOptions Watchful = ConnectionOptions.Default with
    {
        OpeningHandshakeTimeout = Patience,
        KeepAliveInterval = TimeSpan.FromMilliseconds(200),
        PongTimeout = TimeSpan.FromSeconds(10),
        ClosingHandshakeTimeout = TimeSpan.FromSeconds(2),
    };

    private int echoes;
    private int arrived;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("KILL", 0)]
    [InlineData("KILL", 50)]
    [InlineData("KILL", 3000)]
    [InlineData("STOP", 500)]
    public async Task If_the_server_dies_after_this_many_echoes_every_client_ends(string signal, int after)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals as Linux has them");
        using var server = ToolProcess.Start("serve", "--port", "0");
        try
        {
            var line = await server.LineAsync("ws://", Stop);
            var target = new Uri(line[line.IndexOf("ws://", StringComparison.Ordinal)..].Split(' ')[0].TrimEnd('.', ','));
            var clients = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => ConnectAsync(target)));
            var conversing = clients.Select(client => Task.Run(() => ConverseAsync(client))).ToArray();
            await UntilAsync(() => Volatile.Read(ref echoes) >= after, () => $"{echoes} of {after} echoes came");
            await server.SignalAsync(signal, Stop);
            var ends = clients.Select(client => client.Closed).ToArray();
            await UntilAsync(() => ends.All(end => end.IsCompleted), () => $"{ends.Count(end => !end.IsCompleted)} clients do not end");
            foreach (var end in ends)
                Assert.False((await end).Clean);
            await UntilAsync(
                () => conversing.All(one => one.IsCompleted),
                () => $"{conversing.Count(one => !one.IsCompleted)} conversations do not end"
            );
            await Task.WhenAll(conversing);
            var disposing = clients.Select(client => client.DisposeAsync().AsTask()).ToArray();
            await UntilAsync(
                () => disposing.All(one => one.IsCompleted),
                () => $"{disposing.Count(one => !one.IsCompleted)} clients are not disposed"
            );
            await Task.WhenAll(disposing);
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
                Interlocked.Increment(ref arrived);

                // More than the peer buffers, so some of it is always in flight.
                while (connection.TrySend(MessageKind.Binary, new byte[60_000]) == TrySendResult.Accepted) await Task.Yield();
                await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
            },
            WebSocketServerOptions.Default with
            {
                Protocol = Watchful,
            }
        );
        var clients = Enumerable
            .Range(0, 3)
            .Select(_ => ToolProcess.Start("wstest", "-m", "broadcastclient", "-w", $"ws://{server.LocalEndPoint}"))
            .ToArray();
        try
        {
            await UntilAsync(
                () => Volatile.Read(ref arrived) == clients.Length,
                () => $"{arrived} clients came, {clients.Count(client => client.HasExited)} have ended"
            );
            foreach (var client in clients)
                await client.SignalAsync(signal, Stop);
            await UntilAsync(() => server.ConnectionCount == 0, () => $"{server.ConnectionCount} connections are left");
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

    private static async Task UntilAsync(Func<bool> condition, Func<string> otherwise)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); await Task.Delay(10, Stop)) Assert.True(clock.Elapsed < Patience, otherwise());
    }

    private static async Task<WebSocketConnection> ConnectAsync(Uri target)
    {
        var outcome = await WebSocketClient.TryConnectAsync(
            target,
            WebSocketClientOptions.Default with
            {
                ConnectTimeout = Patience,
                Protocol = Watchful,
            },
            Stop
        );
        return outcome.IfLeft(failure => throw new InvalidOperationException(failure.Message));
    }

    private async Task ConverseAsync(WebSocketConnection connection)
    {
        var data = new byte[5000];
        try
        {
            while (true)
            {
                await connection.SendAsync(MessageKind.Binary, data);
                if (await connection.ReceiveAsync() is not { } message) return;
                Assert.True(message.Data.Span.SequenceEqual(data));
                Interlocked.Increment(ref echoes);
            }
        }
        catch (WebSocketClosedException)
        {
            // The peer was gone while we sent.
        }
    }
}
