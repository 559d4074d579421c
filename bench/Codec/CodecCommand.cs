namespace Pure.WebSockets.Bench;

/// <summary>Frames in and out of memory, beside System.Net.WebSockets: no socket, no waiting, one thread.</summary>
internal static class CodecCommand
{
    public static Command Command { get; } = new("codec", "[--quick]", arguments => arguments switch
    {
        [] => Run(quick: false),
        ["--quick"] => Run(quick: true),
        _ => null,
    });

    private static int Run(bool quick)
    {
        if (Comparison.Run([typeof(ReceiveMasked), typeof(ReceiveAscii), typeof(ReceiveMultiByte), typeof(SendUnmasked), typeof(SendMasked)], quick) is not { } reports) return 1;
        var rows = CodecRow.Of(reports);
        Console.WriteLine();
        Console.Write(CodecTable.Of(rows));
        Console.WriteLine(ComparisonJson.Write(Command, rows, quick));
        return 0;
    }
}
