using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>docs/faults.md, made of the table.</summary>
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

    public static string Write()
    {
        var text = new StringBuilder()
            .Append("# Faults that the cases catch\n\n")
            .Append("The score of a suite is how many faulty peers it catches. The tests hold an echo, server and client, that keeps every rule of RFC 6455 and RFC 7692 until one fault is switched on;\n")
            .Append("each fault is one that implementations had. A fault counts as caught when a case fails for the faulty peer and not for the sound one, in memory and over TCP.\n")
            .Append("The table is `tests/Conformance/Faulty/Fault.cs`; a test holds this page to it (`PUREWS_RENEW=1` writes it anew).\n\n")
            .Append($"Faults: {FaultyEnd.All.DistinctBy(end => end.Fault).Count()}, of which a server can have {Count(Role.Server)} and a client {Count(Role.Client)}.\n")
            .Append("\nBeside each fault stands a case that catches it in a server and in a client; there may be others. A dash: such an end cannot have the fault, or nobody could see it.\n");
        foreach (var (area, title) in Titles)
        {
            text.Append($"\n## {title}\n\n| The peer | Server | Client |\n|---|---|---|\n");
            foreach (var fault in FaultyEnd.All.Where(end => end.Area == area).GroupBy(end => end.Fault)) text.Append($"| {fault.First().Says} | {Case(fault, Role.Server)} | {Case(fault, Role.Client)} |\n");
        }

        return text.ToString();
    }

    private static int Count(Role role) => FaultyEnd.All.Count(end => end.Role == role);

    private static string Case(IEnumerable<FaultyEnd> ends, Role role) => ends.FirstOrDefault(end => end.Role == role) is { } end ? end.CaughtBy.IfNone(FaultyAttribute.NotYet) : "–";
}
