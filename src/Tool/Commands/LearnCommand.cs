using System.CommandLine;
using System.CommandLine.Parsing;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Defines the command 'learn', which learns the state machine of a peer. The command compares this state machine with the behaviour
/// that the RFCs allow. If a second peer is specified, the command also compares the state machines of both peers.
/// </summary>
internal static class LearnCommand
{
    private const string Core = "core";
    private const int DefaultSeconds = 150;
    private const int DefaultSilentSeconds = 1;

    public static Command Create()
    {
        var peer = new Argument<Learned>("PEER")
        {
            HelpName = "core|URL",
            Description = "The URL of the echo server to learn, ws://host:port/path or wss://…, or 'core' for the core in memory.",
            CustomParser = PeerOf,
        };
        var against = new Option<Learned?>("--against")
        {
            HelpName = "core|URL",
            Description = "Another peer to compare with: a URL, or 'core'. The options for requests apply to both.",
            CustomParser = PeerOf,
        };
        var role = Commands.RoleOfCore();
        var (options, server) = (new LearnOptions(), new ServerOptions());
        var command = new Command("learn", "Learn the state machine of a peer, draw it, and compare it with the RFCs or with another peer.")
        {
            peer,
            against,
            role,
        };
        options.AddTo(command);
        server.AddTo(command);
        command.SetAction(
            async (parsed, stop) =>
            {
                try
                {
                    var settings = options.Read(parsed);
                    var (name, other) = (parsed.GetValue(peer)!, parsed.GetValue(against));
                    var core = parsed.GetValue(role) ?? Role.Server;
                    if (core == Role.Client && other is not null && name.IsCore != other.IsCore)
                        throw new UsageException("a server and a client have different inputs; omit --role client to compare them.");
                    Uri[] urls = [.. new[] { name.Server, other?.Server }.OfType<Uri>()];
                    if (!name.IsCore && other is not { IsCore: true } && IsGiven(parsed, role))
                        throw new UsageException("--role has no effect here: it is the role of the core. Omit it.");
                    if (urls.Length == 0) options.CheckWithoutServer(parsed);
                    server.Check(parsed, urls);
                    var first = await PeerAsync(name);
                    var second = other is null ? null : await PeerAsync(other);
                    // Run on another thread, because the command-line library handles signals only after the action has returned its task.
                    return await Task.Run(() => LearnRuns.Run(first, second, options.Folder(parsed), stop), CancellationToken.None);

                    async Task<LearnRuns.Peer> PeerAsync(Learned one)
                    {
                        if (one.Server is null)
                        {
                            return new LearnRuns.Peer(
                                core == Role.Server ? "the core as server, in memory" : "the core as client, in memory",
                                settings(
                                    core == Role.Server ? Role.Client : Role.Server,
                                    _ => CorePeer.Target(core, EchoServer.Protocol),
                                    false
                                ),
                                IsLive: false
                            );
                        }

                        var target = server.Read(parsed, one.Server, isHttp2: false);
                        ProfileProbes.WarnUnlessEcho(
                            await server.ReachAsync(parsed, new TcpRunner(target, TesterOptions.Default), stop)
                        );
                        return new LearnRuns.Peer(
                            target.Url.ToString(),
                            settings(Role.Client, worker => SocketPeer.Target(target, worker, patience: 1, stop), true),
                            IsLive: true
                        );
                    }
                }
                catch (PeerUnreachableException error)
                {
                    throw new UsageException(error.Message);
                }
            }
        );
        return command;
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is OptionResult { Implicit: false };

    private static Learned? PeerOf(ArgumentResult given) => ValueParser.One(given, text =>
        text == Core ? new Learned(Server: null)
        : Commands.TargetOf(text) is { } url ? new Learned(url)
        : throw new UsageException(
            $"{ValueParser.Named(given, text)} is not a URL of a server to test, such as ws://host:port/path or wss://host:port/path, or "
                + $"'{Core}'{NearestName.To(text, [Core]).Match(Some: name => $"; did you mean '{name}'?", None: () => ".")}"
        ));

    /// <summary>A peer that is specified on the command line.</summary>
    /// <param name="Server">The URL of a server, or null for the core in memory.</param>
    private sealed record Learned(Uri? Server)
    {
        public bool IsCore => Server is null;
    }

    /// <summary>The options for learning a peer.</summary>
    private sealed class LearnOptions
    {
        private readonly Option<LearnInput[]?> inputs = new("--inputs")
        {
            HelpName = "INPUTS",
            Description =
                "The inputs, separated by commas: 'default', 'all', and names such as begin-binary. Without the option: 'default'. "
                    + "docs/learning.md lists them.",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = given => ValueParser.One(given, text => Inputs(given, text)),
            CompletionSources = { _ => LearnInput.All.Select(input => input.Name).Prepend("all").Prepend("default") },
        };
        private readonly Option<TimeSpan?> silence = new("--silence")
        {
            HelpName = "TIME",
            Description =
                "How long to wait for an answer that the peer owes, and for silence where no ping can be sent. "
                    + $"Default: {DefaultSilentSeconds}s.",
            CustomParser = given => ValueParser.Time(given, isPositive: true),
        };
        private readonly Option<TimeSpan?> time = new("--time")
        {
            HelpName = "TIME",
            Description = $"The time after which learning ends with the machine so far. Default: {DefaultSeconds}s.",
            CustomParser = given => ValueParser.Time(given, isPositive: true),
        };
        private readonly Option<int> extra = new("--extra-states")
        {
            HelpName = "N",
            Description = "The number of states that the peer may have beyond those of the machine; all of these are found. From 0 to 3.",
            DefaultValueFactory = _ => 1,
            CustomParser = given => ValueParser.WholeNumber(given, 0, 3),
        };
        private readonly Option<int> most = new("--most-states")
        {
            HelpName = "N",
            Description = "The number of states at which learning ends without a complete machine. Some peers have infinitely many.",
            DefaultValueFactory = _ => 50,
            CustomParser = given => ValueParser.WholeNumber(given, 1, int.MaxValue),
        };
        private readonly Option<int> walks = new("--walks")
        {
            HelpName = "N",
            Description = "The number of random conversations that are compared with the machine.",
            DefaultValueFactory = _ => 500,
            CustomParser = given => ValueParser.WholeNumber(given, 0, int.MaxValue),
        };
        private readonly Option<ulong> seed = new("--seed")
        {
            HelpName = "N",
            Description = "The seed of the random conversations, a number.",
            DefaultValueFactory = _ => 1,
            CustomParser = given => ValueParser.WholeNumber(given, ulong.MinValue, ulong.MaxValue),
        };
        private readonly Option<int> parallel = new("--parallel")
        {
            HelpName = "N",
            Description = "The number of conversations with a server at the same time.",
            DefaultValueFactory = _ => 32,
            CustomParser = given => ValueParser.WholeNumber(given, 1, RunOptions.MostDegree),
        };
        private readonly Option<string?> folder = new("--out")
        {
            HelpName = "FOLDER",
            Description = "A folder for the machine (SVG, Mermaid, Graphviz and text) and the differences.",
            CustomParser = ValueParser.OutputFolder,
        };

        public void AddTo(Command command)
        {
            Option[] all = [inputs, silence, time, extra, most, walks, seed, parallel, folder];
            foreach (var option in all) command.Options.Add(option);
        }

        public string? Folder(ParseResult parsed) => parsed.GetValue(folder);

        /// <summary>Checks that the command line contains no option that is only for servers.</summary>
        /// <exception cref="UsageException">The command line contains such an option.</exception>
        public void CheckWithoutServer(ParseResult parsed)
        {
            if (IsGiven(parsed, parallel))
                throw new UsageException("--parallel has no effect here: it is for a server at a URL. Omit it.");
        }

        /// <summary>
        /// Returns a function that creates the settings for learning a peer. The function's last argument is true if the peer is reached
        /// over TCP, or false if the peer is in memory.
        /// </summary>
        public Func<Role, Func<int, FuzzTarget>, bool, LearnSettings> Read(ParseResult parsed) =>
            (tester, target, isOverTcp) =>
                new LearnSettings(tester, target)
                {
                    Inputs = parsed.GetValue(inputs) is { Length: > 0 } chosen ? [.. chosen] : LearnInput.Default,
                    Silence = parsed.GetValue(silence) ?? TimeSpan.FromSeconds(DefaultSilentSeconds),
                    Time = parsed.GetValue(time) ?? TimeSpan.FromSeconds(DefaultSeconds),
                    ExtraStates = parsed.GetValue(extra),
                    MostStates = parsed.GetValue(most),
                    Walks = parsed.GetValue(walks),
                    Seed = parsed.GetValue(seed),
                    OpeningPauses = isOverTcp ? LearnSettings.PausesOverTcp : [],
                    Workers = isOverTcp ? parsed.GetValue(parallel) : Environment.ProcessorCount,
                };

        private static LearnInput[] Inputs(ArgumentResult given, string text)
        {
            var names = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (names.Length == 0) throw new UsageException($"{ValueParser.Named(given, text)} names no input.");
            var unknown = names.Where(name => Named(name).Length == 0).ToArray();
            if (unknown.Length == 0) return [.. names.SelectMany(Named).Distinct()];
            string[] known = [.. LearnInput.All.Select(input => input.Name), "default", "all"];
            throw new UsageException(
                string.Join(
                    '\n',
                    unknown.Select(name =>
                        PrintableText.OneLine($"--inputs: there is no input '{name}'; {NearestName.Suggestion(name, known)}")
                    )
                )
            );
        }

        private static LearnInput[] Named(string name) => name switch
        {
            "default" => [.. LearnInput.Default],
            "all" => [.. LearnInput.All],
            _ => [.. LearnInput.All.Where(input => input.Name == name)],
        };
    }
}
