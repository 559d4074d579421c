using System.Diagnostics;

namespace Pure.WebSockets.Bench;

/// <summary>The result of one server under one load: the median, the least and the most of its rounds.</summary>
/// <param name="Load">The description of the load.</param>
/// <param name="Server">The server.</param>
/// <param name="CpuMicroseconds">The user and system time of the server per message, in microseconds.</param>
/// <param name="MessagesPerSecond">The number of echoes per second.</param>
/// <param name="P50">The median of the latencies, in microseconds.</param>
/// <param name="P99">The 99th percentile of the latencies, in microseconds.</param>
internal sealed record LoadRow(string Load, EchoServerKind Server, Spread CpuMicroseconds, Spread MessagesPerSecond, double P50, double P99)
{
    private const int OpenAtATime = 32;

    /// <summary>Measures all servers under one load. The servers take turns.</summary>
    public static IReadOnlyList<LoadRow> Measure(Load load, IReadOnlyList<EchoServerProcess> servers, int rounds, TimeSpan time)
    {
        var requests = new LoadRequests(load);
        var latencies = servers.ToDictionary(server => server.Kind, _ => new Latencies());
        var samples = servers.ToDictionary(server => server.Kind, _ => new List<(double Cpu, double Rate)>());
        foreach (var server in servers) Run(load, requests, server, time, new Latencies());
        for (var round = 0; round < rounds; round++)
            foreach (var server in servers) samples[server.Kind].Add(Run(load, requests, server, time, latencies[server.Kind]));

        return
        [
            .. servers.Select(server => new LoadRow(
                load.ToString(),
                server.Kind,
                Spread.Of(samples[server.Kind].Select(sample => sample.Cpu)),
                Spread.Of(samples[server.Kind].Select(sample => sample.Rate)),
                latencies[server.Kind].Percentile(0.5),
                latencies[server.Kind].Percentile(0.99))),
        ];
    }

    private static (double Cpu, double Rate) Run(Load load, LoadRequests requests, EchoServerProcess server, TimeSpan time, Latencies all)
    {
        var connections = Open(load, requests, server).GetAwaiter().GetResult();
        try
        {
            // The first messages of a connection are not measured.
            Converse(connections, TimeSpan.Zero, new Latencies());
            var latencies = new Latencies();
            var (cpu, clock) = (server.Cpu, Stopwatch.StartNew());
            if (load.Rate > 0) Pace(connections, load.Rate / load.Depth, time, latencies);
            else Converse(connections, time, latencies);
            var (took, used) = (clock.Elapsed, server.Cpu - cpu);
            all.Add(latencies);
            return (used.TotalMicroseconds / latencies.Count, latencies.Count / took.TotalSeconds);
        }
        catch (InvalidOperationException broken)
        {
            throw new InvalidOperationException($"{server.Kind}, {load}: {broken.Message}", broken);
        }
        finally
        {
            foreach (var connection in connections) connection.Dispose();
        }
    }

    private static async Task<LoadConnection[]> Open(Load load, LoadRequests requests, EchoServerProcess server)
    {
        var connections = new LoadConnection[load.Connections];
        await Parallel.ForAsync(
            0,
            connections.Length,
            new ParallelOptions { MaxDegreeOfParallelism = OpenAtATime },
            async (index, _) => connections[index] = await LoadConnection.OpenAsync(load, requests, server.Port)
        );
        return connections;
    }

    /// <summary>
    /// Each connection echoes at least once, and until the time is over. One thread polls all connections and never sleeps, so that no
    /// server pays for waking it. Real clients run on other machines.
    /// </summary>
    private static void Converse(LoadConnection[] connections, TimeSpan time, Latencies latencies)
    {
        var clock = Stopwatch.StartNew();
        foreach (var connection in connections) connection.Begin();
        for (var again = true; again || !AreQuiet(connections);)
        {
            again = again && clock.Elapsed < time;
            foreach (var connection in connections) connection.Step(again, latencies);
        }
    }

    /// <summary>
    /// At this rate, the next connection sends. A connection that still waits for its echoes is skipped, and its messages are sent later.
    /// </summary>
    private static void Pace(LoadConnection[] connections, int times, TimeSpan time, Latencies latencies)
    {
        var clock = Stopwatch.StartNew();
        for (long begun = 0, next = 0; clock.Elapsed < time || !AreQuiet(connections);)
        {
            if (
                clock.Elapsed < time
                && begun < clock.Elapsed.TotalSeconds * times
                && connections[next++ % connections.Length] is { IsQuiet: true } ready
            )
            {
                ready.Begin();
                begun++;
            }

            foreach (var connection in connections)
                if (!connection.IsQuiet) connection.Step(again: false, latencies);
        }
    }

    private static bool AreQuiet(LoadConnection[] connections) => Array.TrueForAll(connections, connection => connection.IsQuiet);
}

/// <summary>The median, the least and the most of several measurements.</summary>
internal readonly record struct Spread(double Median, double Least, double Most)
{
    public static Spread Of(IEnumerable<double> measured)
    {
        double[] sorted = [.. measured.Order()];
        return new Spread(sorted[sorted.Length / 2], sorted[0], sorted[^1]);
    }
}
