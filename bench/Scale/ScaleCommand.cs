namespace Pure.WebSockets.Bench;

/// <summary>The cost of a message for echo servers, by number of connections and by message size.</summary>
internal static class ScaleCommand
{
    private const int SmallBytes = 32;
    private const int FewConnections = 4;
    private const int ShortestBytes = 16;
    private const int LongestBytes = 16 * 1024 * 1024;

    public static Command Command { get; } = new("scale", "[--quick]", arguments => arguments switch
    {
        [] => Run(quick: false),
        ["--quick"] => Run(quick: true),
        _ => null,
    });

    private static int Run(bool quick)
    {
        var (rounds, time, factor) = quick ? (3, TimeSpan.FromSeconds(0.7), 16) : (5, TimeSpan.FromSeconds(2), 4);
        var servers = EchoServerProcess.StartAll(EchoServerNames.Servers);
        try
        {
            Console.WriteLine(ScaleTable.Header);
            int[] counts = [10, 100, 1_000, 10_000];
            var byConnections = Measure(
                counts.Where(count => servers.All(server => Descriptors.Allow(count, server))).Select(count => Of(count, SmallBytes))
            );
            var bySize = Measure(Sizes(factor).Select(bytes => Of(FewConnections, bytes)));
            Console.WriteLine(ComparisonJson.Write(Command, new ScaleRows(byConnections, bySize), quick));
            return 0;
        }
        finally
        {
            foreach (var server in servers) server.Dispose();
        }

        List<ScaleRow> Measure(IEnumerable<Load> loads)
        {
            var rows = new List<ScaleRow>();
            foreach (var load in loads)
            {
                var measured = ScaleRow.Measure(load, servers, rounds, time).ToArray();
                rows.AddRange(measured);
                Console.Write(ScaleTable.Of(measured));
            }

            return rows;
        }
    }

    private static Load Of(int connections, int bytes) => new(connections, Depth: 1, bytes, MessageKind.Binary, MultiByte: false);

    private static IEnumerable<int> Sizes(int factor)
    {
        for (var bytes = ShortestBytes; bytes <= LongestBytes; bytes *= factor) yield return bytes;
    }
}
