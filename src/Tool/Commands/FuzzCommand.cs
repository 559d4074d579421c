using System.CommandLine;
using System.Globalization;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Defines the command fuzz, which tests a peer with generated conversations.</summary>
internal static class FuzzCommand
{
    private const int WorkersOverTcp = 16;
    private const int ConversationsOnOneConnection = 8;

    /// <summary>The maximum number of conversations that shorten one finding, if each takes a connection.</summary>
    internal const int ShrinkingRunsOverTcp = 400;

    public static Command Create() =>
        new("fuzz", "Test a peer with generated conversations, and shorten those in which it breaks a rule.")
        {
            Core(),
            Server(),
            FuzzClientCommand.Create(),
        };

    private static Command Core()
    {
        var options = new FuzzOptions();
        var role = new Option<string>("--role")
        {
            Description = "The role of the core: server or client.",
            DefaultValueFactory = _ => "server",
        };
        var command = new Command("core", "Test the protocol core, in memory and in virtual time.") { role };
        options.AddTo(command, isLive: false);
        command.SetAction((parsed, stop) =>
        {
            var core = Commands.RoleOf(parsed.GetValue(role)!);
            var session = new FuzzSession(
                core == Role.Server ? Role.Client : Role.Server,
                (_, _) => CorePeer.Target(core, EchoServer.Protocol)
            );
            var name = core == Role.Server ? "server" : "client";
            return Task.FromResult(
                FuzzRuns.Run(
                    options.Read(parsed, session),
                    $"the core as {name}, in memory",
                    $"core --role {name}",
                    options.Folder(parsed),
                    stop
                )
            );
        });
        return command;
    }

    private static Command Server()
    {
        var (options, server, profile) = (new FuzzOptions(), new ServerOptions(), new ProfileOption());
        var url = new Argument<string>("URL")
        {
            Description = "The URL of the server to test: ws://host:port/path or wss://host:port/path",
        };
        var parallel = new Option<int>("--parallel")
        {
            Description = "The number of concurrent conversations.",
            DefaultValueFactory = _ => WorkersOverTcp,
        };
        var command = new Command("server", "Test a server over TCP.") { url, parallel };
        options.AddTo(command, isLive: true);
        profile.AddTo(command);
        server.AddTo(command);
        command.SetAction(
            async (parsed, stop) =>
            {
                var known = profile.Read(parsed);
                var given = server.Read(parsed, Commands.Target(parsed.GetValue(url)!), isHttp2: false);
                var target = known.Handshake.AddTo(given);
                if (parsed.GetValue(parallel) is var workers && workers is < 1 or > 1024)
                    throw new UsageException(FormattableString.Invariant($"--parallel {workers} is not between 1 and 1024."));
                try
                {
                    await server.ReachAsync(parsed, new TcpRunner(target, TesterOptions.Default) { Echoes = known.IsEcho }, stop);
                    var session = new FuzzSession(
                        Role.Client,
                        (settings, worker) => SocketPeer.Target(target, worker, settings.Patience, stop)
                    )
                    {
                        Workers = workers,
                        Profile = known,
                        MostShrinkingRuns = ShrinkingRunsOverTcp,
                        // The prelude of a protocol opens a connection, so another conversation needs another connection.
                        OnOneConnection = known.IsEcho ? ConversationsOnOneConnection : 1,
                        // Over TCP, a pause takes real time.
                        Generator = GeneratorOptions.Default with
                        {
                            Pauses = false,
                            Protocol = known.Protocol.Case as ApplicationProtocol,
                        },
                    };
                    return FuzzRuns.Run(
                        options.Read(parsed, session),
                        target.Url.ToString(),
                        $"server {CommandLine.Quoted(target.Url.ToString())}{profile.Repeat(parsed)}{server.Repeat(parsed, given)}",
                        options.Folder(parsed),
                        stop
                    );
                }
                catch (PeerUnreachableException error)
                {
                    throw new UsageException(error.Message);
                }
            }
        );
        return command;
    }

    /// <summary>The options that all subcommands have.</summary>
    internal sealed class FuzzOptions
    {
        private const string DefaultTime = "60s";

        // The number after the last conversation is then less than the largest one.
        private const long Most = 1L << 62;

        private readonly Option<string?> time = new("--time")
        {
            Description = $"The time after which no conversation begins, such as 10m. Default: {DefaultTime}, or no limit with --cases.",
        };
        private readonly Option<string> seed = new("--seed")
        {
            Description = "The seed, which is a number. The same seed results in the same conversations.",
            DefaultValueFactory = _ => "1",
        };
        private readonly Option<long> first = new("--first") { Description = "The number of the first conversation." };
        private readonly Option<long?> cases = new("--cases") { Description = "The number of conversations." };
        private readonly Option<bool> plain = new("--no-deflate") { Description = "Do not offer permessage-deflate." };
        private readonly Option<double> patience = new("--patience")
        {
            Description = "The factor for the time that a peer has for an answer, for a busy machine or a slow peer.",
            DefaultValueFactory = _ => 1,
        };
        private readonly Option<string?> folder = new("--out")
        {
            Description = "The folder for the findings. Each one is a case file. The folder 'reports' in it shows the conversations.",
        };
        private readonly Option<string[]> replayed = new("--replay")
        {
            Description = "Run the cases of these files or folders, such as saved findings, instead of generated conversations.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };

        /// <summary>Adds the options to a command.</summary>
        /// <param name="command">The command.</param>
        /// <param name="isLive">Whether the time of the peer is real.</param>
        /// <param name="replays">Whether the command can run saved cases.</param>
        public void AddTo(Command command, bool isLive, bool replays = true)
        {
            command.Options.Add(time);
            command.Options.Add(seed);
            command.Options.Add(first);
            command.Options.Add(cases);
            command.Options.Add(plain);
            if (isLive) command.Options.Add(patience);
            command.Options.Add(folder);
            if (replays) command.Options.Add(replayed);
        }

        public string? Folder(ParseResult parsed) => parsed.GetValue(folder);

        public FuzzSession Read(ParseResult parsed, FuzzSession session)
        {
            var (count, start) = (parsed.GetValue(cases), parsed.GetValue(first));
            if (count is < 1 or > Most)
                throw new UsageException(
                    FormattableString.Invariant($"{cases.Name} {count} is not a number of conversations from 1 to {Most}.")
                );
            if (start is < 0 or > Most)
                throw new UsageException(FormattableString.Invariant($"{first.Name} {start} is not a number from 0 to {Most}."));
            var text = parsed.GetValue(seed)!;
            return session with
            {
                Seed = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw new UsageException($"--seed '{text}' is not a number from 0 to {ulong.MaxValue}."),
                First = start,
                Conversations = count ?? long.MaxValue,
                Time =
                    parsed.GetValue(time) is { } given ? Duration.Parse(time.Name, given)
                    : count is null ? Duration.Parse(time.Name, DefaultTime)
                    : TimeSpan.MaxValue,
                Replayed =
                    parsed.GetResult(replayed) is not null && parsed.GetValue(replayed) is { Length: > 0 } paths
                        ? CaseFileOption.Load(paths)
                        : default,
                Patience =
                    parsed.GetResult(patience) is null ? session.Patience
                    : parsed.GetValue(patience) is var factor && factor is >= 1 and <= 1000 ? factor
                    : throw new UsageException(FormattableString.Invariant($"--patience {factor} is not between 1 and 1000.")),
                Generator = session.Generator with { Compresses = !parsed.GetValue(plain) },
            };
        }
    }
}
