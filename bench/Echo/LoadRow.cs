using System.Diagnostics;

namespace Pure.WebSockets.Bench;

/// <summary>One server under one load: the median of its rounds, and the least and the most.</summary>
/// <param name="Load">The load, in words.</param>
/// <param name="Server">The server.</param>
/// <param name="CpuMicroseconds">What a message costs the server, in microseconds of the processor, user's and system's.</param>
/// <param name="MessagesPerSecond">How many were echoed a second.</param>
/// <param name="P50">The median of the latencies, in microseconds.</param>
/// <param name="P99">The latency that one of a hundred exceeds, in microseconds.</param>
internal sealed record LoadRow(string Load, EchoServerKind Server, Spread CpuMicroseconds, Spread MessagesPerSecond, double P50, double P99)
{
    private const int OpenAtATime = 32;

    /// <summary>All servers under one load, taking turns.</summary>
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
            // What the first messages of a connection cost is not what is asked for.
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
    /// Each connection echoes at least once, and until the time is over. One thread goes round and never sleeps, so that no server pays
    /// for waking it: its peers are elsewhere in truth.
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
    /// So many times a second the next connection sends; one that still waits for its echoes is passed over, and what it did not send is
    /// made up for.
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

/// <summary>The median of several measurements, the least and the greatest.</summary>
internal readonly record struct Spread(double Median, double Least, double Most)
{
    public static Spread Of(IEnumerable<double> measured)
    {
        double[] sorted = [.. measured.Order()];
        return new Spread(sorted[sorted.Length / 2], sorted[0], sorted[^1]);
    }
}
