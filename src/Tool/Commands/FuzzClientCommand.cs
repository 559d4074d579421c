using System.CommandLine;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Defines the command fuzz client, which tests the clients that connect with generated conversations.</summary>
internal static class FuzzClientCommand
{
    private const string DefaultUrl = "ws://127.0.0.1:9001";

    public static Command Create()
    {
        var options = new FuzzCommand.FuzzOptions();
        var url = new Option<string>("--url")
        {
            HelpName = "URL",
            Description = "The URL to listen at: ws://address:port, or wss:// with --cert and --key.",
            DefaultValueFactory = _ => DefaultUrl,
        };
        var certificate = new Option<string?>("--cert")
        {
            HelpName = "FILE",
            Description = "For wss: a PEM file with the certificate and its chain.",
        };
        var key = new Option<string?>("--key")
        {
            HelpName = "FILE",
            Description = "For wss: a PEM file with the private key; by default the key is in the file of the certificate.",
        };
        var command = new Command("client", "Test the echo clients that connect, such as clients for the Autobahn Testsuite.")
        {
            url,
            certificate,
            key,
        };
        options.AddTo(command, isLive: true, replays: false);
        command.SetAction((parsed, stop) =>
        {
            var at = ClientTests.Url(parsed.GetValue(url)!);
            if (at.Scheme != "wss" && (parsed.GetValue(certificate) ?? parsed.GetValue(key)) is not null)
                throw new UsageException("--cert and --key are for a --url that begins with wss://");
            var tls = Certificates.Tls(at, parsed.GetValue(certificate), parsed.GetValue(key));
            var session = options.Read(
                parsed,
                new FuzzSession(Role.Server, (_, _) => throw new InvalidOperationException("Clients connect on their own."))
                {
                    MostShrinkingRuns = FuzzCommand.ShrinkingRunsOverTcp,
                    // Over TCP, a pause takes real time.
                    Generator = GeneratorOptions.Default with { Pauses = false },
                }
            );
            return Task.Run(
                () => FuzzRuns.RunClients(session, Listen, Repeat(parsed), options.Folder(parsed), stop),
                CancellationToken.None
            );

            ClientFuzzing Listen(Action<string> onProblem)
            {
                var server = Start(onProblem);
                ShowInstructions(server, at.Scheme);
                return server;
            }

            ClientFuzzing Start(Action<string> onProblem)
            {
                try
                {
                    return ClientFuzzing.Start(ClientTests.EndPoint(at), session, tls, onProblem);
                }
                catch (IOException error)
                {
                    throw new UsageException($"{error.Message} Choose another --url; port 0 selects a free port.");
                }
            }
        });
        return command;

        string Repeat(ParseResult parsed) =>
            "client"
            + (parsed.GetValue(url) is { } at && at != DefaultUrl ? $" --url {CommandLine.Quoted(at)}" : "")
            + (parsed.GetValue(certificate) is { } file ? $" --cert {CommandLine.Quoted(file)}" : "")
            + (parsed.GetValue(key) is { } keyFile ? $" --key {CommandLine.Quoted(keyFile)}" : "");
    }

    private static void ShowInstructions(ClientFuzzing server, string scheme)
    {
        var place = $"{scheme}://{server.EndPoint}";
        Console.WriteLine("purews: waiting for clients");
        Console.WriteLine($"  1. connect to {place}/getCaseCount and read the number N");
        Console.WriteLine($"  2. for i from 1 to N, connect to {place}/runCase?case=i&agent=NAME and echo every message until it closes");
        Console.WriteLine($"  3. connect to {place}/updateReports?agent=NAME");
    }
}
