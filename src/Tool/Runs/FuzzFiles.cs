using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Writes each finding of a run to a case file, and writes a report that contains diagrams of the conversations. The findings of earlier
/// runs and of other peers in the folder are kept.
/// </summary>
internal static class FuzzFiles
{
    private const string Reports = "reports";

    /// <summary>Creates the folder, and checks that the reports of earlier runs in it can be read.</summary>
    /// <exception cref="UsageException">The folder cannot be created, or its reports cannot be read.</exception>
    public static void Prepare(string folder)
    {
        InFolder(folder, () => Directory.CreateDirectory(folder));
        Earlier(Path.Combine(folder, Reports));
    }

    /// <summary>Writes the case files and the report for findings, and prints how many findings are new in the folder.</summary>
    /// <param name="folder">The folder to write to.</param>
    /// <param name="mark">The text that identifies the peer in the names of the case files and in the ids of the cases.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="failures">The findings.</param>
    /// <param name="peer">The name of the peer.</param>
    /// <param name="patience">The factor for the time limits in the run.</param>
    /// <exception cref="UsageException">A file cannot be written.</exception>
    public static void Write(string folder, string mark, ulong seed, IReadOnlyList<FuzzFailure> failures, string peer, double patience = 1)
    {
        if (failures.Count == 0) return;
        var (added, results) = (0, new List<CaseResult>());
        InFolder(
            folder,
            () =>
            {
                foreach (var failure in failures)
                {
                    var (id, isNew) = Save(folder, mark, seed, failure);
                    if (isNew) added++;
                    if (failure.Result is { } result) results.Add(result with { Case = result.Case with { Id = id } });
                }
            }
        );
        var known = failures.Count - added;
        Console.WriteLine(
            $"{CountText.Of(added, "finding")} saved to {folder}"
                + (known == 0 ? "" : $"; {known} {(known == 1 ? "was" : "were")} saved there before")
        );
        WriteReport(folder, peer, results, patience);
    }

    /// <summary>
    /// Writes the report of the results, unless there are no results. The results of earlier runs in the report are kept, except those of
    /// the same case and peer.
    /// </summary>
    /// <exception cref="UsageException">A file cannot be written, or the report of an earlier run cannot be read.</exception>
    public static void WriteReport(string folder, string peer, IReadOnlyList<CaseResult> results, double patience)
    {
        if (results.Count == 0) return;
        var path = Path.Combine(folder, Reports);
        var (entries, runs) = Earlier(path);
        using var report = ResultRecorder.Open(path);
        if (!ResultRecorder.Try(report, () => Keep(report, entries, runs))) throw Incomplete();
        report.Begin(new AgentRun(peer, peer, CommandLine.Own, Product.Token, results[0].Started, TimeSpan.Zero, patience));
        var recorder = new ResultRecorder(
            report,
            _ => peer,
            result => new CasePageOptions { Cases = Seq.create<CaseId>([.. results.Select(one => one.Case.Id)]) }
        );
        foreach (var result in results) recorder.Add(result);
        report.End(peer);
        if (recorder.HasFailed || !ResultRecorder.Try(report, report.WriteIndex)) throw Incomplete();
        Console.WriteLine($"The findings, drawn: {Path.Combine(report.Path, "index.html")}");

        static UsageException Incomplete() => new("the reports are incomplete.");
    }

    /// <summary>
    /// Saves a finding under the first name that no other finding has. If the same finding has been saved before, nothing is written.
    /// Returns the id of the case, and whether a file was written.
    /// </summary>
    private static (CaseId Id, bool IsNew) Save(string folder, string mark, ulong seed, FuzzFailure failure)
    {
        // If the finding was not run as a case, the case file keeps the masking keys of the conversation. A tester in the server role has
        // no masking keys, because it does not mask its frames.
        var found = failure.Case
            ?? FindingCase.Of(
                failure.Shortest,
                failure.Finding,
                seed,
                failure.Number,
                keepsKeys: failure.Shortest.Tester == Role.Client
            );
        for (var ordinal = 1; ; ordinal++)
        {
            var named = found with { Id = FindingCase.IdOf(seed, failure.Number, mark, ordinal) };
            var after = ordinal == 1 ? "" : FormattableString.Invariant($"-{ordinal}");
            var path = Path.Combine(folder, FormattableString.Invariant($"finding-{mark}-{seed}-{failure.Number}{after}.json"));
            var content = CaseFile.Write([named]);
            if (TryCreate(path, content)) return (named.Id, true);
            if (InputFile.Cases.Read(path).AsSpan().SequenceEqual(content)) return (named.Id, false);
        }
    }

    /// <summary>Creates a file with the given content. Returns false if there is a file with that name.</summary>
    private static bool TryCreate(string path, byte[] content)
    {
        if (File.Exists(path)) return false;
        // A file that appears in one step is never seen or left in part.
        var partial = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            File.WriteAllBytes(partial, content);
            File.Move(partial, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another run has created the file in the meantime.
            return false;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Returns the results and the runs in a report, which are empty if there is no report.</summary>
    private static (Seq<IndexEntry> Entries, Seq<AgentRun> Runs) Earlier(string path) =>
        File.Exists(Path.Combine(path, IndexReport.FileName))
            ? (
                IndexFile.Read("--out", path),
                RunDetails
                    .Read(Seq<IndexEntry>.Empty, path)
                    .Match(Right: read => read.Runs, Left: error => throw new UsageException($"--out {error}"))
            )
            : (Seq<IndexEntry>.Empty, Seq<AgentRun>.Empty);

    private static void Keep(ReportFolder report, Seq<IndexEntry> entries, Seq<AgentRun> runs)
    {
        foreach (var entry in entries) report.Take(report.Path, entry);
        foreach (var run in runs) report.Take(run);
    }

    private static void InFolder(string folder, Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (FileProblem.IsCause(error))
        {
            throw new UsageException($"--out '{folder}' cannot be used: {FileProblem.OfWriting(folder, error)}.");
        }
    }
}
