using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A folder of reports: index.html, index.json, and for each agent and case a page and a JSON file. A result is written as it comes; the index when it is asked for, and by itself
/// a short time behind a result, so that a process that is killed has told of all but the last seconds. No file is ever seen half.
/// What was there before is overwritten, never deleted. May be used from many threads. What cannot be written is a <see cref="ReportFolderException"/>; the entries are kept all the same.
/// </summary>
public sealed class ReportFolder : IDisposable
{
    private const int LongestSlug = 100;
    private static readonly TimeSpan DefaultIndexDelay = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly Lock indexGate = new();
    private readonly Dictionary<(string Agent, CaseId Id), IndexEntry> entries = [];
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
            lock (gate) return Seq.create<IndexEntry>([.. entries.Values.OrderBy(entry => entry.Agent, StringComparer.Ordinal).ThenBy(entry => entry.Id)]);
        }
    }

    /// <summary>A folder that is there, and that can be written to.</summary>
    /// <param name="path">The folder, made when it is not there.</param>
    /// <param name="indexDelay">How long after a result the index is rewritten by itself, at the latest; two seconds when nothing is said.</param>
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

    /// <summary>The name of a case's files without their endings: the agent in small letters and digits, then the id.</summary>
    public static string FileName(string agent, CaseId id) => $"{Slug(agent)}_case_{id.Text.Replace('.', '_')}";

    /// <summary>Writes the files of a case. One that the agent ran before is replaced.</summary>
    /// <param name="agent">The peer's name.</param>
    /// <param name="result">What came of the case.</param>
    /// <param name="page">What its page says beside that.</param>
    public void Add(string agent, CaseResult result, CasePageOptions? page = null)
    {
        var entry = IndexEntry.Of(agent, result);
        try
        {
            ThrowUntold();
            ReportFile.Write(In(entry.ReportFile), CaseReport.Write(agent, result));
            ReportFile.Write(In(PageOf(entry)), Encoding.UTF8.GetBytes(CasePage.Write(agent, result, page ?? CasePageOptions.Default)));
        }
        finally
        {
            Keep(entry);
        }
    }

    /// <summary>Takes over a case from another folder: its entry, and its files as they are. Whether its JSON file was there; only the entry is sure to be.</summary>
    public bool Take(string from, IndexEntry entry)
    {
        try
        {
            ThrowUntold();
            var wasThere = Copy(entry.ReportFile);
            if (PageOf(entry) != entry.ReportFile) Copy(PageOf(entry));
            return wasThere;
        }
        finally
        {
            Keep(entry);
        }

        bool Copy(string file)
        {
            var source = System.IO.Path.Combine(from, file);
            if (!File.Exists(source)) return false;
            if (System.IO.Path.GetFullPath(source) != System.IO.Path.GetFullPath(In(file))) ReportFile.Copy(source, In(file));
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
            ReportFile.Write(In(IndexReport.FileName), IndexReport.Write(all));
            ReportFile.Write(In("index.html"), Encoding.UTF8.GetBytes(IndexPage.Write(all)));
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

    /// <summary>An agent's name is a peer's choice: no file system takes any length.</summary>
    private static string Slug(string agent)
    {
        var slug = string.Concat(agent.ToLowerInvariant().Select(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) ? letter : ' ')).Trim().Replace(' ', '_');
        return slug[..Math.Min(slug.Length, LongestSlug)];
    }
}
