using System.CommandLine;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The command line of the old suite: the same modes, option letters, spec files and defaults.</summary>
internal static class WstestCommand
{
    private const string Modes =
        "fuzzingclient, fuzzingserver, testeeserver, testeeclient, echoserver, echoclient, broadcastserver, broadcastclient, massconnect";
    private const int WebPort = 8080;

    public static Command Create()
    {
        var mode = new System.CommandLine.Option<string?>("--mode", "-m") { Description = $"What to be: {Modes}." };
        var spec = new System.CommandLine.Option<string?>("--spec", "-s")
        {
            Description =
                "The spec file of the fuzzing modes and of massconnect; MODE.json in this folder when none is named, written with the "
                    + "defaults when it is not there.",
        };
        var wsuri = new System.CommandLine.Option<string?>("--wsuri", "-w")
        {
            Description = "The URL to connect to, or whose port to listen on. For fuzzingclient: the server, when the spec names none.",
        };
        var webport = new System.CommandLine.Option<int>("--webport", "-u")
        {
            Description = "fuzzingserver: the port of the page that runs the suite in a browser; 0 for none.",
            DefaultValueFactory = _ => WebPort,
        };
        var ident = new System.CommandLine.Option<string?>("--ident", "-i")
        {
            Description = "testeeclient and testeeserver: how to call itself.",
        };
        var key = new System.CommandLine.Option<string?>("--key", "-k")
        {
            Description = "The private key of the server modes for wss, in PEM form.",
        };
        var cert = new System.CommandLine.Option<string?>("--cert", "-c")
        {
            Description = "The certificate of the server modes for wss, in PEM form.",
        };
        var debug = new System.CommandLine.Option<bool>("--debug", "-d")
        {
            Description = "Taken for the sake of old command lines: the reports hold every octet in any case.",
        };
        var versions = new System.CommandLine.Option<bool>("--autobahnversion", "-a") { Description = "Print the version and end." };
        var testset = new System.CommandLine.Option<string?>("--testset", "-t")
        {
            Description = "Taken for the sake of old command lines, and ignored: no mode here imports a test set.",
        };
        var outfile = new System.CommandLine.Option<string?>("--outfile", "-o")
        {
            Description = "Taken for the sake of old command lines, and ignored: no mode here makes test data.",
        };
        var (shared, servers) = (new RunOptions(isQuick: false), new ServerOptions());
        var command = new Command("wstest", "The Autobahn Testsuite's command line: same modes, options, spec files, URLs and reports.")
        {
            mode,
            spec,
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
                    WrongUse.Tell($"warning: {ignored.Name} is for modes that are not there, and is ignored.");
                var (chosen, url, certificate, secret) = (
                    parsed.GetValue(mode),
                    parsed.GetValue(wsuri),
                    parsed.GetValue(cert),
                    parsed.GetValue(key)
                );
                var own = Prelude.Optional(parsed.GetValue(ident)!);
                Uri Url() => Place.Url(url, chosen!);
                return chosen switch
                {
                    "fuzzingclient" => FuzzingClientMode.RunAsync(
                        parsed.GetValue(spec),
                        Prelude.Optional(url!).Map(given => Place.Url(given, chosen)),
                        shared,
                        servers,
                        parsed,
                        stop
                    ),
                    "fuzzingserver" => FuzzingServerMode.RunAsync(
                        parsed.GetValue(spec),
                        parsed.GetValue(webport),
                        certificate,
                        secret,
                        shared,
                        parsed,
                        stop
                    ),
                    "testeeserver" or "echoserver" => EchoModes.ServerAsync(Url(), own, certificate, secret, stop),
                    "testeeclient" => TesteeClientMode.RunAsync(Url(), own.IfNone(Product.Token), shared.Parallel(parsed, usual: 1), stop),
                    "echoclient" => EchoModes.ClientAsync(Url(), stop),
                    "broadcastserver" => BroadcastModes.ServerAsync(Url(), certificate, secret, stop),
                    "broadcastclient" => BroadcastModes.ClientAsync(Url(), stop),
                    "massconnect" => MassConnectMode.RunAsync(
                        SpecFiles.Read(
                            parsed.GetValue(spec),
                            MassConnectSpec.FileName,
                            MassConnectSpec.Template,
                            file => MassConnectSpec.Read(file, Prelude.Optional(url!).Map(given => Place.Url(given, chosen))),
                            read => read.Warnings
                        ),
                        stop
                    ),
                    null => throw new WrongUseException($"-m is missing: the mode, one of {Modes}"),
                    _ => throw new WrongUseException($"-m '{chosen}' is no mode; {NearestName.Suggestion(chosen, Modes.Split(", "))}"),
                };
            }
        );
        return command;
    }
}
