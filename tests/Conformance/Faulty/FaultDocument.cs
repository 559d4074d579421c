using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The generated part of docs/faults.md.</summary>
internal static class FaultDocument
{
    private const int Few = 4000;
    private const int Short = 3;

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
                + $"client {Count(Role.Client)}.\n\n"
                + $"Generated conversations find {FoundByFuzz.Results.Count} of these {FaultyEnd.All.Length} faulty peers within "
                + $"{FoundByFuzz.Most:N0} conversations, and {FoundByFuzz.Results.Count(one => one.Within <= Few)} within {Few:N0}. Of "
                + $"the shortened conversations, {FoundByFuzz.Results.Count(one => one.Frames <= Short)} have at most {Short} frames; the "
                + $"median is {Median()}.\n"
        );
        foreach (var (area, title) in Titles)
        {
            text.Append(
                $"\n## {title}\n\n| the peer | a server is caught by | a client is caught by | server, by fuzz | client, by fuzz |\n"
                    + "|---|---|---|---|---|\n"
            );
            foreach (var fault in FaultyEnd.All.Where(end => end.Area == area).GroupBy(end => end.Fault))
                text.Append(
                    $"| {fault.First().Says} | {Case(fault, Role.Server)} | {Case(fault, Role.Client)} "
                        + $"| {Found(fault, Role.Server)} | {Found(fault, Role.Client)} |\n"
                );
        }

        return text.ToString();
    }

    private static string Median()
    {
        int[] frames = [.. FoundByFuzz.Results.Select(one => one.Frames).Order()];
        return frames.Length == 0 ? "unknown" : FormattableString.Invariant($"{frames[frames.Length / 2]}");
    }

    private static string Found(IEnumerable<FaultyEnd> ends, Role role) => ends.FirstOrDefault(end => end.Role == role) switch
    {
        null => "–",
        { } end when FoundByFuzz.Of(end) is { } found => FormattableString.Invariant($"{found.Within} ({found.Frames})"),
        _ => "not found",
    };

    private static int Count(Role role) => FaultyEnd.All.Count(end => end.Role == role);

    private static string Case(IEnumerable<FaultyEnd> ends, Role role) =>
        ends.FirstOrDefault(end => end.Role == role) is { } end ? end.CaughtBy + (end.IsNotStrict ? ", non-strict" : "") : "–";
}
