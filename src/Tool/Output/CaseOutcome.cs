using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>
/// The part of a result that the summary needs. The transcript is omitted to save memory. The report folder contains the transcript.
/// </summary>
/// <param name="Case">The case.</param>
/// <param name="Entry">The entry of the case in the index.</param>
/// <param name="WasOpen">Whether the connection opened.</param>
internal sealed record CaseOutcome(Case Case, IndexEntry Entry, bool WasOpen)
{
    /// <summary>Whether the case was not run, because the server could not be reached.</summary>
    public bool IsUnreached { get; init; }

    /// <summary>Whether the case timed out and failed. A case that timed out can pass if it is repeated alone.</summary>
    public bool IsLate { get; init; }
}
