using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The generated part of docs/faults.md.</summary>
internal static class FaultDocument
{
    private static readonly (Area Area, string Title)[] Titles =
    [
        (Area.Opening, "Opening handshake"),
        (Area.Framing, "Framing"),
        (Area.Lengths, "Masking and lengths"),
        (Area.Messages, "Messages, pings and pongs"),
        (Area.Text, "UTF-8"),
        (Area.Closing, "Closing"),
        (Area.Compression, "Compression"),
        (Area.Timing, "Timing"),
        (Area.Limits, "Limits"),
    ];

    /// <summary>The number of faults, and a table for each area.</summary>
    public static string Write()
    {
        var text = new StringBuilder(
            $"\nFaults: {FaultyEnd.All.DistinctBy(end => end.Fault).Count()}, of which a server can have {Count(Role.Server)} and a "
                + $"client {Count(Role.Client)}.\n"
        );
        foreach (var (area, title) in Titles)
        {
            text.Append($"\n## {title}\n\n| the peer | a server is caught by | a client is caught by |\n|---|---|---|\n");
            foreach (var fault in FaultyEnd.All.Where(end => end.Area == area).GroupBy(end => end.Fault))
                text.Append($"| {fault.First().Says} | {Case(fault, Role.Server)} | {Case(fault, Role.Client)} |\n");
        }

        return text.ToString();
    }

    private static int Count(Role role) => FaultyEnd.All.Count(end => end.Role == role);

    private static string Case(IEnumerable<FaultyEnd> ends, Role role) =>
        ends.FirstOrDefault(end => end.Role == role) is { } end ? end.CaughtBy + (end.IsNotStrict ? ", non-strict" : "") : "–";
}
