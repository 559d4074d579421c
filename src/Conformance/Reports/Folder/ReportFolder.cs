using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A folder of reports: index.html, index.json, and for each agent and case a page and a JSON file. A result is written as it comes; the
/// index when it is asked for, and by itself a short time behind a result, so that a process that is killed has told of all but the last
/// seconds. No file is ever seen half. What was there before is overwritten, never deleted. May be used from many threads. What cannot be
/// written is a <see cref="ReportFolderException"/>; the entries are kept all the same.
/// </summary>
public sealed class ReportFolder : IDisposable
{
    private static readonly TimeSpan DefaultIndexDelay = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly Lock indexGate = new();
    private readonly Dictionary<(string Agent, CaseId Id), IndexEntry> entries = [];
    private readonly AgentFiles names = new();
    private readonly List<(AgentRun Run, bool IsOver)> runs = [];
    private readonly TimeSpan indexDelay;
    private readonly Timer timer;
    private bool isIndexDue;
    private bool isDisposed;
    private Option<ReportFolderException> untold;

    private ReportFolder(string path, TimeSpan indexDelay)
    {
        (Path, this.indexDelay) = (path, indexDelay);
        timer = new Timer(_ => WriteDueIndex());
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What ran, in the order of agents and cases.</summary>
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

    /// <summary>A folder that is there, and that can be written to.</summary>
    /// <param name="path">The folder, made when it is not there.</param>
    /// <param name="indexDelay">How long after a result the index is rewritten by itself, at the latest; two seconds when nothing is
    /// said.</param>
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

    /// <summary>The name of a case's files in this folder, without their endings. No two agents have the same.</summary>
    public string NameOf(string agent, CaseId id)
    {
        lock (gate) return ReportFileNames.Join(names.Of(agent), id);
    }

    /// <summary>The runs that were told of, with the time so far of one that goes on.</summary>
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

    /// <summary>Tells of a run that begins.</summary>
    internal void Begin(AgentRun run)
    {
        lock (gate) runs.Add((run, IsOver: false));
    }

    /// <summary>Tells of a run that is over, as from another folder.</summary>
    internal void Take(AgentRun run)
    {
        lock (gate)
        {
            if (!runs.Contains((run, true))) runs.Add((run, IsOver: true));
        }
    }

    /// <summary>Tells that the last run of an agent is over, or that it was not and is now.</summary>
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

    /// <summary>Writes the files of a case. One that the agent ran before is replaced.</summary>
    /// <param name="agent">The peer's name.</param>
    /// <param name="result">What came of the case.</param>
    /// <param name="page">What its page says beside that.</param>
    internal void Add(string agent, CaseResult result, CasePageOptions page)
    {
        var entry = IndexEntry.Of(agent, result, NameOf(agent, result.Case.Id));
        try
        {
            ThrowUntold();
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
    /// Takes over a case from another folder: its entry, and its files, under other names where those are another agent's here. Whether
    /// its JSON file was there; only the entry is sure to be. Of several folders this one itself comes first, so that none of its files
    /// is replaced by another agent's.
    /// </summary>
    public bool Take(string from, IndexEntry entry)
    {
        IndexEntry taken;
        lock (gate) taken = entry with { ReportFile = names.Take(entry) };
        try
        {
            ThrowUntold();
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
            if (file == to || !file.EndsWith(".html", StringComparison.Ordinal)) ReportFile.Copy(source, In(to));
            else ReportFile.Write(In(to), Encoding.UTF8.GetBytes(AgentFiles.Renamed(File.ReadAllText(source), entry, taken)));
            return true;
        }
    }

    /// <summary>Writes the index of all that ran.</summary>
    public void WriteIndex()
    {
        // The entries are taken inside, so that an older index never replaces a newer one.
        lock (indexGate)
        {
            var all = Entries;
            var told = Runs;
            ReportFile.Write(In(IndexReport.FileName), IndexReport.Write(all));
            ReportFile.Write(In(RunDetails.FileName), RunDetails.Write(all, told));
            ReportFile.Write(In("index.html"), Encoding.UTF8.GetBytes(IndexPage.Write(all, told)));
            foreach (var asset in PageAssets.All) ReportFile.Write(In(asset.Name), Encoding.UTF8.GetBytes(asset.Content));
        }
    }

    /// <summary>From now on nothing is written by itself.</summary>
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
            lock (gate) untold = error;
        }
    }

    /// <summary>What went wrong when nobody was there to be told.</summary>
    private void ThrowUntold()
    {
        lock (gate)
        {
            var thrown = untold;
            untold = default;
            thrown.IfSome(error => throw error);
        }
    }

    private string In(string file) => System.IO.Path.Combine(Path, file);

    private static string PageOf(IndexEntry entry) => System.IO.Path.ChangeExtension(entry.ReportFile, ".html");
}
