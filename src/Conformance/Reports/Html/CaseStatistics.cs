using System.Globalization;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes the number of reads and writes of each size, the number of frames with each opcode, and the traffic in both directions. The
/// script of the page converts the lists of reads, writes and frames into tables with totals.
/// </summary>
internal static class CaseStatistics
{
    private const int ShownSizes = 16;

    public static string Write(CaseResult result)
    {
        var seen = result.Observation;
        var isClient = seen.Tester == Role.Client;
        return "<section id=figures><h2>What was counted</h2>"
            + $"<dl id=counts><dt>Reads, by bytes<dd id=reads{Sizes(With(result.Reads, seen, isClient ? "response" : "request"))}"
            + $"<dt>Writes, by bytes<dd id=writes{Sizes(With(result.Writes, seen, isClient ? "request" : "response"))}"
            + $"<dt>Frames received<dd id=received>{Frames(seen.FramesReceived)}<dt>Frames sent<dd id=sent>{Frames(seen.FramesSent)}</dl>"
            + (seen.Outgoing.Frames + seen.Incoming.Frames > 0 ? Traffic(seen) : "")
            + "</section>\n";
    }

    /// <summary>
    /// Returns the number of reads or writes of each size in bytes. If the HTTP head of the opening handshake is not empty, it counts as
    /// one read or write.
    /// </summary>
    private static Dictionary<int, int> With(IReadOnlyDictionary<int, int> sizes, Observation seen, string name)
    {
        var all = new Dictionary<int, int>(sizes);
        var length = HeadLength.Of(name, seen);
        if (length > 0) all[length] = all.GetValueOrDefault(length) + 1;
        return all;
    }

    /// <summary>
    /// Returns each size with its count. If there are more than 16 different sizes, returns only the 16 most frequent sizes and the totals.
    /// </summary>
    private static string Sizes(Dictionary<int, int> sizes)
    {
        var shown = sizes
            .OrderByDescending(size => size.Value)
            .ThenBy(size => size.Key)
            .Take(ShownSizes)
            .OrderBy(size => size.Key)
            .Select(size => ($"{size.Key}", size.Value));
        return sizes.Count <= ShownSizes
            ? $">{Listed(shown)}"
            : $" data-count={sizes.Values.Sum()} data-octets={sizes.Sum(size => (long)size.Key * size.Value)}>{Listed(shown)}, … "
                + $"{sizes.Count - ShownSizes} sizes not shown …";
    }

    private static string Frames(Map<int, int> counts) =>
        Listed(counts.Pairs.Select(pair => ($"{pair.Item1} {FrameWords.Opcode(pair.Item1)}", pair.Item2)));

    private static string Listed(IEnumerable<(string Name, int Count)> counted) =>
        string.Join(", ", counted.Select(one => $"{one.Name} × {one.Count}"));

    private static string Traffic(Observation seen)
    {
        var (incoming, outgoing) = (seen.Incoming, seen.Outgoing);
        var isClient = seen.Tester == Role.Client;
        return "<table id=traffic><caption>Data frames while the connection was open</caption><thead><tr><th><th>received<th>sent<tbody>"
            + Row("messages", incoming.Messages, outgoing.Messages)
            + Row("frames", incoming.Frames, outgoing.Frames)
            + Row("bytes of messages", incoming.Application, outgoing.Application)
            + Row("bytes of payloads", incoming.Payload, outgoing.Payload)
            + Row("bytes on the wire", incoming.Wire, outgoing.Wire)
            + Row(
                "bytes of the handshake",
                HeadLength.Received(seen),
                HeadLength.Sent(seen)
            )
            + Row("compression ratio", incoming.CompressionRatio, outgoing.CompressionRatio)
            + Row("header overhead", incoming.Overhead, outgoing.Overhead)
            + "</table>\n";
    }

    private static string Row(string name, long received, long sent) => $"<tr><th>{name}<td>{received}<td>{sent}";

    private static string Row(string name, Option<double> received, Option<double> sent) =>
        $"<tr><th>{name}<td>{Ratio(received)}<td>{Ratio(sent)}";

    private static string Ratio(Option<double> ratio) =>
        ratio.Map(value => value.ToString("0.000", CultureInfo.InvariantCulture)).IfNone("-");
}
