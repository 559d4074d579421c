using System.CommandLine;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Defines the command 'fuzz client', which tests clients with generated conversations. The clients connect to this tool.
/// </summary>
internal static class FuzzClientCommand
{
    private const string DefaultUrl = "ws://127.0.0.1:9001";

    // The time in which a client that has connected before must connect again. It is multiplied by --patience.
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromSeconds(60);

    public static Command Create()
    {
        var options = new FuzzCommand.FuzzOptions();
        var url = new Option<Uri?>("--url")
        {
            HelpName = "URL",
            Description = $"The URL to listen at: ws://address:port, or wss:// with --cert and --key. The default is {DefaultUrl}.",
            CustomParser = ListenerOptions.Url,
        };
        var listener = new ListenerOptions();
        var command = new Command("client", "Test the echo clients that connect, such as clients for the Autobahn Testsuite.")
        {
            url,
        };
        listener.AddTo(command);
        options.AddTo(command, isLive: true, replays: false);
        command.SetAction((parsed, stop) =>
        {
            var at = parsed.GetValue(url) ?? new Uri(DefaultUrl);
            listener.Check(parsed, at);
            var (certificate, key) = listener.Files(parsed);
            var tls = Certificates.Tls(at, certificate, key);
            var session = options.Read(
                parsed,
                new FuzzSession(Role.Server, (_, _) => throw new InvalidOperationException("Clients connect on their own."))
                {
                    MostShrinkingRuns = FuzzCommand.ShrinkingRunsOverTcp,
                    ReturnPatience = LongestAbsence * options.Patience(parsed),
                    // Do not generate pauses, because a pause takes real time over TCP.
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
                    throw new UsageException($"{error.Message} Choose another --url. Port 0 selects a free port.");
                }
            }
        });
        return command;

        string Repeat(ParseResult parsed) =>
            "client"
            + (parsed.GetResult(url) is { Tokens: [var at, ..] } ? $" --url {CommandLine.Quoted(at.Value)}" : "")
            + listener.Repeat(parsed);
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
