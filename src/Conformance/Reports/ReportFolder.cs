namespace Pure.WebSockets.Conformance;

/// <summary>A folder of reports: index.html, index.json, and a file a case. What was there before is overwritten, never deleted.</summary>
public static class ReportFolder
{
    /// <summary>Writes all files. A folder that cannot be written to is an <see cref="IOException"/> or an <see cref="UnauthorizedAccessException"/> that names it.</summary>
    public static void Write(string folder, Run run)
    {
        Directory.CreateDirectory(folder);
        foreach (var result in run.Results)
            File.WriteAllBytes(Path.Combine(folder, Run.FileName(run.Agent, result.Case.Id) + ".json"), CaseReport.Write(run.Agent, result));
        File.WriteAllBytes(Path.Combine(folder, "index.json"), IndexReport.Write(run));
        File.WriteAllText(Path.Combine(folder, "index.html"), HtmlReport.Write(run));
    }
}
