using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Writes each result to the folder of reports when it ends. When that cannot be, it says so once, and the run goes on. May be used from
/// many threads.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="nameOf">The agent's name, asked for once, with the first result.</param>
/// <param name="pageOf">What a case's page says beside its result.</param>
internal sealed class Recording(ReportFolder folder, Func<CaseResult, string> nameOf, Func<CaseResult, CasePageOptions> pageOf)
{
    private readonly Lock gate = new();
    private Option<string> agent;

    /// <summary>Whether something could not be written.</summary>
    public bool HasFailed { get; private set; }

    public static ReportFolder Open(string path)
    {
        try
        {
            return ReportFolder.Open(path);
        }
        catch (ReportFolderException error)
        {
            throw new WrongUseException(Sentence(path, error));
        }
    }

    /// <summary>Writes a result. Gives what is kept of it.</summary>
    public Outcome Add(CaseResult result)
    {
        var name = NameWith(result);
        Try(() => folder.Add(name, result, pageOf(result)));
        return new Outcome(result.Case, IndexEntry.Of(name, result), result.Observation.WasOpen);
    }

    private string NameWith(CaseResult first)
    {
        lock (gate)
        {
            agent = agent.IfNone(() => nameOf(first));
            return agent.IfNone("");
        }
    }

    /// <summary>Writes something of a folder; when that cannot be, says so, unless that was told before. Whether it could.</summary>
    public static bool Try(ReportFolder folder, Action write, bool isTold = false)
    {
        try
        {
            write();
            return true;
        }
        catch (ReportFolderException error)
        {
            if (!isTold) WrongUse.Tell(Sentence(folder.Path, error));
            return false;
        }
    }

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (ReportFolderException error)
        {
            lock (gate)
            {
                if (!HasFailed) WrongUse.Tell(Sentence(folder.Path, error));
                HasFailed = true;
            }
        }
    }

    private static string Sentence(string path, ReportFolderException error) =>
        $"the reports cannot be written to '{path}': {error.InnerException!.Message.TrimEnd('.')}. Name another folder with --out.";
}
