using System.CommandLine;
using System.Net;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>fuzzingserver: waits for clients to test, as a spec file says.</summary>
internal static class FuzzingServerMode
{
    public static Task<int> RunAsync(
        string? file,
        int webPort,
        string? certificate,
        string? key,
        RunOptions options,
        ParseResult parsed,
        CancellationToken stop
    )
    {
        var spec = SpecFiles.Read(
            file,
            FuzzingServerSpec.FileName,
            FuzzingServerSpec.Template,
            octets => FuzzingServerSpec.Read(octets, options.Catalogue(parsed, Role.Server)),
            read => read.Warnings
        );
        return RunAsync(spec, Place.EndPoint(spec.Url), webPort, certificate, key, options, parsed, stop, hasOldLines: true);
    }

    /// <summary>The same on a chosen end point.</summary>
    public static Task<int> RunAsync(
        FuzzingServerSpec spec,
        IPEndPoint endPoint,
        int webPort,
        string? certificate,
        string? key,
        RunOptions options,
        ParseResult parsed,
        CancellationToken stop,
        bool hasOldLines = false
    )
    {
        if (webPort is < 0 or > IPEndPoint.MaxPort)
            throw new WrongUseException($"-u {webPort} is not a port, from 0 (none) to {IPEndPoint.MaxPort}.");
        var plan = options.Plan(parsed, spec.Choice.Cases, spec.OutDir, LanguageExt.Option<string>.None);
        // The command line has the last word.
        var tls = Certificates.Tls(
            spec.Url,
            certificate ?? spec.Certificate.MatchUnsafe(path => path, () => (string?)null),
            key ?? spec.Key.MatchUnsafe(path => path, () => (string?)null)
        );
        return TestingClients.RunAsync(
            endPoint,
            plan,
            folder => new FuzzingServerOptions(plan.Cases, folder)
            {
                IsExcluded = spec.Choice.IsExcluded,
                Tester = options.Tester(parsed, spec.Options),
                Tls = tls,
                Command = CommandLine.Own,
            },
            webPort,
            hasOldLines,
            stop);
    }
}
