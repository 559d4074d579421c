namespace Pure.WebSockets.Bench;

/// <summary>The memory that servers hold for idle connections.</summary>
internal static class IdleCommand
{
    public static Command Command { get; } = new("idle", "[--quick]", arguments => arguments switch
    {
        [] => Run(quick: false),
        ["--quick"] => Run(quick: true),
        _ => null,
    });

    private static int Run(bool quick)
    {
        int[] counts = quick ? [5_000] : [5_000, 15_000, 25_000];
        var rows = new List<IdleServerRow>();
        Console.WriteLine(IdleServerTable.Header);
        foreach (var server in IdleServer.All)
        {
            var measured = IdleServerRow.MeasureAsync(server, counts).GetAwaiter().GetResult();
            rows.AddRange(measured);
            Console.Write(IdleServerTable.Of(measured));
        }

        Console.WriteLine(ComparisonJson.Write(Command, rows, quick));
        return 0;
    }
}
