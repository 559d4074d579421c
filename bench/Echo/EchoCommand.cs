namespace Pure.WebSockets.Bench;

/// <summary>The cost of a message for echo servers over loopback, each in a process of its own, under the same load.</summary>
internal static class EchoCommand
{
    public const string Serve = "--serve";

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
            $"[{EchoChoice.Usage} | {Serve} {string.Join('|', EchoServer.Kinds)} "
                + $"[{string.Join('|', Enum.GetNames<EchoBuffer>())} [deflate]]]",
            arguments =>
                arguments is [Serve, var kind, .. var form] ? EchoServer.Run(kind, form)
                : EchoChoice.Of(arguments) is { } choice ? Run(choice)
                : null
        );

    private static int Run(EchoChoice choice)
    {
        var (rounds, time) = choice.IsQuick ? (3, TimeSpan.FromSeconds(1)) : (5, TimeSpan.FromSeconds(3));
        var servers = EchoServerProcess.StartAll(Enum.GetValues<EchoServerKind>().Where(choice.Includes), choice.PeerCommand);
        try
        {
            var rows = new List<LoadRow>();
            foreach (var load in Loads.Where(choice.Includes))
            {
                var measured = LoadRow.Measure(load, servers, rounds, time);
                rows.AddRange(measured);
                Console.Write(LoadTable.Of(load, measured));
            }

            // Results that leave something out are not those of the page.
            if (choice.IsWhole) Console.WriteLine(ComparisonJson.Write(Command, rows, choice.IsQuick));
            return 0;
        }
        finally
        {
            foreach (var server in servers) server.Dispose();
        }
    }
}
