using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Writes each result to the report folder as soon as the case ends. If a write fails, the run continues, and only the first error is
/// printed. This class is thread-safe.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="nameOf">A function that returns the name of the agent. The function is called once, with the first result.</param>
/// <param name="pageOf">A function that returns the additional content for the page of a case.</param>
internal sealed class ResultRecorder(ReportFolder folder, Func<CaseResult, string> nameOf, Func<CaseResult, CasePageOptions> pageOf)
{
    private readonly Lock gate = new();
    private Option<string> agent;

    /// <summary>Whether a result could not be written.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Opens the report folder.</summary>
    /// <exception cref="UsageException">The folder cannot be created or is not writable.</exception>
    public static ReportFolder Open(string path)
    {
        try
        {
            return ReportFolder.Open(path);
        }
        catch (ReportFolderException error)
        {
            throw new UsageException(Sentence(path, error));
        }
    }

    /// <summary>Writes a result to the folder. Returns the part of the result that the summary needs.</summary>
    public CaseOutcome Add(CaseResult result)
    {
        var name = NameWith(result);
        Try(() => folder.Add(name, result, pageOf(result)));
        return new CaseOutcome(result.Case, IndexEntry.Of(name, result), result.Observation.WasOpen)
        {
            IsUnreached = result.Observation.IsUnreached,
        };
    }

    private string NameWith(CaseResult first)
    {
        lock (gate)
        {
            agent = agent.IfNone(() => nameOf(first));
            return agent.IfNone("");
        }
    }

    /// <summary>
    /// Performs a write to a report folder. If the write fails and <paramref name="wasReported"/> is false, prints the error. Returns
    /// whether the write succeeded.
    /// </summary>
    public static bool Try(ReportFolder folder, Action write, bool wasReported = false)
    {
        try
        {
            write();
            return true;
        }
        catch (ReportFolderException error)
        {
            if (!wasReported) UsageError.Report(Sentence(folder.Path, error));
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
                if (!HasFailed) UsageError.Report(Sentence(folder.Path, error));
                HasFailed = true;
            }
        }
    }

    private static string Sentence(string path, ReportFolderException error) =>
        $"the reports cannot be written to '{path}': {FileProblem.OfWriting(error.Path, error.InnerException!)}. "
            + "Name another folder with --out.";
}
