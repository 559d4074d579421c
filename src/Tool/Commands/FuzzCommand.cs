using System.CommandLine;
using System.CommandLine.Parsing;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Defines the command 'fuzz', which tests a peer with generated conversations.</summary>
internal static class FuzzCommand
{
    private const int WorkersOverTcp = 16;
    private const int ConversationsOnOneConnection = 8;

    // Without --wait, the time in which a server that was lost can be started again.
    private static readonly TimeSpan ReturnPatience = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The maximum number of conversations that are run to shorten one finding, if each conversation needs a new connection.
    /// </summary>
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
        var role = Commands.RoleOfCore();
        var command = new Command("core", "Test the protocol core, in memory and in virtual time.") { role };
        options.AddTo(command, isLive: false);
        command.SetAction((parsed, stop) =>
        {
            options.CheckReplay(parsed);
            var core = parsed.GetValue(role) ?? Role.Server;
            var session = new FuzzSession(
                core == Role.Server ? Role.Client : Role.Server,
                (_, _) => CorePeer.Target(core, EchoServer.Protocol)
            );
            var name = core == Role.Server ? "server" : "client";
            // Run on another thread, because the command-line library handles signals only after the action has returned its task.
            return Task.Run(
                () =>
                    FuzzRuns.Run(
                        options.Read(parsed, session),
                        $"the core as {name}, in memory",
                        PeerMarks.OfCore(core),
                        $"core --role {name}",
                        options.Folder(parsed),
                        stop
                    ),
                CancellationToken.None
            );
        });
        return command;
    }

    private static Command Server()
    {
        var (options, server, profile) = (new FuzzOptions(), new ServerOptions(), new ProfileOption());
        var url = Commands.Target("The URL of the server to test: ws://host:port/path or wss://host:port/path");
        var parallel = new Option<int>("--parallel")
        {
            HelpName = "N",
            Description = "The number of concurrent conversations.",
            DefaultValueFactory = _ => WorkersOverTcp,
            CustomParser = given => ValueParser.WholeNumber(given, 1, RunOptions.MostDegree),
        };
        var command = new Command("server", "Test a server over TCP.") { url, parallel };
        options.AddTo(command, isLive: true);
        profile.AddTo(command);
        server.AddTo(command);
        command.SetAction(
            async (parsed, stop) =>
            {
                options.CheckReplay(parsed, parallel);
                server.Check(parsed, parsed.GetValue(url)!);
                var known = profile.Read(parsed);
                var given = server.Read(parsed, parsed.GetValue(url)!, isHttp2: false);
                var target = known.Handshake.AddTo(given);
                var tester = TesterOptions.Default with { Patience = options.Patience(parsed) };
                try
                {
                    var runner = new TcpRunner(target, tester) { Echoes = known.IsEcho };
                    var first = await server.ReachAsync(parsed, runner, stop);
                    var fitted = await ProfileProbes.FittedAsync(known, runner, first, stop);
                    var session = new FuzzSession(
                        Role.Client,
                        (settings, worker) => SocketPeer.Target(target, worker, settings.Patience, stop)
                    )
                    {
                        IsLive = true,
                        Openings = new PeerOpenings(PeerOpenings.PausesOverTcp, stop),
                        Workers = parsed.GetValue(parallel),
                        Profile = fitted,
                        MostShrinkingRuns = ShrinkingRunsOverTcp,
                        ReturnPatience = server.Wait(parsed) ?? ReturnPatience,
                        // If the server is not an echo server, use a new connection for each conversation, because a protocol's prelude can
                        // occur only once on a connection.
                        OnOneConnection = fitted.IsEcho ? ConversationsOnOneConnection : 1,
                        // Do not generate pauses, because a pause takes real time over TCP.
                        Generator = GeneratorOptions.Default with
                        {
                            Pauses = false,
                            Protocol = fitted.Protocol.Case as ApplicationProtocol,
                        },
                    };
                    var code = FuzzRuns.Run(
                        options.Read(parsed, session),
                        target.Url.ToString(),
                        PeerMarks.OfServer(target.Url),
                        $"server {CommandLine.Quoted(target.Url.ToString())}{profile.Repeat(parsed)}{server.Repeat(parsed, given)}",
                        options.Folder(parsed),
                        stop
                    );
                    return ProfileProbes.ExitCode(fitted, code);
                }
                catch (PeerUnreachableException error)
                {
                    throw new UsageException(error.Message);
                }
            }
        );
        return command;
    }

    /// <summary>The options that the subcommands of 'fuzz' share.</summary>
    internal sealed class FuzzOptions
    {
        private const int DefaultSeconds = 60;
        private const int DefaultShorteningSeconds = 60;

        // The maximum value of --first and of --cases. The number of the last conversation is the sum of the two values minus 1. With this
        // maximum, the number does not exceed the range of a long.
        private const long MostConversations = 1L << 62;

        private readonly Option<TimeSpan?> time = new("--time")
        {
            HelpName = "TIME",
            Description =
                $"The time after which no conversation begins, such as 10m. Default: {DefaultSeconds}s, or no limit with --cases.",
            CustomParser = given => ValueParser.Time(given, isPositive: true),
        };
        private readonly Option<ulong> seed = new("--seed")
        {
            HelpName = "N",
            Description = "The seed, which is a number. The same seed results in the same conversations.",
            DefaultValueFactory = _ => 1,
            CustomParser = given => ValueParser.WholeNumber(given, ulong.MinValue, ulong.MaxValue),
        };
        private readonly Option<long> first = new("--first")
        {
            HelpName = "N",
            Description = "The number of the first conversation.",
            CustomParser = given => ValueParser.WholeNumber(given, 0, MostConversations),
        };
        private readonly Option<long?> cases = new("--cases")
        {
            HelpName = "N",
            Description = "The number of conversations.",
            CustomParser = given => ValueParser.WholeNumber(given, 1, MostConversations),
        };
        private readonly Option<TimeSpan?> shorten = new("--shorten")
        {
            HelpName = "TIME",
            Description =
                $"The time to repeat and shorten findings after the last conversation, such as 5m. Default: {DefaultShorteningSeconds}s.",
            CustomParser = given => ValueParser.Time(given),
        };
        private readonly Option<bool> plain = new("--no-deflate") { Description = "Do not offer permessage-deflate." };
        private readonly Option<double> patience = new("--patience")
        {
            HelpName = "FACTOR",
            Description = "The factor for the time that a peer has for an answer, for a busy machine or a slow peer.",
            DefaultValueFactory = _ => 1,
            CustomParser = given => ValueParser.Number(given, 1, 1000),
        };
        private readonly Option<string?> folder = new("--out")
        {
            HelpName = "FOLDER",
            Description = "The folder for the findings. Each one is a case file. The folder 'reports' in it shows the conversations.",
            CustomParser = ValueParser.OutputFolder,
        };
        private readonly CaseFileOption replayed = new(
            new("--replay")
            {
                HelpName = "FILE|FOLDER",
                Description = "Run the cases of these files or folders, such as saved findings, instead of generated conversations.",
                Arity = ArgumentArity.OneOrMore,
                AllowMultipleArgumentsPerToken = true,
                CustomParser = CaseFileOption.Load,
            }
        );

        /// <summary>Adds the options to a command.</summary>
        /// <param name="command">The command.</param>
        /// <param name="isLive">Whether the peer runs in real time. If false, the --patience option is not added.</param>
        /// <param name="replays">
        /// Whether the command can run saved cases, and shortens findings after the last conversation. If false, the options --replay and
        /// --shorten are not added.
        /// </param>
        public void AddTo(Command command, bool isLive, bool replays = true)
        {
            command.Options.Add(time);
            command.Options.Add(seed);
            command.Options.Add(first);
            command.Options.Add(cases);
            command.Options.Add(plain);
            if (isLive) command.Options.Add(patience);
            command.Options.Add(folder);
            if (!replays) return;
            command.Options.Add(shorten);
            replayed.AddTo(command);
        }

        public string? Folder(ParseResult parsed) => parsed.GetValue(folder);

        /// <summary>Returns the value of --patience, or 1 if the command has no such option.</summary>
        public double Patience(ParseResult parsed) => parsed.GetResult(patience) is null ? 1 : parsed.GetValue(patience);

        /// <summary>Checks that the command line contains no option that a replay of saved cases would ignore.</summary>
        /// <param name="parsed">The command line.</param>
        /// <param name="parallel">The option --parallel of the command, if it has one.</param>
        /// <exception cref="UsageException">The command line contains --replay and options that have no effect with it.</exception>
        public void CheckReplay(ParseResult parsed, Option? parallel = null)
        {
            if (!replayed.IsGiven(parsed)) return;
            (Option? Option, string Reason)[] unused =
            [
                (time, "limits generated conversations, and each saved case runs once"),
                (seed, "selects generated conversations, and the files contain the conversations"),
                (first, "selects generated conversations, and the files contain the conversations"),
                (cases, "limits generated conversations, and each saved case runs once"),
                (shorten, "limits how generated conversations are shortened, and saved cases are not shortened"),
                (plain, "changes generated conversations, and each saved case has its own offer of permessage-deflate"),
                (parallel, "is for generated conversations, and saved cases run one after the other"),
            ];
            var problems = unused
                .Where(one => one.Option is not null && parsed.GetResult(one.Option) is OptionResult { Implicit: false })
                .Select(one => $"{one.Option!.Name} has no effect with --replay: it {one.Reason}. Omit one of the two.")
                .ToArray();
            if (problems.Length > 0) throw new UsageException(string.Join('\n', problems));
        }

        public FuzzSession Read(ParseResult parsed, FuzzSession session)
        {
            var count = parsed.GetValue(cases);
            return session with
            {
                Seed = parsed.GetValue(seed),
                First = parsed.GetValue(first),
                Conversations = count ?? long.MaxValue,
                Time = parsed.GetValue(time) ?? (count is null ? TimeSpan.FromSeconds(DefaultSeconds) : TimeSpan.MaxValue),
                Replayed = replayed.Cases(parsed),
                ShorteningTime = parsed.GetResult(shorten) is null
                    ? TimeSpan.MaxValue
                    : parsed.GetValue(shorten) ?? TimeSpan.FromSeconds(DefaultShorteningSeconds),
                Patience = Patience(parsed),
                Generator = session.Generator with { Compresses = !parsed.GetValue(plain) },
            };
        }
    }
}
