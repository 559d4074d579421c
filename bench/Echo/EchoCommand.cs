namespace Pure.WebSockets.Bench;

/// <summary>The cost of a message for echo servers over loopback, each in a process of its own, under the same load.</summary>
internal static class EchoCommand
{
    public const string Serve = "--serve";

    private const int MostForFloor = 1024;

    private static readonly Load[] Loads =
    [
        new(1, 1, 32, MessageKind.Binary, MultiByte: false),
        new(64, 1, 32, MessageKind.Binary, MultiByte: false),
        new(64, 16, 32, MessageKind.Binary, MultiByte: false),
        new(64, 1, 32, MessageKind.Binary, MultiByte: false, Rate: 20_000),
        new(64, 16, 32, MessageKind.Binary, MultiByte: false, Rate: 320_000),
        new(64, 1, 1024, MessageKind.Binary, MultiByte: false),
        new(16, 1, 64 * 1024, MessageKind.Binary, MultiByte: false),
        new(16, 1, 64 * 1024, MessageKind.Text, MultiByte: true),
        new(4, 1, 1024 * 1024, MessageKind.Binary, MultiByte: false),
    ];

    public static Command Command { get; } =
        new(
            "echo",
            $"[--quick | {Serve} {string.Join('|', EchoServer.Kinds)} [{string.Join('|', Enum.GetNames<EchoBuffer>())} [deflate]]]",
            arguments =>
                arguments switch
                {
                    [] => Run(quick: false),
                    ["--quick"] => Run(quick: true),
                    [Serve, var kind, .. var form] => EchoServer.Run(kind, form),
                    _ => null,
                }
        );

    private static int Run(bool quick)
    {
        var (rounds, time) = quick ? (3, TimeSpan.FromSeconds(1)) : (5, TimeSpan.FromSeconds(3));
        var servers = EchoServerProcess.StartAll(Enum.GetValues<EchoServerKind>());
        try
        {
            var rows = new List<LoadRow>();
            foreach (var load in Loads)
            {
                var measured = LoadRow.Measure(
                    load,
                    [.. servers.Where(server => server.Kind != EchoServerKind.Floor || load.Bytes <= MostForFloor)],
                    rounds,
                    time
                );
                rows.AddRange(measured);
                Console.Write(LoadTable.Of(load, measured));
            }

            Console.WriteLine(ComparisonJson.Write(Command, rows, quick));
            return 0;
        }
        finally
        {
            foreach (var server in servers) server.Dispose();
        }
    }
}
