using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A folder of reports. The folder contains the index, which consists of index.html, index.json and details.json. The folder also
/// contains a page and a JSON file for each case of each agent, and the style sheet and script of the pages. The files of a case are
/// written when its result is added. <see cref="WriteIndex"/> writes the index. The index is also written automatically after a new
/// result, by default within two seconds. If the process is killed, the index lacks only the results since the last update. Files are
/// replaced atomically and are never deleted. If a file cannot be written, a <see cref="ReportFolderException"/> is thrown. The entry
/// of the case remains in memory, so the next index contains the entry. An error in an automatic update of the index is thrown when the
/// next result is added or copied from another folder. This class is thread-safe.
/// </summary>
public sealed class ReportFolder : IDisposable
{
    private static readonly TimeSpan DefaultIndexDelay = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly Lock indexGate = new();
    private readonly Dictionary<(string Agent, CaseId Id), IndexEntry> entries = [];
    private readonly Dictionary<CaseId, Case> cases = [];
    private readonly AgentFiles names = new();
    private readonly List<(AgentRun Run, bool IsOver)> runs = [];
    private readonly TimeSpan indexDelay;
    private readonly Timer timer;
    private bool isIndexDue;
    private bool isDisposed;
    private Option<ReportFolderException> unreported;

    private ReportFolder(string path, TimeSpan indexDelay)
    {
        (Path, this.indexDelay) = (path, indexDelay);
        timer = new Timer(_ => WriteDueIndex());
    }

    /// <summary>The path of the folder.</summary>
    public string Path { get; }

    /// <summary>
    /// The results that have been added to or copied to this folder since it was opened, sorted by agent and then by case.
    /// </summary>
    public Seq<IndexEntry> Entries
    {
        get
        {
            lock (gate)
                return Seq.create<IndexEntry>([
                    .. entries.Values.OrderBy(entry => entry.Agent, StringComparer.Ordinal).ThenBy(entry => entry.Id),
                ]);
        }
    }

    /// <summary>Opens a folder for writing.</summary>
    /// <param name="path">The path of the folder. The folder is created if it does not exist.</param>
    /// <param name="indexDelay">
    /// The maximum delay between a new result and the automatic update of the index. The default is two seconds.
    /// </param>
    public static ReportFolder Open(string path, TimeSpan? indexDelay = null)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ReportFolderException(path, error);
        }

        ReportFile.Probe(path);
        return new ReportFolder(path, indexDelay ?? DefaultIndexDelay);
    }

    /// <summary>
    /// Returns the name of a case's files in this folder, without an extension. The file names of different agents are always different.
    /// </summary>
    public string NameOf(string agent, CaseId id)
    {
        lock (gate) return ReportFileNames.Join(names.Of(agent), id);
    }

    /// <summary>The runs of all agents. For a run in progress, the elapsed time is the time since its start.</summary>
    internal Seq<AgentRun> Runs
    {
        get
        {
            lock (gate)
                return Seq.create<AgentRun>([
                    .. runs.Select(one => one.IsOver ? one.Run : one.Run with { Time = DateTimeOffset.UtcNow - one.Run.Started }),
                ]);
        }
    }

    private Case[] Cases
    {
        get
        {
            lock (gate) return [.. cases.Values];
        }
    }

    /// <summary>Records that a run has started.</summary>
    internal void Begin(AgentRun run)
    {
        lock (gate) runs.Add((run, IsOver: false));
    }

    /// <summary>
    /// Adds a completed run from another folder. If this folder already contains the same run, the run is not added again.
    /// </summary>
    internal void Take(AgentRun run)
    {
        lock (gate)
        {
            if (!runs.Contains((run, true))) runs.Add((run, IsOver: true));
        }
    }

    /// <summary>
    /// Records the current time as the end of an agent's last run. This method can be called again if another case of the run ends later.
    /// </summary>
    internal void End(string agent)
    {
        lock (gate)
        {
            var at = runs.FindLastIndex(one => one.Run.Agent == agent);
            if (at >= 0) runs[at] = (runs[at].Run with { Time = DateTimeOffset.UtcNow - runs[at].Run.Started }, IsOver: true);
        }
    }

    /// <summary>Writes the files of a case. An earlier result of the same agent and case is replaced.</summary>
    /// <param name="agent">The peer's name.</param>
    /// <param name="result">The result of the case.</param>
    public void Add(string agent, CaseResult result) => Add(agent, result, CasePageOptions.Default);

    /// <summary>Writes the files of a case. An earlier result of the same agent and case is replaced.</summary>
    /// <param name="agent">The peer's name.</param>
    /// <param name="result">The result of the case.</param>
    /// <param name="page">Additional content of the page.</param>
    internal void Add(string agent, CaseResult result, CasePageOptions page)
    {
        var entry = IndexEntry.Of(agent, result, NameOf(agent, result.Case.Id));
        lock (gate) cases[result.Case.Id] = result.Case;
        try
        {
            ThrowUnreported();
            ReportFile.Write(In(entry.ReportFile), CaseReport.Write(agent, result));
            ReportFile.Write(
                In(PageOf(entry)),
                Encoding.UTF8.GetBytes(
                    CasePage.Write(agent, result, page with { NameOf = id => NameOf(agent, id) })
                )
            );
        }
        finally
        {
            Keep(entry);
        }
    }

    /// <summary>
    /// Copies the entry and the files of a case from another folder. If files with the same names have already been copied for another
    /// agent or case, the new files receive different names. Returns whether the report file of the entry exists in the other folder.
    /// If the entries of this folder itself are also merged, call this method for these entries first. Otherwise, a file from another
    /// folder could overwrite a file of this folder.
    /// </summary>
    public bool Take(string from, IndexEntry entry)
    {
        IndexEntry taken;
        lock (gate) taken = entry with { ReportFile = names.Take(entry) };
        try
        {
            ThrowUnreported();
            var wasThere = Copy(entry.ReportFile, taken.ReportFile);
            if (PageOf(entry) != entry.ReportFile) Copy(PageOf(entry), PageOf(taken));
            return wasThere;
        }
        finally
        {
            Keep(taken);
        }

        bool Copy(string file, string to)
        {
            var source = System.IO.Path.Combine(from, file);
            if (!File.Exists(source)) return false;
            if (System.IO.Path.GetFullPath(source) == System.IO.Path.GetFullPath(In(to))) return true;
            var content = ReportFile.Read(source);
            var isKept = file == to || !file.EndsWith(".html", StringComparison.Ordinal);
            ReportFile.Write(
                In(to),
                isKept ? content : Encoding.UTF8.GetBytes(AgentFiles.Renamed(Encoding.UTF8.GetString(content), entry, taken))
            );
            return true;
        }
    }

    /// <summary>Writes the index files, which contain all results, and the style sheet and script of the pages.</summary>
    public void WriteIndex()
    {
        // Read the entries inside the lock, so that an older index never replaces a newer index.
        lock (indexGate)
        {
            var all = Entries;
            var started = Runs;
            ReportFile.Write(In(IndexReport.FileName), IndexReport.Write(all));
            ReportFile.Write(In(RunDetails.FileName), RunDetails.Write(all, started));
            ReportFile.Write(In("index.html"), Encoding.UTF8.GetBytes(IndexPage.Write(all, started, Cases)));
            foreach (var asset in PageAssets.All) ReportFile.Write(In(asset.Name), Encoding.UTF8.GetBytes(asset.Content));
        }
    }

    /// <summary>Stops the automatic updates of the index.</summary>
    public void Dispose()
    {
        lock (indexGate) isDisposed = true;
        timer.Dispose();
    }

    private void Keep(IndexEntry entry)
    {
        lock (gate)
        {
            entries[(entry.Agent, entry.Id)] = entry;
            if (isIndexDue) return;
            isIndexDue = true;
            timer.Change(indexDelay, Timeout.InfiniteTimeSpan);
        }
    }

    private void WriteDueIndex()
    {
        lock (gate) isIndexDue = false;
        try
        {
            lock (indexGate)
            {
                if (!isDisposed) WriteIndex();
            }
        }
        catch (ReportFolderException error)
        {
            lock (gate) unreported = error;
        }
    }

    /// <summary>Throws the most recent error of an automatic update of the index. An error is thrown only once.</summary>
    private void ThrowUnreported()
    {
        lock (gate)
        {
            var thrown = unreported;
            unreported = default;
            thrown.IfSome(error => throw error);
        }
    }

    private string In(string file) => System.IO.Path.Combine(Path, file);

    private static string PageOf(IndexEntry entry) => System.IO.Path.ChangeExtension(entry.ReportFile, ".html");
}
