using System.CommandLine;
using System.Net;

namespace Pure.WebSockets.Tool;

/// <summary>The command line: what can be asked for, and which function answers.</summary>
internal static class Commands
{
    public static RootCommand Root()
    {
        var shared = new TestOptions(isQuick: true);
        var root = new RootCommand("The WebSocket conformance laboratory. Without a command: start an echo server and run the whole catalogue against it, quickly.")
        {
            Serve(),
            new Command("test", "Run cases of the catalogue.") { TestServer(), TestCore() },
        };
        shared.AddTo(root);
        root.SetAction((parsed, stop) => Testing.EmbeddedAsync(shared.Read(parsed), stop));
        return root;
    }

    private static Command Serve()
    {
        var address = new Option<string>("--address") { Description = "The address to listen on: 127.0.0.1, ::1, 0.0.0.0, :: for both.", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "The port to listen on; 0 for a free one.", DefaultValueFactory = _ => 9001 };
        var command = new Command("serve", "Start an echo server. Ctrl+C stops it: connections are closed with 1001.") { address, port };
        command.SetAction((parsed, stop) => Serving.ServeAsync(EndPoint(parsed.GetValue(address)!, parsed.GetValue(port)), stop));
        return command;
    }

    private static IPEndPoint EndPoint(string address, int port)
    {
        if (!IPAddress.TryParse(address, out var parsed)) throw new WrongUseException($"--address '{address}' is not an IP address, as 127.0.0.1 or ::1.");
        if (port is < 0 or > IPEndPoint.MaxPort) throw new WrongUseException($"--port {port} is not between 0 and {IPEndPoint.MaxPort}.");
        return new IPEndPoint(parsed, port);
    }

    private static Command TestServer()
    {
        var shared = new TestOptions(isQuick: false);
        var url = new Argument<string>("URL") { Description = "The server, an echo: ws://host:port/path" };
        var command = new Command("server", "Run cases against a server over TCP.") { url };
        shared.AddTo(command);
        command.SetAction((parsed, stop) => Testing.ServerAsync(Target(parsed.GetValue(url)!), shared.Read(parsed), stop));
        return command;
    }

    private static Role RoleOf(string name) => name.ToLowerInvariant() switch
    {
        "server" => Role.Server,
        "client" => Role.Client,
        _ => throw new WrongUseException($"--role '{name}' is neither server nor client."),
    };

    private static Uri Target(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var target) && target is { Scheme: "ws", Fragment: "" } && target.Host.Length > 0
            ? target
            : throw new WrongUseException($"'{url}' is not a URL of a server to test, as ws://127.0.0.1:9001/path; there is no TLS yet.");

    private static Command TestCore()
    {
        var shared = new TestOptions(isQuick: false);
        var role = new Option<string>("--role") { Description = "Which end the core plays: server or client.", DefaultValueFactory = _ => "server" };
        var command = new Command("core", "Run cases against the protocol core itself, in memory and in virtual time.") { role };
        shared.AddTo(command);
        command.SetAction((parsed, stop) => Testing.CoreAsync(RoleOf(parsed.GetValue(role)!), shared.Read(parsed), stop));
        return command;
    }
}
