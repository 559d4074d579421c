using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;

namespace Pure.WebSockets.Host.Tests;

/// <summary>The physical memory of a server's process, with default settings.</summary>
public sealed class ResidentMemoryTests
{
    private const long MiB = 1024 * 1024;
    private const int Peers = 10;
    private const int Inflated = 32 * (int)MiB;

    /// <summary>The time in which the memory must be given back, and how much may remain.</summary>
    private static readonly TimeSpan Back = TimeSpan.FromSeconds(90);
    private const long Near = 48 * MiB;

    /// <summary>The time to send and receive the compressed messages, on a machine that is busy with other tests.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_server_gives_back_the_memory_of_messages_long_gone_while_small_ones_go_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems report it differently");

        // All at once, because each waits for half a minute.
        await Task.WhenAll(GivesBackAsync(ServerTransport.Sockets), GivesBackAsync(ServerTransport.Epoll));
    }

    private static async Task GivesBackAsync(ServerTransport transport)
    {
        using var server = Start(transport);
        try
        {
            var uri = new Uri($"ws://127.0.0.1:{await server.StandardOutput.ReadLineAsync(Patience.Token)}/");
            using var small = await ConnectAsync(uri);
            for (var warmUp = 0; warmUp < 100; warmUp++) await EchoAsync(small);
            var began = Resident(server, "VmRSS");
            using var stop = new CancellationTokenSource();
            var trickle = TrickleAsync(small, stop.Token);
            await Task.WhenAll(Enumerable.Range(0, Peers).Select(number => BombAsync(uri, whole: number % 2 == 0)));

            // Half of the messages never completed, so at least the others must be visible.
            var peak = Resident(server, "VmHWM");
            Assert.InRange(peak - began, Peers / 2 * Inflated / 2, long.MaxValue);
            var since = Stopwatch.StartNew();
            while (Resident(server, "VmRSS") > began + Near)
            {
                Assert.True(
                    since.Elapsed < Back,
                    $"{transport}: after {since.Elapsed.TotalSeconds:0} s it holds {Resident(server, "VmRSS") / MiB} MiB. It began "
                        + $"with {began / MiB}, and had {peak / MiB} at the most."
                );
                await Task.Delay(250);
            }

            await stop.CancelAsync();
            Assert.InRange(await trickle, 1, int.MaxValue);
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{transport}: {began / MiB} MiB, then {peak / MiB}, then {Resident(server, "VmRSS") / MiB} after "
                    + $"{since.Elapsed.TotalSeconds:0.0} s"
            );
            await small.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        }
        finally
        {
            server.Kill();
        }
    }

    private static Process Start(ServerTransport transport)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Pure.WebSockets.Host.Server.dll"), transport.ToString()]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };

        // Only default settings.
        foreach (
            var setting in start.Environment.Keys.Where(name => name.StartsWith("DOTNET_GC", StringComparison.OrdinalIgnoreCase)).ToArray()
        )
            start.Environment.Remove(setting);
        return Process.Start(start)!;
    }

    private static async Task<ClientWebSocket> ConnectAsync(Uri uri)
    {
        var client = new ClientWebSocket();
        client.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        await client.ConnectAsync(uri, Patience.Token);
        return client;
    }

    private static async Task EchoAsync(ClientWebSocket client)
    {
        await client.SendAsync(WebSocketMessageType.Text, "still here"u8.ToArray());
        Assert.Equal("still here"u8.ToArray(), (await client.ReceiveAsync()).Data);
    }

    /// <summary>Sends ten small messages a second. Returns how many.</summary>
    private static async Task<int> TrickleAsync(ClientWebSocket client, CancellationToken stop)
    {
        for (var count = 0; ; count++)
        {
            if (stop.IsCancellationRequested) return count;
            await EchoAsync(client);
            await Task.Delay(100);
        }
    }

    /// <summary>Sends a short message that inflates to a long one, and leaves.</summary>
    private static async Task BombAsync(Uri uri, bool whole)
    {
        using var client = await ConnectAsync(uri);
        using var patience = new CancellationTokenSource(Long);
        await client.SendAsync(new byte[Inflated].AsMemory(), WebSocketMessageType.Binary, whole, patience.Token);
        if (whole) Assert.Equal(Inflated, await LengthAsync(client, patience.Token));
        client.Abort();
    }

    private static async Task<int> LengthAsync(ClientWebSocket client, CancellationToken patience)
    {
        var buffer = new byte[64 * 1024];
        for (var length = 0; ;)
        {
            var received = await client.ReceiveAsync(buffer.AsMemory(), patience);
            length += received.Count;
            if (received.EndOfMessage) return length;
        }
    }

    /// <summary>Returns a value of the process's status file, in bytes.</summary>
    private static long Resident(Process process, string figure) =>
        1024
        * long.Parse(
            File.ReadLines($"/proc/{process.Id}/status")
                .First(line => line.StartsWith(figure + ":", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]
                .Replace("kB", "", StringComparison.Ordinal),
            CultureInfo.InvariantCulture
        );
}
