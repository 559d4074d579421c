using System.CommandLine;
using System.Net;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Defines the command 'wstest', which has the same modes, option letters, spec files and defaults as the command wstest of the Autobahn
/// Testsuite.
/// </summary>
internal static class WstestCommand
{
    private static readonly string[] Modes =
    [
        "fuzzingclient",
        "fuzzingserver",
        "testeeserver",
        "testeeclient",
        "echoserver",
        "echoclient",
        "broadcastserver",
        "broadcastclient",
        "massconnect",
    ];

    private const int DefaultWebPort = 8080;

    public static Command Create()
    {
        var mode = new System.CommandLine.Option<string?>("--mode", "-m")
        {
            Description = $"The mode: {string.Join(", ", Modes)}.",
            HelpName = "MODE",
            CompletionSources = { Modes },
            CustomParser = given => ValueParser.Choice(given, Modes.Select(name => (name, name)).ToArray()),
        };
        var spec = new System.CommandLine.Option<SpecSource?>("--spec", "-s")
        {
            HelpName = "FILE",
            CustomParser = given => ValueParser.InputFile(given, InputFile.Spec, (path, content) => new SpecSource(path, content)),
            Description =
                "The spec file of the fuzzing modes and of massconnect. The default is MODE.json in this folder, which is created with the "
                    + "defaults if it does not exist.",
        };
        var cases = new System.CommandLine.Option<string[]>("--cases")
        {
            HelpName = "CASES",
            Description = "The fuzzing modes: run only these of the cases that the spec file selects: ids and patterns such as 7.*,2.1.",
            DefaultValueFactory = _ => ["*"],
        };
        var wsuri = new System.CommandLine.Option<Uri?>("--wsuri", "-w")
        {
            HelpName = "URL",
            Description = "The URL to connect to, or whose port to listen on. For fuzzingclient: the server if the spec names none.",
            CustomParser = given => ValueParser.One(given, text =>
                Commands.TargetOf(text)
                    ?? throw new UsageException(
                        $"{ValueParser.Named(given, text)} is not a WebSocket URL such as ws://127.0.0.1:9001 or wss://host:port/path"
                    )),
        };
        var webport = new System.CommandLine.Option<int>("--webport", "-u")
        {
            HelpName = "PORT",
            Description = "fuzzingserver: the port of the page that runs the suite in a browser; 0 means none.",
            DefaultValueFactory = _ => DefaultWebPort,
            CustomParser = given => ValueParser.WholeNumber(given, 0, IPEndPoint.MaxPort),
        };
        var ident = new System.CommandLine.Option<string?>("--ident", "-i")
        {
            HelpName = "NAME",
            Description = "testeeclient and testeeserver: the name of the peer.",
        };
        var key = new System.CommandLine.Option<PemFile?>("--key", "-k")
        {
            HelpName = "FILE",
            CustomParser = given => ValueParser.InputFile(given, InputFile.Pem, PemFile.Of),
            Description = "For wss in the server modes: the private key in PEM form.",
        };
        var cert = new System.CommandLine.Option<PemFile?>("--cert", "-c")
        {
            HelpName = "FILE",
            CustomParser = given => ValueParser.InputFile(given, InputFile.Pem, PemFile.Of),
            Description = "For wss in the server modes: the certificate in PEM form.",
        };
        var debug = new System.CommandLine.Option<bool>("--debug", "-d")
        {
            Description = "Accepted for compatibility: the reports contain every byte in any case.",
        };
        var versions = new System.CommandLine.Option<bool>("--autobahnversion", "-a") { Description = "Print the version and exit." };
        var testset = new System.CommandLine.Option<string?>("--testset", "-t")
        {
            HelpName = "NAME",
            Description = "Accepted for compatibility and ignored: no mode imports a test set.",
        };
        var outfile = new System.CommandLine.Option<string?>("--outfile", "-o")
        {
            HelpName = "FILE",
            Description = "Accepted for compatibility and ignored: no mode generates test data.",
        };
        var (shared, servers) = (new RunOptions(isQuick: false), new ServerOptions());
        var command = new Command("wstest", "The Autobahn Testsuite command line: same modes, options, spec files, URLs and reports.")
        {
            mode,
            spec,
            cases,
            wsuri,
            webport,
            ident,
            key,
            cert,
            testset,
            outfile,
            debug,
            versions,
        };
        shared.AddTo(command);
        servers.AddTransportTo(command);
        command.SetAction(
            (parsed, stop) =>
            {
                if (parsed.GetValue(versions))
                {
                    Console.WriteLine(Product.Token);
                    return Task.FromResult(0);
                }

                foreach (var ignored in new[] { testset, outfile }.Where(option => parsed.GetValue(option) is not null))
                    UsageError.Report($"warning: {ignored.Name} is ignored: it belongs to modes that are not supported.");
                var (chosen, url, certificate, secret) = (
                    parsed.GetValue(mode),
                    parsed.GetValue(wsuri),
                    parsed.GetValue(cert),
                    parsed.GetValue(key)
                );
                var own = Prelude.Optional(parsed.GetValue(ident)!);
                Uri Url() => WstestServer.Url(url, chosen!);
                Seq<Case> Chosen(Seq<Case> ofSpec) => CaseOptions.Choose(parsed.GetValue(cases)!, [], ofSpec);
                string Again(string defaultFile) =>
                    $"purews wstest -m {chosen}"
                    + CommandLine.Given(
                        ("-s", parsed.GetValue(spec)?.Path ?? defaultFile),
                        ("-w", url?.OriginalString),
                        ("-c", certificate?.Path),
                        ("-k", secret?.Path),
                        ("-u", parsed.GetValue(webport) is var port && port != DefaultWebPort ? $"{port}" : null)
                    );
                return chosen switch
                {
                    "fuzzingclient" => FuzzingClient(Prelude.Optional(url!)),
                    "fuzzingserver" => FuzzingServer(),
                    "testeeserver" or "echoserver" => EchoModes.ServerAsync(Url(), own, certificate, secret, stop),
                    "testeeclient" => TesteeClientMode.RunAsync(Url(), own.IfNone(Product.Token), shared.Parallel(parsed, 1), stop),
                    "echoclient" => EchoModes.ClientAsync(Url(), stop),
                    "broadcastserver" => BroadcastModes.ServerAsync(Url(), certificate, secret, stop),
                    "broadcastclient" => BroadcastModes.ClientAsync(Url(), stop),
                    "massconnect" => MassConnectMode.RunAsync(
                        SpecFiles.Read(
                            parsed.GetValue(spec),
                            MassConnectSpec.FileName,
                            MassConnectSpec.Template,
                            file => MassConnectSpec.Read(file, Prelude.Optional(url!)),
                            read => read.Warnings
                        ),
                        stop
                    ),
                    null => throw new UsageException($"-m is missing: it selects the mode, one of {string.Join(", ", Modes)}"),
                    _ => throw new InvalidOperationException($"the mode {chosen} has no case in this switch"),
                };

                Task<int> FuzzingClient(LanguageExt.Option<Uri> only)
                {
                    var read = SpecFiles.Read(
                        parsed.GetValue(spec),
                        FuzzingClientSpec.FileName,
                        FuzzingClientSpec.Template(only),
                        bytes => FuzzingClientSpec.Read(bytes, only, shared.Catalogue(parsed, Role.Client)),
                        found => found.Warnings
                    );
                    var plan = shared.Plan(parsed, Chosen(read.Choice.Cases), read.OutDir, LanguageExt.Option<string>.None) with
                    {
                        Parallel = shared.Parallel(parsed),
                    };
                    // By default, accept any certificate. The Autobahn Testsuite does the same, and its spec files have no setting for
                    // certificates.
                    var trust = servers.Trust(parsed, new CertificateTrust.Any());
                    var repeat = trust is CertificateTrust.Any ? " --insecure" : servers.RepeatTrust(parsed);
                    return FuzzingClientMode.RunAsync(
                        read,
                        plan,
                        (trust, repeat),
                        Again(FuzzingClientSpec.FileName),
                        runner => servers.ReachAsync(parsed, runner, stop),
                        stop
                    );
                }

                Task<int> FuzzingServer()
                {
                    var read = SpecFiles.Read(
                        parsed.GetValue(spec),
                        FuzzingServerSpec.FileName,
                        FuzzingServerSpec.Template,
                        bytes => FuzzingServerSpec.Read(bytes, shared.Catalogue(parsed, Role.Server)),
                        found => found.Warnings
                    );
                    return FuzzingServerMode.RunAsync(
                        read,
                        shared.Plan(parsed, Chosen(read.Choice.Cases), read.OutDir, LanguageExt.Option<string>.None),
                        WstestServer.EndPoint(read.Url),
                        parsed.GetValue(webport),
                        (certificate, secret),
                        Again(FuzzingServerSpec.FileName),
                        printsAutobahnLines: true,
                        LanguageExt.Option<string>.None,
                        stop
                    );
                }
            }
        );
        return command;
    }
}
