namespace Pure.WebSockets.Conformance;

/// <summary>The result of a case in the index.</summary>
/// <param name="Agent">The peer's name.</param>
/// <param name="Id">The id of the case.</param>
/// <param name="Behavior">The verdict on the behaviour of the peer.</param>
/// <param name="Close">The verdict on the closing handshake.</param>
/// <param name="Milliseconds">The duration of the case in milliseconds.</param>
/// <param name="RemoteCloseCode">
/// The status code of the peer's close frame, or None if the peer sent no close frame or a close frame without a status code.
/// </param>
/// <param name="ReportFile">
/// The name of the file that contains the details of the case. The file is in the same folder as the index.
/// </param>
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
    /// <summary>
    /// The reasons for the verdicts. The value is None if the index was read from a file without reasons, for example from an index of
    /// another test suite.
    /// </summary>
    public Option<string> Result { get; init; }

    /// <summary>
    /// The compressed size of the peer's data divided by the uncompressed size. The value is None if the ratio was not measured or the file
    /// does not contain the ratio.
    /// </summary>
    public Option<double> IncomingRatio { get; init; }

    /// <summary>
    /// The compressed size of the tester's data divided by the uncompressed size. The value is None if the ratio was not measured or the
    /// file does not contain the ratio.
    /// </summary>
    public Option<double> OutgoingRatio { get; init; }

    /// <summary>
    /// The time when the case started. The value is None if the index was read from a file without start times, for example from an index
    /// of another test suite.
    /// </summary>
    public Option<DateTimeOffset> Started { get; init; }

    /// <summary>
    /// A description of the first result if the case was repeated; otherwise, None. A case is repeated if it timed out while other cases
    /// were running.
    /// </summary>
    public Option<string> Repeated { get; init; }

    /// <summary>Whether at least one of the two verdicts is a failure.</summary>
    public bool IsFailure => VerdictText.IsBad(Behavior) || VerdictText.IsBad(Close);

    /// <summary>Creates the entry of a completed case.</summary>
    public static IndexEntry Of(string agent, CaseResult result) => Of(agent, result, ReportFileNames.Usual(agent, result.Case.Id));

    /// <summary>Creates the entry of a completed case.</summary>
    /// <param name="agent">The peer's name.</param>
    /// <param name="result">The result of the case.</param>
    /// <param name="fileName">The name of the report files of the case, without an extension.</param>
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
    /// Adds a note about the first run of a repeated case to the result of the second run. This entry must be the result of the first
    /// run, which timed out while other cases were running.
    /// </summary>
    internal CaseResult RepeatedAs(CaseResult again) =>
        again with
        {
            Repeated =
                $"The case timed out while other cases ran ({ReportText.Verdicts(this)}): {Result.IfNone("")} It was repeated alone, and "
                    + $"the second result counts.",
        };
}
