using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Compares and merges existing reports.</summary>
internal static class ReportOperations
{
    /// <summary>
    /// Prints the changes from one index to another. Returns the exit code. The exit code is 2 if the Markdown page cannot be written.
    /// Otherwise, the exit code is 1 if a change is a regression, or 0 if no change is a regression.
    /// </summary>
    public static int Diff(Seq<IndexEntry> before, Seq<IndexEntry> after, Option<string> markdown)
    {
        var changes = IndexComparison.Of(before, after);
        var formats = new FormatFiles(
            Seq.create<FormatFile>([.. markdown.Map(path => new FormatFile("--markdown", path, _ => ChangesMarkdown.Write(changes)))])
        );
        formats.Prepare();
        var code = ChangeTable.Show(changes);
        var noResults = new FormatInput(Seq<IndexEntry>.Empty, Seq<Case>.Empty, Option<string>.None);
        return formats.WriteResults(noResults) ? code : UsageError.ExitCode;
    }

    /// <summary>Merges report folders into one, and writes the reports in other formats. Returns the exit code.</summary>
    public static int Merge(
        Seq<Source> folders,
        string target,
        MergePreference preferred,
        FormatFiles formats,
        Option<string> agent,
        Option<Baseline> baseline
    )
    {
        var filed = IndexMerge
            .Of(folders.Bind(source => source.Entries), preferred)
            .IfLeft(conflict => throw new UsageException($"{conflict} Select one with --prefer first or --prefer last."));
        agent
            .Filter(name => !filed.Exists(one => one.Entry.Agent == name))
            .IfSome(name => throw new UsageException($"--agent '{name}' is not in the reports."));
        using var folder = ResultRecorder.Open(target);
        formats.Prepare();
        try
        {
            // Copy the entries of the target folder first. Otherwise, files from another folder could overwrite the files of these entries.
            var here = Path.GetFullPath(target);
            var missing = Seq.create<FiledEntry>([.. filed.OrderBy(one => Path.GetFullPath(one.Folder) != here)])
                .Filter(one => !folder.Take(one.Folder, one.Entry))
                .Strict();
            foreach (var run in folders.Bind(source => source.Runs)) folder.Take(run);
            folder.WriteIndex();
            missing
                .HeadOrNone()
                .IfSome(first =>
                    Console.Error.WriteLine(
                        PrintableText.OneLine(
                            $"purews: {Missing(missing.Count)} missing, such as '{first.Entry.ReportFile}' in "
                                + $"'{first.Folder}'. The index contains all cases."
                        )
                    )
                );
        }
        catch (ReportFolderException error)
        {
            throw new UsageException($"the reports cannot be written: {error.Message}");
        }

        var areWritten = formats.WriteResults(new FormatInput(folder.Entries, Catalogue.All, agent)
        {
            Scope = folder.Runs.Bind(run => run.Scope.ToSeq()).HeadOrNone(),
            Changes = baseline.Filter(expected => expected.Has(folder.Entries)).Map(expected => Compare(expected, folder.Entries)),
        });
        ShowResults(folder);
        var code = baseline.Match(Some: expected => ChangeTable.Show(Compare(expected, folder.Entries)), None: () => 0);
        return areWritten ? code : UsageError.ExitCode;
    }

    /// <summary>
    /// Compares each agent's entries with the agent's stored results. A stored case that has no entry counts as gone.
    /// </summary>
    private static Seq<VerdictChange> Compare(Baseline expected, Seq<IndexEntry> entries) =>
        Seq.create<VerdictChange>([
            .. entries
                .GroupBy(entry => entry.Agent)
                .SelectMany(agent => IndexComparison.Of(expected.Of(agent.Key), Seq.create<IndexEntry>([.. agent]))),
        ]);

    private static string Missing(int files) => files == 1 ? "1 file named in an index is" : $"{files} files named in an index are";

    private static void ShowResults(ReportFolder folder)
    {
        foreach (var agent in folder.Entries.GroupBy(entry => entry.Agent))
        {
            Console.WriteLine(PrintableText.OneLine(agent.Key));
            RunSummary.ShowTable(Seq.create<IndexEntry>([.. agent]));
        }

        Console.WriteLine(
            $"{CountText.Of(folder.Entries.Count, "case")}, {folder.Entries.Count(entry => entry.IsFailure)} failed. The report: "
                + $"{Path.Combine(folder.Path, "index.html")}"
        );
    }

    /// <summary>A report folder to merge.</summary>
    /// <param name="Entries">The entries of the index.</param>
    /// <param name="Runs">The runs that wrote the results in the folder.</param>
    internal sealed record Source(Seq<FiledEntry> Entries, Seq<AgentRun> Runs)
    {
        /// <summary>Reads the index and the runs of a folder.</summary>
        /// <exception cref="UsageException">The folder does not exist, or a file in the folder cannot be read.</exception>
        public static Source Read(string folder) =>
            Directory.Exists(folder)
                ? new Source(
                    IndexFile.Read("report merge", folder).Map(entry => new FiledEntry(folder, entry)).Strict(),
                    RunDetails
                        .Read(Seq<IndexEntry>.Empty, folder)
                        .Match(Right: read => read.Runs, Left: error => throw new UsageException($"report merge {error}"))
                )
                : throw new UsageException($"report merge '{folder}' is not an existing folder.");
    }
}
