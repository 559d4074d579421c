using System.CommandLine;
using System.Net;
using Pure.WebSockets.Conformance;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>The command line: what can be asked for, and which function answers.</summary>
internal static class Commands
{
    public static RootCommand Root()
    {
        var shared = new TestOptions(isQuick: true);
        var root = new RootCommand(
            "The WebSocket conformance laboratory. Without a command: start an echo server and run the whole catalogue against it, quickly."
        )
        {
            Serve(),
            new Command("test", "Run cases of the catalogue.") { TestServer(), TestClient(), TestCore() },
            CaseList.Create(),
            ReportCommands.Report(),
            WstestCommand.Create(),
        };
        shared.AddTo(root);
        root.SetAction((parsed, stop) => Testing.EmbeddedAsync(shared.Read(parsed, Role.Client), stop));
        return root;
    }

    private static Command Serve()
    {
        var address = new Option<string>("--address")
        {
            Description = "The address to listen on: 127.0.0.1, ::1, 0.0.0.0, :: for both.",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var port = new Option<int>("--port") { Description = "The port to listen on; 0 for a free one.", DefaultValueFactory = _ => 9001 };
        var transport = new Option<string>("--transport")
        {
            Description = "What carries the bytes: epoll, on Linux, and the default there; or sockets, everywhere.",
            DefaultValueFactory = _ => $"{Serving.DefaultTransport}".ToLowerInvariant(),
        };
        var command = new Command("serve", "Start an echo server. Ctrl+C stops it: connections are closed with 1001.")
        {
            address,
            port,
            transport,
        };
        command.SetAction(
            (parsed, stop) =>
                Serving.ServeAsync(
                    EndPoint(parsed.GetValue(address)!, parsed.GetValue(port)),
                    TransportOf(parsed.GetValue(transport)!),
                    stop
                )
        );
        return command;
    }

    private static ServerTransport TransportOf(string name) => name.ToLowerInvariant() switch
    {
        "sockets" => ServerTransport.Sockets,
        "epoll" => ServerTransport.Epoll,
        _ => throw new WrongUseException($"--transport '{name}' is neither sockets nor epoll."),
    };

    private static IPEndPoint EndPoint(string address, int port)
    {
        if (!IPAddress.TryParse(address, out var parsed))
            throw new WrongUseException($"--address '{address}' is not an IP address, as 127.0.0.1 or ::1.");
        if (port is < 0 or > IPEndPoint.MaxPort)
            throw new WrongUseException($"--port {port} is not between 0 and {IPEndPoint.MaxPort}.");
        return new IPEndPoint(parsed, port);
    }

    private static Command TestServer()
    {
        var (shared, server) = (new TestOptions(isQuick: false), new ServerOptions());
        var url = new Argument<string>("URL") { Description = "The server, an echo: ws://host:port/path" };
        var http2 = new Option<bool>("--http2")
        {
            Description = "Open the connections over HTTP/2 (RFC 8441). Cases that need HTTP/1.1 on TCP are left out.",
        };
        var command = new Command("server", "Run cases against a server over TCP.") { url, http2 };
        shared.AddTo(command);
        server.AddTo(command);
        command.SetAction(
            (parsed, stop) =>
            {
                var (target, plan) = (
                    server.Read(parsed, Target(parsed.GetValue(url)!), parsed.GetValue(http2)),
                    shared.Read(parsed, Role.Client)
                );
                var again = Testing.Command(target.Url, target.IsHttp2, server.Again(parsed) + Testing.Again(plan));
                return Testing.ServerAsync(target, plan, again, runner => server.ReachAsync(parsed, runner, stop), stop);
            }
        );
        return command;
    }

    private static Command TestClient()
    {
        const string Usual = "ws://127.0.0.1:9001";
        var url = new Option<string?>("--url")
        {
            Description = $"Where to wait for clients: ws://address:port, or wss:// with --cert and --key. {Usual} when nothing is said.",
        };
        var spec = new Option<string?>("--spec")
        {
            Description = "A spec file of the fuzzing server, which then names the cases, the folder and the rest.",
        };
        var certificate = new Option<string?>("--cert")
        {
            Description = "For wss: the certificate, and those that vouch for it, as a PEM file.",
        };
        var key = new Option<string?>("--key")
        {
            Description = "For wss: its private key as a PEM file; without it the key is in the certificate's file.",
        };
        var (cases, run) = (new CaseOptions("reports/clients"), new RunOptions(isQuick: false));
        var command = new Command(
            "client",
            "Wait for clients to test: browsers, which open the page at the URL, and programs, which ask for cases one by one."
        )
        {
            url,
            spec,
            certificate,
            key,
        };
        cases.AddTo(command);
        run.AddTo(command, runsCases: false);
        command.SetAction(
            (parsed, stop) =>
            {
                var (given, file) = (parsed.GetValue(url), parsed.GetValue(spec));
                if (file is not null && cases.AreGiven(parsed))
                    throw new WrongUseException("--cases, --exclude and --out are the spec file's to say; leave them out, or --spec.");
                var wanted = file is null
                    ? new FuzzingServerSpec(
                        new Uri(Usual),
                        cases.Folder(parsed),
                        TesterOptions.Default,
                        default,
                        default,
                        new CaseChoice(cases.Choose(parsed, run.Catalogue(parsed, Role.Server)), default)
                    )
                    : SpecFiles.Read(
                        file,
                        FuzzingServerSpec.FileName,
                        FuzzingServerSpec.Template,
                        octets => FuzzingServerSpec.Read(octets, run.Catalogue(parsed, Role.Server)),
                        read => read.Warnings
                    );
                if (given is not null)
                    wanted = wanted with { Url = TestingClients.Url(given) };
                if (wanted.Url.Scheme != "wss" && (parsed.GetValue(certificate) ?? parsed.GetValue(key)) is not null)
                    throw new WrongUseException("--cert and --key are for a --url that begins with wss://");
                return FuzzingServerMode.RunAsync(
                    wanted,
                    TestingClients.EndPoint(wanted.Url),
                    webPort: 0,
                    parsed.GetValue(certificate),
                    parsed.GetValue(key),
                    run,
                    parsed,
                    stop
                );
            }
        );
        return command;
    }

    private static Role RoleOf(string name) => name.ToLowerInvariant() switch
    {
        "server" => Role.Server,
        "client" => Role.Client,
        _ => throw new WrongUseException($"--role '{name}' is neither server nor client."),
    };

    private static Uri Target(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var target) && target is { Scheme: "ws" or "wss", Fragment: "" } && target.Host.Length > 0
            ? target
            : throw new WrongUseException($"'{url}' is not a URL of a server to test, as ws://127.0.0.1:9001/path or wss://host:port/path");

    private static Command TestCore()
    {
        var shared = new TestOptions(isQuick: false);
        var role = new Option<string>("--role")
        {
            Description = "Which end the core plays: server or client.",
            DefaultValueFactory = _ => "server",
        };
        var command = new Command("core", "Run cases against the protocol core itself, in memory and in virtual time.") { role };
        shared.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var core = RoleOf(parsed.GetValue(role)!);
            return Testing.CoreAsync(core, shared.Read(parsed, core == Role.Server ? Role.Client : Role.Server), stop);
        });
        return command;
    }
}
