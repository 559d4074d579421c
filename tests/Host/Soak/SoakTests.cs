using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host.Tests.Soak;

/// <summary>
/// Thousands of connections over a network that cuts, resets, half-closes and falls silent at any byte. No other test runs meanwhile,
/// because the test counts the remaining resources.
/// </summary>
[CollectionDefinition(nameof(SoakTests), DisableParallelization = true)]
[Collection(nameof(SoakTests))]
public sealed class SoakTests
{
    private const int Connections = 2000;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_was_acknowledged_arrived_once_and_in_order_and_nothing_is_left()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the sockets of a process are counted as Linux tells them");
        await Rest();
        var before = (Sockets: Sockets(), Timers: Timer.ActiveCount);
        var clock = Stopwatch.StartNew();
        var (told, alive) = await RunAsync(Environment.TickCount);
        var took = clock.Elapsed;

        // Resources that other tests left to finalizers may disappear meanwhile, but there must never be more.
        var left = (Sockets: -1, Timers: 0L, Alive: 0);
        await Until(() =>
        {
            Collect();
            left = (
                Math.Max(0, Sockets() - before.Sockets),
                Math.Max(0, Timer.ActiveCount - before.Timers),
                alive.Count(reference => reference.TryGetTarget(out _))
            );
            return left == default;
        });
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"soak: {told}; left {left.Sockets} sockets, {left.Timers} timers, {left.Alive} connections; {took.TotalSeconds:0.0} s"
        );
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        Assert.True(left == default, line);
    }

    // A separate stack frame, so that no local variable holds a connection when they are counted.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(string Told, List<WeakReference<WebSocketConnection>> Alive)> RunAsync(int seed)
    {
        var random = new Random(seed);
        var faults = Enumerable.Range(0, Connections).Select(_ => Draw(random)).ToList();
        var protocol = ConnectionOptions.Default with
        {
            Compression = CompressionOptions.Default,
            KeepAliveInterval = TimeSpan.FromSeconds(2),
            PongTimeout = TimeSpan.FromSeconds(12),
            ClosingHandshakeTimeout = TimeSpan.FromSeconds(5),
        };
        var stations = Enumerable.Range(0, Connections).Select(number => new Station(number, seed)).ToArray();
        var options = WebSocketServerOptions.Default with { Protocol = protocol, Backlog = 4096 };
        var alive = new List<WeakReference<WebSocketConnection>>();
        var buffers = new BufferPool();
        await using (var serving = Serving.With((connection, stop) => Station.ServeAsync(stations, connection, stop), options))
        {
            await using var network = new FaultyNetwork(serving.EndPoint, faults);
            var target = new UriBuilder("ws", IPAddress.Loopback.ToString(), network.EndPoint.Port, "/").Uri;
            var clients = WebSocketClientOptions.Default with { Protocol = protocol };
            await Task.WhenAll(stations.Select(station => Task.Run(() => station.ConnectAsync(target, clients, buffers, alive))))
                .WaitAsync(Bound);
            await Until(() => serving.Server.ConnectionCount == 0 && serving.Server.Buffers.Rented == 0);
            Assert.Empty(serving.Errors);
        }

        Assert.Equal(0, buffers.Rented);
        foreach (var station in stations)
            station.Check();
        var kinds = string.Join(
            ", ",
            faults.GroupBy(fault => fault.Kind).OrderBy(group => group.Key).Select(group => $"{group.Count()} {group.Key}")
        );
        return (
            $"{Connections} connections ({kinds}), {stations.Sum(station => station.Sent)} messages sent, "
                + $"{stations.Sum(station => station.Received)} received, "
                + $"{stations.Sum(station => station.Acknowledged)} acknowledged, {stations.Count(station => station.Clean)} closed "
                + $"cleanly, seed {seed}",
            alive
        );
    }

    private static Fault Draw(Random random)
    {
        var kind = random.Next(10) switch
        {
            0 or 1 or 2 => FaultKind.None,
            3 or 4 => FaultKind.Cut,
            5 or 6 => FaultKind.Reset,
            7 => FaultKind.ClientHalf,
            8 => FaultKind.ServerHalf,
            _ => FaultKind.Silence,
        };
        return new Fault(kind, (long)Math.Pow(2, random.NextDouble() * 18), random.Next(10) == 0);
    }

    /// <summary>Waits without a timer, which would be counted.</summary>
    private static async Task Until(Func<bool> condition)
    {
        for (var clock = Stopwatch.StartNew(); !condition() && clock.Elapsed < Patience.Time;) await Task.Delay(20);
    }

    private static async Task Rest()
    {
        // Resources that earlier tests left to end by themselves.
        for (var (before, same) = (-1, 0); same < 10; await Task.Delay(50))
        {
            Collect();
            var now = Sockets();
            (same, before) = now == before ? (same + 1, now) : (0, now);
        }
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static int Sockets() =>
        new DirectoryInfo("/proc/self/fd")
            .EnumerateFileSystemInfos()
            .Count(file => file.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
}
