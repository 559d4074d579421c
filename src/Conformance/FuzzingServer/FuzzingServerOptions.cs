using System.Net.Security;

namespace Pure.WebSockets.Conformance;

/// <summary>The cases that a <see cref="FuzzingServer"/> runs, and the options for running them.</summary>
/// <param name="Cases">
/// The cases that clients can request, in order. A client requests a case by its id or by its position in this list, starting at 1.
/// </param>
/// <param name="Reports">The folder to which the results are written.</param>
public sealed record FuzzingServerOptions(IEnumerable<Case> Cases, ReportFolder Reports)
{
    /// <summary>The cases that the server offers, in order.</summary>
    public IEnumerable<Case> Cases { get; init => field = Seq.create<Case>([.. value]); } = Seq.create<Case>([.. Cases]);

    /// <summary>
    /// A function that returns whether a case is excluded for an agent. If a client requests an excluded case, the connection is opened and
    /// immediately closed, and no result is recorded. The function can be called by several threads at the same time.
    /// </summary>
    public Func<string, Case, bool> IsExcluded { get; init; } = (_, _) => false;

    /// <summary>The options for the parts of the tester's behaviour that a case does not define.</summary>
    public TesterOptions Tester { get; init; } = TesterOptions.Default;

    /// <summary>The TLS settings of the server for wss and https, or None for ws and http.</summary>
    public Option<SslServerAuthenticationOptions> Tls { get; init; }

    /// <summary>The command that repeats the run, for display in the reports.</summary>
    public string Command { get; init; } = "";

    /// <summary>
    /// The command that repeats a single case, without the --cases option. The page of each case shows this command with the --cases
    /// option added.
    /// </summary>
    internal string CaseCommand { get; init; } = "purews test client";

    /// <summary>The action to call for each event. The action can be called by several threads at the same time.</summary>
    public Action<FuzzingServerEvent> OnEvent { get; init; } = _ => { };
}
