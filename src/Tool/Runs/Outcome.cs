using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>What is kept of a case that ended, for the summary: its conversation is in the folder of reports, and not in memory.</summary>
/// <param name="Case">The case.</param>
/// <param name="Entry">What the index tells.</param>
/// <param name="WasOpen">Whether the connection was ever open.</param>
internal sealed record Outcome(Case Case, IndexEntry Entry, bool WasOpen)
{
    /// <summary>Whether it failed because a time was over: alone it may come out otherwise.</summary>
    public bool IsLate { get; init; }
}
