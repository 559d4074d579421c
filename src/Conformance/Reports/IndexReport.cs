namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes and reads index.json. For each agent and case, the file contains the verdicts, the duration, the peer's close code and the name
/// of the report file. The file contains only keys that the Autobahn Testsuite also writes. The indexes of two runs with the same agents,
/// cases, verdicts and close codes differ only in the durations. <see cref="RunDetails"/> writes the other data about the cases and the
/// runs.
/// </summary>
public static partial class IndexReport
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "index.json";

    /// <summary>Returns the content of index.json for the given entries, as UTF-8.</summary>
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
