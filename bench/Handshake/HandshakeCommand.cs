using System.Globalization;

namespace Pure.WebSockets.Bench;

/// <summary>The time of the first opening handshake of a server process beside that of the hundredth.</summary>
internal static class HandshakeCommand
{
    public static Command Command { get; } = new("handshake", "[--quick]", arguments => arguments switch
    {
        [] => Run(quick: false),
        ["--quick"] => Run(quick: true),
        _ => null,
    });

    private static int Run(bool quick)
    {
        var processes = quick ? 3 : 15;
        var rows = new List<HandshakeRow>();
        HandshakeRow.WarmUpAsync().GetAwaiter().GetResult();
        Console.WriteLine("server            first µs   hundredth µs   first by hundredth   least … most");
        foreach (var kind in EchoServerNames.Servers)
        {
            if (HandshakeRow.MeasureAsync(kind, processes).GetAwaiter().GetResult() is not { } row) continue;
            rows.Add(row);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Server.Name(),-15}{row.FirstMicroseconds,11:N0}{row.HundredthMicroseconds,15:N0}{row.Ratio,21:N0}" +
                $"   {row.LeastRatio:N0} … {row.MostRatio:N0}"));
        }

        Console.WriteLine(ComparisonJson.Write(Command, rows, quick));
        return 0;
    }
}
