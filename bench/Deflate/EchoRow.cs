using BenchmarkDotNet.Reports;

namespace Pure.WebSockets.Bench;

/// <summary>The results of round trips of messages of one size, for all sides.</summary>
/// <param name="MessageBytes">The size of a message before it is compressed.</param>
/// <param name="ContextTakeover">Whether messages may refer to earlier ones, in both directions.</param>
/// <param name="Rival">System.Net.WebSockets.</param>
/// <param name="Kernel">Ours, the form for hosts.</param>
/// <param name="Record">Ours, <see cref="Protocol.Step"/>.</param>
/// <param name="RivalWireBytes">The bytes on the wire of one of the rival's messages, including the frame header.</param>
/// <param name="WireBytes">The bytes on the wire of one of our messages.</param>
internal sealed record EchoRow(
    int MessageBytes,
    bool ContextTakeover,
    Cost Rival,
    Cost Kernel,
    Cost Record,
    double RivalWireBytes,
    double WireBytes
)
{
    /// <summary>Below 1: faster than the rival.</summary>
    public double KernelRatio => Kernel.Nanoseconds / Rival.Nanoseconds;

    /// <summary>Below 1: faster than the rival.</summary>
    public double RecordRatio => Record.Nanoseconds / Rival.Nanoseconds;

    /// <summary>Below 1: smaller than the rival's.</summary>
    public double WireRatio => WireBytes / RivalWireBytes;

    public static EchoRow[] Of(IEnumerable<BenchmarkReport> reports) =>
        [
            .. from report in reports
            let parameters = report.BenchmarkCase.Parameters
            group report by (
                MessageBytes: (int)parameters[nameof(DeflateRoundTrip.MessageBytes)],
                Alone: !(bool)parameters[nameof(DeflateRoundTrip.ContextTakeover)]
            ) into row
            orderby row.Key
            select new EchoRow(
                row.Key.MessageBytes,
                ContextTakeover: !row.Key.Alone,
                Cost.Of(row, nameof(DeflateRoundTrip.Rival)),
                Cost.Of(row, nameof(DeflateRoundTrip.OursKernel)),
                Cost.Of(row, nameof(DeflateRoundTrip.OursRecord)),
                BytesOnWire(Side.Rival, row.Key.MessageBytes, !row.Key.Alone),
                BytesOnWire(Side.OursKernel, row.Key.MessageBytes, !row.Key.Alone)
            ),
        ];

    /// <summary>The mean over all documents, each sent once in each direction over a new connection.</summary>
    private static double BytesOnWire(Side side, int messageBytes, bool contextTakeover)
    {
        var pair = EchoPair.Of(side, contextTakeover, messageBytes);
        return JsonDocuments.OfSize(messageBytes).Average(document => pair.EchoChecked(document) / 2.0);
    }
}
