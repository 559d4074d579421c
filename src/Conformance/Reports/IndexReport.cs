namespace Pure.WebSockets.Conformance;

/// <summary>
/// index.json: for each agent and case the verdicts, the time, the peer's close code and the file that has the rest, under the keys that
/// the old suite has, and no others: two runs with equal verdicts give equal files but for the times. What it has no keys for is in
/// <see cref="RunDetails"/>.
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
                ReportJson.Number(writer, "remoteCloseCode", entry.RemoteCloseCode);
                writer.WriteString("reportfile", entry.ReportFile);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    });
}
