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

    /// <summary>
    /// Writes the case files and the report for findings, and prints how many findings are new in the folder. A finding that can be a
    /// consequence of the loss of the peer is not written, because its conversation is one of the suspects.
    /// </summary>
    /// <param name="folder">The folder to write to.</param>
    /// <param name="mark">The text that identifies the peer in the names of the case files and in the ids of the cases.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="failures">The findings.</param>
    /// <param name="peer">The name of the peer.</param>
    /// <param name="patience">The factor for the time limits in the run.</param>
    /// <param name="suspect">The result for the loss of a peer if the conversation that ended it is not known, or null.</param>
    /// <exception cref="UsageException">A file cannot be written. All other files have been written.</exception>
    public static void Write(
        string folder,
        string mark,
        ulong seed,
        IReadOnlyList<FuzzFailure> failures,
        string peer,
        double patience = 1,
        CaseResult? suspect = null
    )
    {
        var (results, problems) = (new List<CaseResult>(), new List<string>());
        Try(() => Save(folder, mark, seed, failures, results));
        if (suspect is not null) results.Add(suspect);
        Try(() => WriteReport(folder, peer, results, patience));
        if (problems.Count > 0) throw new UsageException(string.Join('\n', problems));

        void Try(Action write)
        {
            try
            {
                write();
            }
            catch (UsageException problem)
            {
                problems.Add(problem.Message);
            }
        }
    }

    /// <summary>Writes the case files for findings, and prints how many are new in the folder. Adds the results for the report.</summary>
    /// <exception cref="UsageException">A file cannot be written. All other files have been written.</exception>
    public static void Save(
        string folder,
        string mark,
        ulong seed,
        IReadOnlyList<FuzzFailure> failures,
        List<CaseResult>? results = null
    )
    {
        var (added, known, problems) = (0, 0, new List<string>());
        var files = new List<string>();
        foreach (var failure in failures.Where(failure => !failure.IsOfLoss))
        {
            var found = CaseOf(failure, seed);
            var id = FindingCase.IdOf(seed, failure.Number, mark, 1);
            try
            {
                var (isNew, path) = (false, "");
                InFolder(folder, () => (id, path, isNew) = Save(Findings(folder, mark, seed, failure.Number), found));
                files.Add($"  {Path.GetFileName(path)}: {failure.Finding}{(failure.IsFlaky ? " (flaky)" : "")}");
                (added, known) = isNew ? (added + 1, known) : (added, known + 1);
            }
            catch (UsageException problem)
            {
                problems.Add(problem.Message);
            }

            var result = failure.Result ?? FindingCase.Unrun(found, failure.Shortest.Tester, failure.Finding, "the run ended before");
            results?.Add(result with { Case = result.Case with { Id = id } });
        }

        if (added + known + problems.Count == 0) return;
        Console.WriteLine(
            $"{CountText.Of(added, "finding")} saved to {folder}"
                + (known == 0 ? "" : $"; {known} {(known == 1 ? "was" : "were")} saved there before")
                + (problems.Count == 0 ? "" : $"; {problems.Count} could not be saved")
        );
        foreach (var file in files) Console.WriteLine(PrintableText.OneLine(file));
        if (problems.Count > 0) throw new UsageException(string.Join('\n', problems.Distinct()));
    }

    /// <summary>
    /// Writes the conversations that can have ended a peer to a folder of their own. Returns the paths of the files, whether they are new,
    /// and the first of the cases.
    /// </summary>
    /// <exception cref="UsageException">A file cannot be written.</exception>
    public static FuzzSuspectFiles WriteSuspects(string folder, string mark, ulong seed, PeerLoss lost)
    {
        var place = FuzzSuspectFiles.FolderIn(folder);
        var files = new FuzzSuspectFiles(place);
        if (!lost.Suspects.IsEmpty)
            InFolder(
                place,
                () =>
                {
                    Directory.CreateDirectory(place);
                    foreach (var suspect in lost.Suspects)
                    {
                        var isClient = suspect.Script.Tester == Role.Client;
                        var found = FindingCase.Of(suspect.Script, PeerLoss.Suspicion, seed, suspect.Number, keepsKeys: isClient);
                        var (id, path, isNew) = Save(Suspects(place, mark, seed, suspect.Number), found);
                        files.Add(path, isNew, found with { Id = id });
                    }
                }
            );
        return files;
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
    /// Returns the case of a finding. If the finding was not run as a case, the case file keeps the masking keys of the conversation. A
    /// tester in the server role has no masking keys, because it does not mask its frames.
    /// </summary>
    private static Case CaseOf(FuzzFailure failure, ulong seed) =>
        failure.Case
            ?? FindingCase.Of(
                failure.Shortest,
                failure.Finding,
                seed,
                failure.Number,
                keepsKeys: failure.Shortest.Tester == Role.Client
            );

    private static Func<int, (CaseId, string)> Findings(string folder, string mark, ulong seed, long number) =>
        ordinal => (FindingCase.IdOf(seed, number, mark, ordinal), PathOf(folder, "finding", mark, seed, number, ordinal));

    private static Func<int, (CaseId, string)> Suspects(string folder, string mark, ulong seed, long number) =>
        ordinal => (FindingCase.IdOfSuspect(seed, number, mark, ordinal), PathOf(folder, "suspect", mark, seed, number, ordinal));

    private static string PathOf(string folder, string kind, string mark, ulong seed, long number, int ordinal)
    {
        var after = ordinal == 1 ? "" : FormattableString.Invariant($"-{ordinal}");
        return Path.Combine(folder, FormattableString.Invariant($"{kind}-{mark}-{seed}-{number}{after}.json"));
    }

    /// <summary>
    /// Saves a case under the first name that no other case has. If the same case has been saved before, nothing is written. Returns the id
    /// of the case, the path, and whether a file was written.
    /// </summary>
    private static (CaseId Id, string Path, bool IsNew) Save(Func<int, (CaseId Id, string Path)> placeOf, Case found)
    {
        for (var ordinal = 1; ; ordinal++)
        {
            var (id, path) = placeOf(ordinal);
            var content = CaseFile.Write([found with { Id = id }]);
            if (WholeFile.TryCreate(path, content)) return (id, path, true);
            if (InputFile.Cases.Read(path).AsSpan().SequenceEqual(content)) return (id, path, false);
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
