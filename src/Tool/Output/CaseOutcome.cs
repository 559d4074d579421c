using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The part of a result that the summary needs. The conversation is in the report folder and is not kept in memory.</summary>
/// <param name="Case">The case.</param>
/// <param name="Entry">The entry of the case in the index.</param>
/// <param name="WasOpen">Whether the connection opened.</param>
internal sealed record CaseOutcome(Case Case, IndexEntry Entry, bool WasOpen)
{
    /// <summary>Whether the case timed out and failed. Such a case might pass if it is repeated alone.</summary>
    public bool IsLate { get; init; }
}
