using System.Net;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The fuzzingserver mode, which runs the cases of a spec against each client that connects.</summary>
internal static class FuzzingServerMode
{
    /// <param name="spec">The spec.</param>
    /// <param name="plan">The plan of the run, with the cases that the spec selects.</param>
    /// <param name="endPoint">The endpoint to listen on.</param>
    /// <param name="webPort">An additional port for the page that runs the suite in a browser, or 0 for no additional port.</param>
    /// <param name="files">
    /// The certificate file and the key file from the command line. A file is null if the command line does not specify this file.
    /// </param>
    /// <param name="repeat">
    /// The command line to show in the reports. This command line contains neither --cases nor the options that
    /// <see cref="PeerTests.RepeatOptions"/> adds.
    /// </param>
    /// <param name="printsAutobahnLines">Whether to print the same lines as the Autobahn Testsuite.</param>
    /// <param name="client">The command that runs the client, or None if clients are started by hand.</param>
    /// <param name="stop">The token that stops the server.</param>
    public static Task<int> RunAsync(
        FuzzingServerSpec spec,
        TestPlan plan,
        IPEndPoint endPoint,
        int webPort,
        (PemFile? Certificate, PemFile? Key) files,
        string repeat,
        bool printsAutobahnLines,
        Option<string> client,
        CancellationToken stop
    )
    {
        // The files from the command line take precedence over the files in the spec.
        var tls = Certificates.Tls(
            spec.Url,
            files.Certificate ?? Named("cert", spec.Certificate),
            files.Key ?? Named("key", spec.Key)
        );
        return ClientTests.RunAsync(
            endPoint,
            plan,
            folder => new FuzzingServerOptions(plan.Cases, folder)
            {
                IsExcluded = spec.Choice.IsExcluded,
                Tester = spec.Options with { Patience = plan.Patience },
                Tls = tls,
                Command = CommandLine.Own,
                CaseCommand = repeat + PeerTests.RepeatOptions(plan),
            },
            webPort,
            printsAutobahnLines,
            client,
            stop);

        // The files in the spec are read only if the scheme of the URL is wss. The Autobahn Testsuite does the same.
        PemFile? Named(string key, Option<string> path) =>
            spec.Url.Scheme == "wss" ? path.MatchUnsafe(file => PemFile.Read(key, file), () => (PemFile?)null) : null;
    }
}
