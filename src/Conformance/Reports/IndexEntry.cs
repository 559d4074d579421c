namespace Pure.WebSockets.Conformance;

/// <summary>The result of a case in the index.</summary>
/// <param name="Agent">The peer's name.</param>
/// <param name="Id">The case.</param>
/// <param name="Behavior">The verdict on the behavior of the peer.</param>
/// <param name="Close">The verdict on how the connection closed.</param>
/// <param name="Milliseconds">The duration.</param>
/// <param name="RemoteCloseCode">
/// The code of the peer's close frame. It is None if there was no close frame, or if the frame had no code.
/// </param>
/// <param name="ReportFile">The file beside the index with the details.</param>
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
    /// <summary>The reason, in a sentence or two. None in an index that another suite wrote.</summary>
    public Option<string> Result { get; init; }

    /// <summary>The compression ratio of the peer's data (compressed to plain bytes), if it was counted.</summary>
    public Option<double> IncomingRatio { get; init; }

    /// <summary>The compression ratio of the tester's data (compressed to plain bytes), if it was counted.</summary>
    public Option<double> OutgoingRatio { get; init; }

    /// <summary>When the case began. None in an index that another suite wrote.</summary>
    public Option<DateTimeOffset> Started { get; init; }

    /// <summary>The first result, if the case timed out among other cases and was repeated alone.</summary>
    public Option<string> Repeated { get; init; }

    /// <summary>Whether either verdict means that the peer broke a rule.</summary>
    public bool IsFailure => VerdictText.IsBad(Behavior) || VerdictText.IsBad(Close);

    /// <summary>Creates the entry of a case that ended.</summary>
    public static IndexEntry Of(string agent, CaseResult result) => Of(agent, result, ReportFileNames.Usual(agent, result.Case.Id));

    /// <summary>Creates the entry of a case that ended.</summary>
    /// <param name="agent">The peer's name.</param>
    /// <param name="result">The result of the case.</param>
    /// <param name="fileName">The name of its files, without extension.</param>
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

    /// <summary>
    /// Returns the result of the case, repeated alone, with a note on this first result, which timed out among other cases.
    /// </summary>
    internal CaseResult RepeatedAs(CaseResult again) =>
        again with
        {
            Repeated =
                $"Among other cases it timed out: {ReportText.Verdicts(this)}: {Result.IfNone("")} This is the result of running it again, "
                    + $"alone.",
        };
}
