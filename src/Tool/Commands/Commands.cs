using System.CommandLine;
using System.Net;
using Pure.WebSockets.Conformance;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>Defines the commands and the function that each command calls.</summary>
internal static class Commands
{
    public static RootCommand Root()
    {
        var shared = new TestOptions(isQuick: true);
        var root = new RootCommand(
            "WebSocket conformance tests. Without a command, starts an echo server and runs the whole catalogue against it, quickly."
        )
        {
            Serve(),
            new Command("test", "Run cases of the catalogue.") { TestServer(), TestClient(), TestCore() },
            FuzzCommand.Create(),
            LearnCommand.Create(),
            CasesCommand.Create(),
            ReportCommands.Report(),
            WstestCommand.Create(),
        };
        shared.AddTo(root);
        root.SetAction((parsed, stop) => PeerTests.EmbeddedAsync(shared.Read(parsed, Role.Client), stop));
        return root;
    }

    private static Command Serve()
    {
        var address = new Option<string>("--address")
        {
            Description = "The address to listen on, such as 127.0.0.1, ::1 or 0.0.0.0; :: means all IPv4 and IPv6 addresses.",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var port = new Option<int>("--port")
        {
            Description = "The port to listen on; 0 selects a free port.",
            DefaultValueFactory = _ => 9001,
        };
        var transport = new Option<string>("--transport")
        {
            Description = "The transport: epoll (Linux only, the default there) or sockets.",
            DefaultValueFactory = _ => $"{EchoServer.DefaultTransport}".ToLowerInvariant(),
        };
        var command = new Command("serve", "Start an echo server. Ctrl+C stops it and closes the connections with 1001.")
        {
            address,
            port,
            transport,
        };
        command.SetAction(
            (parsed, stop) =>
                EchoServer.ServeAsync(
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
        _ => throw new UsageException($"--transport '{name}' is neither sockets nor epoll."),
    };

    private static IPEndPoint EndPoint(string address, int port)
    {
        if (!IPAddress.TryParse(address, out var parsed))
            throw new UsageException($"--address '{address}' is not an IP address such as 127.0.0.1 or ::1.");
        if (port is < 0 or > IPEndPoint.MaxPort)
            throw new UsageException($"--port {port} is not between 0 and {IPEndPoint.MaxPort}.");
        return new IPEndPoint(parsed, port);
    }

    private static Command TestServer()
    {
        var (shared, server, profile) = (new TestOptions(isQuick: false), new ServerOptions(), new ProfileOption());
        var url = new Argument<string>("URL") { Description = "The URL of the server to test: ws://host:port/path" };
        var http2 = new Option<bool>("--http2")
        {
            Description = "Open the connections over HTTP/2 (RFC 8441). Cases that need HTTP/1.1 over TCP are left out.",
        };
        var command = new Command("server", "Run cases against a server over TCP.") { url, http2 };
        shared.AddTo(command);
        profile.AddTo(command);
        server.AddTo(command);
        command.SetAction(
            (parsed, stop) =>
            {
                var (target, plan) = (
                    server.Read(parsed, Target(parsed.GetValue(url)!), parsed.GetValue(http2)),
                    shared.Read(parsed, Role.Client) with
                    {
                        Profile = profile.Read(parsed),
                        GivenProfile = profile.Given(parsed),
                    }
                );
                var repeat = PeerTests.Command(target.Url, target.IsHttp2, server.Repeat(parsed, target) + PeerTests.RepeatOptions(plan));
                return PeerTests.ServerAsync(target, plan, repeat, runner => server.ReachAsync(parsed, runner, stop), stop);
            }
        );
        return command;
    }

    private static Command TestClient()
    {
        const string DefaultUrl = "ws://127.0.0.1:9001";
        var url = new Option<string?>("--url")
        {
            Description = $"The URL to listen at: ws://address:port, or wss:// with --cert and --key. The default is {DefaultUrl}.",
        };
        var spec = new Option<string?>("--spec")
        {
            Description = "A spec file of the fuzzing server, which defines the cases, the report folder and the other settings.",
        };
        var certificate = new Option<string?>("--cert")
        {
            Description = "For wss: a PEM file with the certificate and its chain.",
        };
        var key = new Option<string?>("--key")
        {
            Description = "For wss: a PEM file with the private key; by default the key is in the file of the certificate.",
        };
        var (cases, run) = (new CaseOptions("reports/clients"), new RunOptions(isQuick: false));
        var command = new Command(
            "client",
            "Test the clients that connect: browsers, which open the page at the URL, and programs, which request the cases one by one."
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
                if (file is not null && cases.AreOfSpec(parsed))
                    throw new UsageException("--exclude and --out are defined by the spec file; omit them, or omit --spec.");
                var settings = file is null
                    ? new FuzzingServerSpec(
                        new Uri(DefaultUrl),
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
                        bytes => FuzzingServerSpec.Read(bytes, run.Catalogue(parsed, Role.Server)),
                        read => read.Warnings
                    );
                if (given is not null) settings = settings with { Url = ClientTests.Url(given) };
                if (settings.Url.Scheme != "wss" && (parsed.GetValue(certificate) ?? parsed.GetValue(key)) is not null)
                    throw new UsageException("--cert and --key are for a --url that begins with wss://");
                var chosen = file is null ? settings.Choice.Cases : cases.Choose(parsed, settings.Choice.Cases);
                return FuzzingServerMode.RunAsync(
                    settings,
                    run.Plan(parsed, chosen, settings.OutDir, LanguageExt.Option<string>.None),
                    ClientTests.EndPoint(settings.Url),
                    webPort: 0,
                    (parsed.GetValue(certificate), parsed.GetValue(key)),
                    "purews test client"
                        + CommandLine.Given(
                            ("--spec", file),
                            ("--url", given),
                            (certificate.Name, parsed.GetValue(certificate)),
                            (key.Name, parsed.GetValue(key))
                        ),
                    printsAutobahnLines: false,
                    stop
                );
            }
        );
        return command;
    }

    public static Role RoleOf(string name) => name.ToLowerInvariant() switch
    {
        "server" => Role.Server,
        "client" => Role.Client,
        _ => throw new UsageException($"--role '{name}' is neither server nor client."),
    };

    public static Uri Target(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var target) && target is { Scheme: "ws" or "wss", Fragment: "" } && target.Host.Length > 0
            ? target
            : throw new UsageException($"'{url}' is not a URL of a server to test, such as ws://host:port/path or wss://host:port/path");

    private static Command TestCore()
    {
        var shared = new TestOptions(isQuick: false);
        var role = new Option<string>("--role")
        {
            Description = "The role of the core: server or client.",
            DefaultValueFactory = _ => "server",
        };
        var command = new Command("core", "Run cases against the protocol core, in memory and in virtual time.") { role };
        shared.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var core = RoleOf(parsed.GetValue(role)!);
            return PeerTests.CoreAsync(core, shared.Read(parsed, core == Role.Server ? Role.Client : Role.Server), stop);
        });
        return command;
    }
}
