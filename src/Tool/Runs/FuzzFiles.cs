using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Writes each finding of a run to a case file, and writes a report that contains diagrams of the conversations.</summary>
internal static class FuzzFiles
{
    private const string Reports = "reports";

    /// <summary>Writes the case files and the report for findings.</summary>
    /// <param name="folder">The folder to write to.</param>
    /// <param name="mark">
    /// The text that identifies the peer in the names of the case files and in the ids of the cases. The text is empty if the command can
    /// test only one peer.
    /// </param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="failures">The findings.</param>
    /// <param name="peer">The name of the peer.</param>
    /// <exception cref="UsageException">A file cannot be written.</exception>
    public static void Write(string folder, string mark, ulong seed, IReadOnlyList<FuzzFailure> failures, string peer)
    {
        try
        {
            foreach (var failure in failures)
            {
                var part = mark.Length > 0 ? mark : failure.Part;
                // If the conversation was not run as a case, the case file contains the masking keys of the conversation. A tester in the
                // server role has no masking keys, because it does not mask its frames.
                var found = failure.Case
                    ?? FindingCase.Of(
                        failure.Shortest,
                        failure.Finding,
                        seed,
                        failure.Number,
                        keepsKeys: failure.Shortest.Tester == Role.Client,
                        part
                    );
                var (before, after) = (mark.Length > 0 ? $"{mark}-" : "", failure.Part.Length > 0 ? $"-{failure.Part}" : "");
                File.WriteAllBytes(
                    Path.Combine(folder, FormattableString.Invariant($"finding-{before}{seed}-{failure.Number}{after}.json")),
                    CaseFile.Write([found])
                );
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out '{folder}' cannot be used: {FileProblem.OfWriting(folder, error)}.");
        }

        WriteReport(folder, peer, [.. failures.Where(failure => failure.Result is not null).Select(failure => failure.Result!)]);
    }

    /// <summary>Writes the report of the results. If there are no results, writes nothing.</summary>
    /// <exception cref="UsageException">A file cannot be written.</exception>
    public static void WriteReport(string folder, string peer, IReadOnlyList<CaseResult> results)
    {
        if (results.Count == 0) return;
        using var report = ResultRecorder.Open(Path.Combine(folder, Reports));
        report.Begin(new AgentRun(peer, peer, CommandLine.Own, Product.Token, results[0].Started, TimeSpan.Zero, Patience: 1));
        var recorder = new ResultRecorder(
            report,
            _ => peer,
            result => new CasePageOptions { Cases = Seq.create<CaseId>([.. results.Select(one => one.Case.Id)]) }
        );
        foreach (var result in results) recorder.Add(result);
        report.End(peer);
        if (recorder.HasFailed || !ResultRecorder.Try(report, report.WriteIndex)) throw new UsageException("the reports are incomplete.");
        Console.WriteLine($"The findings, drawn: {Path.Combine(report.Path, "index.html")}");
    }
}
