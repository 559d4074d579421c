namespace Pure.WebSockets.Conformance;

/// <summary>index.json: for each agent and case the verdicts, the time, the peer's close code and the file that has the rest.</summary>
public static class IndexReport
{
    /// <summary>The file.</summary>
    public static byte[] Write(params Run[] runs) => ReportJson.Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var run in runs.OrderBy(run => run.Agent, StringComparer.Ordinal))
        {
            writer.WriteStartObject(run.Agent);
            foreach (var result in run.Results.OrderBy(result => result.Case.Id.Text, StringComparer.Ordinal))
            {
                writer.WriteStartObject(result.Case.Id.Text);
                writer.WriteString("behavior", VerdictText.Of(result.Judgement.Behavior));
                writer.WriteString("behaviorClose", VerdictText.Of(result.Judgement.Close));
                writer.WriteNumber("duration", ReportJson.Milliseconds(result.Duration));
                ReportJson.Number(writer, "remoteCloseCode", result.Observation.RemoteCloseCode);
                writer.WriteString("reportfile", Run.FileName(run.Agent, result.Case.Id) + ".json");
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    });
}
