namespace Pure.WebSockets.Conformance;

/// <summary>
/// index.json: for each agent and case the verdicts, the time, the peer's close code and the file that has the rest, under the keys that the old suite has; and what it has not:
/// the sentence that says why, both ratios of compression, and when the case began.
/// </summary>
public static partial class IndexReport
{
    /// <summary>The file's name in its folder.</summary>
    public const string FileName = "index.json";

    /// <summary>The file.</summary>
    public static byte[] Write(Seq<IndexEntry> entries) => ReportJson.Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var agent in entries.GroupBy(entry => entry.Agent).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject(agent.Key);
            foreach (var entry in agent.OrderBy(entry => entry.Id.Text, StringComparer.Ordinal))
            {
                writer.WriteStartObject(entry.Id.Text);
                writer.WriteString("behavior", VerdictText.Of(entry.Behavior));
                writer.WriteString("behaviorClose", VerdictText.Of(entry.Close));
                writer.WriteNumber("duration", entry.Milliseconds);
                ReportJson.Number(writer, "incomingCompressionRatio", entry.IncomingRatio);
                ReportJson.Number(writer, "outgoingCompressionRatio", entry.OutgoingRatio);
                ReportJson.Number(writer, "remoteCloseCode", entry.RemoteCloseCode);
                writer.WriteString("reportfile", entry.ReportFile);
                ReportJson.Text(writer, "result", entry.Result);
                ReportJson.Text(writer, "started", entry.Started.Map(ReportJson.Time));
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    });
}
