using System.Net.Security;

namespace Pure.WebSockets.Conformance;

/// <summary>The cases that a <see cref="FuzzingServer"/> runs, and how.</summary>
/// <param name="Cases">The cases that clients may request, sorted. Clients name them by their position in this list, from 1.</param>
/// <param name="Reports">Where results are written.</param>
public sealed record FuzzingServerOptions(IEnumerable<Case> Cases, ReportFolder Reports)
{
    /// <summary>
    /// Whether an agent must not be tested with a case: its connection is opened and closed at once, and nothing is recorded. Called by
    /// many threads.
    /// </summary>
    public Func<string, Case, bool> IsExcluded { get; init; } = (_, _) => false;

    /// <summary>How the tester behaves where a case does not define it.</summary>
    public TesterOptions Tester { get; init; } = TesterOptions.Default;

    /// <summary>The TLS settings of the server, for wss and https. It is None for ws and http.</summary>
    public Option<SslServerAuthenticationOptions> Tls { get; init; }

    /// <summary>The command in the reports that repeats the run.</summary>
    public string Command { get; init; } = "";

    /// <summary>Called with each event, by many threads.</summary>
    public Action<FuzzingServerEvent> OnEvent { get; init; } = _ => { };
}
