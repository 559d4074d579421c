namespace Pure.WebSockets.Conformance;

/// <summary>A case of an agent as the index tells of it.</summary>
/// <param name="Agent">The peer's name.</param>
/// <param name="Id">The case.</param>
/// <param name="Behavior">On what the peer did.</param>
/// <param name="Close">On how the connection closed.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="RemoteCloseCode">The code of the peer's close frame; none when there was no such frame, or an empty one.</param>
/// <param name="ReportFile">The file that has the rest, beside the index.</param>
public sealed record IndexEntry(
    string Agent,
    CaseId Id,
    Verdict Behavior,
    Verdict Close,
    int Milliseconds,
    Option<int> RemoteCloseCode,
    string ReportFile
)
{
    /// <summary>Why, in a sentence or two. None in an index that another suite wrote.</summary>
    public Option<string> Result { get; init; }

    /// <summary>The compressed by the plain octets that the peer sent, where they were counted.</summary>
    public Option<double> IncomingRatio { get; init; }

    /// <summary>The compressed by the plain octets that the tester sent, where they were counted.</summary>
    public Option<double> OutgoingRatio { get; init; }

    /// <summary>When it began. None in an index that another suite wrote.</summary>
    public Option<DateTimeOffset> Started { get; init; }

    /// <summary>How it ended first, where it timed out among other cases and was repeated alone.</summary>
    public Option<string> Repeated { get; init; }

    /// <summary>Whether either verdict says that the peer broke a rule.</summary>
    public bool IsFailure => VerdictText.IsBad(Behavior) || VerdictText.IsBad(Close);

    /// <summary>Of a case that ended.</summary>
    public static IndexEntry Of(string agent, CaseResult result) => Of(agent, result, ReportFileNames.Usual(agent, result.Case.Id));

    /// <summary>Of a case that ended.</summary>
    /// <param name="agent">The peer's name.</param>
    /// <param name="result">What came of the case.</param>
    /// <param name="fileName">The name of its files, without their endings.</param>
    public static IndexEntry Of(string agent, CaseResult result, string fileName) => new(
        agent,
        result.Case.Id,
        result.Judgement.Behavior,
        result.Judgement.Close,
        ReportJson.Milliseconds(result.Duration),
        result.Observation.RemoteCloseCode,
        fileName + ".json")
    {
        Result = result.Judgement.Sentence,
        IncomingRatio = result.Observation.Incoming.CompressionRatio,
        OutgoingRatio = result.Observation.Outgoing.CompressionRatio,
        Started = result.Started,
        Repeated = result.Repeated,
    };

    /// <summary>The result of a case that was repeated alone, with a note on this first result, which timed out among other cases.</summary>
    internal CaseResult RepeatedAs(CaseResult again) =>
        again with
        {
            Repeated =
                $"Among other cases it timed out: {ReportText.Verdicts(this)}: {Result.IfNone("")} This is the result of running it again, "
                    + $"alone.",
        };
}
