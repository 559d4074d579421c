using System.Net.Security;

namespace Pure.WebSockets.Conformance;

/// <summary>What a <see cref="FuzzingServer"/> runs, and how.</summary>
/// <param name="Cases">The cases that clients may ask for, sorted: their places in this list, from 1, are the numbers that clients
/// name.</param>
/// <param name="Reports">Where results are written to.</param>
public sealed record FuzzingServerOptions(Seq<Case> Cases, ReportFolder Reports)
{
    /// <summary>
    /// Whether an agent is not to be tested with a case: its connection is opened and closed at once, and nothing is recorded. Called by
    /// many threads.
    /// </summary>
    public Func<string, Case, bool> IsExcluded { get; init; } = (_, _) => false;

    /// <summary>How the tester behaves where no case says it.</summary>
    public TesterOptions Tester { get; init; } = TesterOptions.Default;

    /// <summary>The server's end of TLS, for wss and https; none for ws and http.</summary>
    public Option<SslServerAuthenticationOptions> Tls { get; init; }

    /// <summary>The command that the reports name as the one that ran the cases.</summary>
    public string Command { get; init; } = "";

    /// <summary>Told of what happens, by many threads.</summary>
    public Action<FuzzingServerEvent> OnEvent { get; init; } = _ => { };
}
