using System.CommandLine;
using System.Net;
using Pure.WebSockets.Conformance;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Tool;

/// <summary>Defines the root command, the commands 'serve' and 'test', and an option and an argument that several commands share.</summary>
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
        root.Add(ShellCommands.Completion(root));
        root.Add(ShellCommands.Manual(root));
        shared.AddTo(root);
        root.SetAction((parsed, stop) => PeerTests.EmbeddedAsync(shared.Read(parsed, Role.Client), stop));
        return root;
    }

    private static Command Serve()
    {
        var address = new Option<IPAddress>("--address")
        {
            HelpName = "ADDRESS",
            Description = "The address to listen on, such as 127.0.0.1, ::1 or 0.0.0.0; :: means all IPv4 and IPv6 addresses.",
            DefaultValueFactory = _ => IPAddress.Loopback,
            CustomParser = given => ValueParser.One(given, text =>
                IPAddress.TryParse(text, out var parsed)
                    ? parsed
                    : throw new UsageException($"{ValueParser.Named(given, text)} is not an IP address such as 127.0.0.1 or ::1.")),
        };
        var port = new Option<int>("--port")
        {
            HelpName = "PORT",
            Description = "The port to listen on; 0 selects a free port.",
            DefaultValueFactory = _ => 9001,
            CustomParser = given => ValueParser.WholeNumber(given, 0, IPEndPoint.MaxPort),
        };
        var transport = new Option<ServerTransport?>("--transport")
        {
            HelpName = "epoll|sockets",
            Description = "The transport: epoll (Linux only, the default there) or sockets.",
            CustomParser = given =>
                ValueParser.Choice(given, ("sockets", ServerTransport.Sockets), ("epoll", ServerTransport.Epoll)),
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
                    new IPEndPoint(parsed.GetValue(address)!, parsed.GetValue(port)),
                    parsed.GetValue(transport) ?? EchoServer.DefaultTransport,
                    stop
                )
        );
        return command;
    }

    private static Command TestServer()
    {
        var (shared, server, profile) = (new TestOptions(isQuick: false), new ServerOptions(), new ProfileOption());
        var url = Target("The URL of the server to test: ws://host:port/path");
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
                server.Check(parsed, parsed.GetValue(url)!);
                var (target, plan) = (
                    server.Read(parsed, parsed.GetValue(url)!, parsed.GetValue(http2)),
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
        // The variable of the client's command contains the port.
        const string FreePortUrl = "ws://127.0.0.1:0";
        var url = new Option<Uri?>("--url")
        {
            HelpName = "URL",
            Description =
                $"The URL to listen at: ws://address:port, or wss:// with --cert and --key. The default is {DefaultUrl}, and with "
                    + "--client a free port of 127.0.0.1.",
            CustomParser = ListenerOptions.Url,
        };
        var spec = new Option<SpecSource?>("--spec")
        {
            HelpName = "FILE",
            Description = "A spec file of the fuzzing server, which defines the cases, the report folder and the other settings.",
            CustomParser = given => ValueParser.InputFile(given, InputFile.Spec, (path, content) => new SpecSource(path, content)),
        };
        var client = new Option<string?>("--client")
        {
            HelpName = "COMMAND",
            Description =
                $"A command of the shell that runs the client. The variable {ClientCommand.Variable} contains the URL. The test ends with "
                    + "the command.",
            CustomParser = given => ValueParser.One(given, ClientCommand.Parse),
        };
        var tls = new ListenerOptions();
        var (cases, run) = (new CaseOptions("reports/clients"), new RunOptions(isQuick: false));
        var command = new Command(
            "client",
            "Test the clients that connect: browsers, which open the page at the URL, and programs, which request the cases one by one."
        )
        {
            url,
            spec,
            client,
        };
        tls.AddTo(command);
        cases.AddTo(command);
        run.AddTo(command, runsCases: false);
        command.SetAction(
            (parsed, stop) =>
            {
                var (given, file, program) = (parsed.GetValue(url), parsed.GetValue(spec), parsed.GetValue(client));
                if (file is not null && cases.AreOfSpec(parsed))
                    throw new UsageException("--exclude and --out are defined by the spec file. Omit them, or omit --spec.");
                var settings = file is null
                    ? new FuzzingServerSpec(
                        new Uri(program is null ? DefaultUrl : FreePortUrl),
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
                if (given is not null) settings = settings with { Url = given };
                tls.Check(parsed, settings.Url);
                var chosen = file is null ? settings.Choice.Cases : cases.Choose(parsed, settings.Choice.Cases);
                return FuzzingServerMode.RunAsync(
                    settings,
                    run.Plan(parsed, chosen, settings.OutDir, LanguageExt.Option<string>.None),
                    ClientTests.EndPoint(settings.Url),
                    webPort: 0,
                    tls.Files(parsed),
                    "purews test client"
                        + CommandLine.Given(("--spec", file?.Path), ("--url", given?.OriginalString), ("--client", program))
                        + tls.Repeat(parsed)
                        + (file is null ? PeerTests.RepeatFolder : ""),
                    printsAutobahnLines: false,
                    LanguageExt.Prelude.Optional(program!),
                    stop
                );
            }
        );
        return command;
    }

    /// <summary>Creates the --role option, which selects the role of the core.</summary>
    public static Option<Role?> RoleOfCore() => new("--role")
    {
        Description = "The role of the core: server, which is the default, or client.",
        HelpName = "server|client",
        CustomParser = given => ValueParser.Choice(given, ("server", Role.Server), ("client", Role.Client)),
    };

    /// <summary>Creates the argument for the URL of a server to test.</summary>
    public static Argument<Uri> Target(string description) => new("URL")
    {
        Description = description,
        CustomParser = given => ValueParser.One(given, text =>
            TargetOf(text)
                ?? throw new UsageException(
                    $"{ValueParser.Named(given, text)} is not a URL of a server to test, such as ws://host:port/path or "
                        + "wss://host:port/path"
                )),
    };

    /// <summary>
    /// Parses the URL of a server to test. Returns null if the text is not a ws or wss URL, or if the URL has no host or has a
    /// fragment.
    /// </summary>
    /// <exception cref="UsageException">The URL contains a user name or a password. The message does not repeat them.</exception>
    public static Uri? TargetOf(string text) =>
        !Uri.TryCreate(text, UriKind.Absolute, out var target)
        || target is not { Scheme: "ws" or "wss", Fragment: "" }
        || target.Host.Length == 0
            ? null
        : target.UserInfo.Length == 0 ? target
        : throw new UsageException(
            $"the URL of {target.Host} contains a user, which a WebSocket URL must not contain (RFC 6455 §3): "
                + "use --header 'Authorization: …'"
        );

    private static Command TestCore()
    {
        var shared = new TestOptions(isQuick: false);
        var role = RoleOfCore();
        var command = new Command("core", "Run cases against the protocol core, in memory and in virtual time.") { role };
        shared.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var core = parsed.GetValue(role) ?? Role.Server;
            return PeerTests.CoreAsync(core, shared.Read(parsed, core == Role.Server ? Role.Client : Role.Server), stop);
        });
        return command;
    }
}
