using System.Diagnostics;

namespace Pure.WebSockets.Bench;

/// <summary>The opening handshakes of one server in several new processes. Times are medians over the processes.</summary>
/// <param name="Server">The server.</param>
/// <param name="FirstMicroseconds">The time from connect to the complete response, for the first connection of a process.</param>
/// <param name="HundredthMicroseconds">The same for the hundredth connection: in each process, the median of the 91st to the 110th.</param>
/// <param name="Ratio">The first divided by the hundredth of the same process.</param>
/// <param name="LeastRatio">The lowest ratio.</param>
/// <param name="MostRatio">The highest ratio.</param>
internal sealed record HandshakeRow(
    EchoServerKind Server, double FirstMicroseconds, double HundredthMicroseconds, double Ratio, double LeastRatio, double MostRatio)
{
    private const int Last = 110;
    private const int AroundHundredth = 20;

    /// <summary>Compiles the client's own code before a server is measured.</summary>
    public static async Task WarmUpAsync()
    {
        using var server = EchoServerProcess.Start(EchoServerKind.Kestrel)!;
        await TimesAsync(server.Port);
    }

    /// <summary>Measures one server; null if a requirement is missing.</summary>
    public static async Task<HandshakeRow?> MeasureAsync(EchoServerKind kind, int processes)
    {
        var (first, hundredth) = (new List<double>(), new List<double>());
        for (var number = 0; number < processes; number++)
        {
            using var server = EchoServerProcess.Start(kind);
            if (server is null) return null;
            var times = await TimesAsync(server.Port);
            first.Add(times[0]);
            hundredth.Add(Median(times.TakeLast(AroundHundredth)));
        }

        double[] ratios = [.. first.Zip(hundredth, static (one, other) => one / other)];
        return new HandshakeRow(kind, Median(first), Median(hundredth), Median(ratios), ratios.Min(), ratios.Max());
    }

    /// <summary>The durations of the handshakes in order, in microseconds.</summary>
    private static async Task<IReadOnlyList<double>> TimesAsync(int port)
    {
        var times = new List<double>();
        while (times.Count < Last)
        {
            var clock = Stopwatch.StartNew();
            using var socket = await Upgrade.OpenAsync(port);
            times.Add(clock.Elapsed.TotalMicroseconds);
        }

        return times;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }
}
