namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes and reads the file index.json. For each agent and case, the file contains the verdicts, the duration, the peer's close code and
/// the name of the report file. The file contains only keys that the Autobahn Testsuite writes as well. If two runs have the same agents,
/// cases, verdicts and close codes, their files differ only in the durations. The other data about the cases and the runs is in the file
/// that <see cref="RunDetails"/> writes.
/// </summary>
public static partial class IndexReport
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "index.json";

    /// <summary>Writes the file.</summary>
    public static byte[] Write(IEnumerable<IndexEntry> entries) => ReportJson.Write(writer =>
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
