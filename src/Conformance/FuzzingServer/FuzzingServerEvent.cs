using System.Net;

namespace Pure.WebSockets.Conformance;

/// <summary>An event of a <see cref="FuzzingServer"/>.</summary>
public abstract record FuzzingServerEvent
{
    private FuzzingServerEvent() { }

    /// <summary>A case has started.</summary>
    /// <param name="Agent">The name of the client.</param>
    /// <param name="Case">The case.</param>
    /// <param name="Peer">The client's address.</param>
    public sealed record CaseStarted(string Agent, Case Case, EndPoint Peer) : FuzzingServerEvent;

    /// <summary>
    /// A case has ended. The report of the case has been written, or a <see cref="Faulted"/> event has reported the error.
    /// </summary>
    /// <param name="Agent">The name of the client.</param>
    /// <param name="Result">The verdicts, and the data on which they are based.</param>
    public sealed record CaseEnded(string Agent, CaseResult Result) : FuzzingServerEvent;

    /// <summary>A request was invalid or could not be served.</summary>
    /// <param name="Peer">The client's address.</param>
    /// <param name="Status">The HTTP status of the answer, or None if no answer was sent.</param>
    /// <param name="Why">A description of the problem. If the request breaks a rule, the description names this rule.</param>
    public sealed record Rejected(EndPoint Peer, Option<int> Status, string Why) : FuzzingServerEvent;

    /// <summary>The index of the reports was written.</summary>
    /// <param name="Path">The folder of the reports.</param>
    public sealed record ReportsWritten(string Path) : FuzzingServerEvent;

    /// <summary>An error occurred in the server, for example because a report could not be written. The server continues.</summary>
    /// <param name="What">The operation that failed.</param>
    /// <param name="Error">The error.</param>
    public sealed record Faulted(string What, Exception Error) : FuzzingServerEvent;
}
