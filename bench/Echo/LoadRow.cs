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
        foreach (var server in servers) RunAsync(load, requests, server, time / 2, new Latencies()).GetAwaiter().GetResult();
        for (var round = 0; round < rounds; round++)
            foreach (var server in servers) samples[server.Kind].Add(RunAsync(load, requests, server, time, latencies[server.Kind]).GetAwaiter().GetResult());

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

    private static async Task<(double Cpu, double Rate)> RunAsync(Load load, LoadRequests requests, EchoServerProcess server, TimeSpan time, Latencies all)
    {
        var connections = Enumerable.Range(0, load.Connections).Select(_ => new LoadConnection(load, requests)).ToArray();
        await Parallel.ForEachAsync(connections, new ParallelOptions { MaxDegreeOfParallelism = OpenAtATime }, async (connection, _) => await connection.OpenAsync(server.Port));

        // What the first messages of a connection cost is not what is asked for.
        await EachAsync(0);
        var (cpu, clock) = (server.Cpu, Stopwatch.StartNew());
        var each = await EachAsync(Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency));
        var (took, used) = (clock.Elapsed, server.Cpu - cpu);
        foreach (var connection in connections) connection.Dispose();
        foreach (var one in each) all.Add(one);
        var count = each.Sum(one => one.Count);
        return (used.TotalMicroseconds / count, count / took.TotalSeconds);

        async Task<Latencies[]> EachAsync(long until)
        {
            try
            {
                return await Task.WhenAll(connections.Select(connection => Task.Run(() => connection.RunAsync(until))));
            }
            catch (Exception broken)
            {
                throw new InvalidOperationException($"{server.Kind}, {load}: {broken.Message}", broken);
            }
        }
    }
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
