namespace Pure.WebSockets.Bench;

/// <summary>Round trips of compressed messages in memory, and the memory of idle connections, beside System.Net.WebSockets.</summary>
internal static class DeflateCommand
{
    public static Command Command { get; } =
        new(
            "deflate",
            $"[--quick | {IdleProcess.Option} {string.Join('|', Enum.GetNames<IdleSide>())} on|off]",
            arguments =>
                arguments switch
                {
                    [] => Run(quick: false),
                    ["--quick"] => Run(quick: true),
                    [IdleProcess.Option, var side, var takeover] => IdleProcess.Run(side, takeover),
                    _ => null,
                }
        );

    private static int Run(bool quick)
    {
        // The short measurement runs first, so that an error in it is found at once.
        IdleRow[] idle = [IdleRow.Of(contextTakeover: true), IdleRow.Of(contextTakeover: false)];
        Console.Write(IdleTable.Of(idle));
        Console.WriteLine();
        if (Comparison.Run([typeof(DeflateRoundTrip)], quick) is not { } reports) return 1;
        var rows = EchoRow.Of(reports);
        Console.WriteLine();
        Console.Write(EchoTable.Of(rows));
        Console.WriteLine(ComparisonJson.Write(Command, new { RoundTrips = rows, Idle = idle }, quick));
        return 0;
    }
}
