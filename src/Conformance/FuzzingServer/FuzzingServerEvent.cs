using System.Net;

namespace Pure.WebSockets.Conformance;

/// <summary>What happens at a <see cref="FuzzingServer"/>.</summary>
public abstract record FuzzingServerEvent
{
    private FuzzingServerEvent() { }

    /// <summary>A client asked for a case, and it begins.</summary>
    /// <param name="Agent">How the client calls itself.</param>
    /// <param name="Case">The case.</param>
    /// <param name="Peer">Where the client is.</param>
    public sealed record CaseStarted(string Agent, Case Case, EndPoint Peer) : FuzzingServerEvent;

    /// <summary>A case ended, and its report is written.</summary>
    /// <param name="Agent">How the client calls itself.</param>
    /// <param name="Result">The verdicts and all they rest on.</param>
    public sealed record CaseEnded(string Agent, CaseResult Result) : FuzzingServerEvent;

    /// <summary>Somebody asked for what is not possible, or in a way that is none.</summary>
    /// <param name="Peer">Where it is.</param>
    /// <param name="Status">The HTTP status that it was answered with; none when there was nobody to answer.</param>
    /// <param name="Why">What was wrong, and the rule.</param>
    public sealed record Refused(EndPoint Peer, Option<int> Status, string Why) : FuzzingServerEvent;

    /// <summary>The index of the reports was written.</summary>
    /// <param name="Path">The folder.</param>
    public sealed record ReportsWritten(string Path) : FuzzingServerEvent;

    /// <summary>Something went wrong on this side, as a report that cannot be written. The server goes on.</summary>
    /// <param name="What">What was being done.</param>
    /// <param name="Error">What went wrong.</param>
    public sealed record Faulted(string What, Exception Error) : FuzzingServerEvent;
}
