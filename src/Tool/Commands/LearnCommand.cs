using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Defines the command learn, which learns the state machine of a peer and compares it with the RFCs or with another peer.
/// </summary>
internal static class LearnCommand
{
    private const string Core = "core";
    private const string DefaultTime = "150s";
    private const string DefaultSilence = "1s";
    private const int MostWorkers = 1024;

    public static Command Create()
    {
        var peer = new Argument<string>("PEER")
        {
            HelpName = "core|URL",
            Description = "The URL of the echo server to learn, ws://host:port/path or wss://…, or 'core' for the core in memory.",
        };
        var against = new Option<string?>("--against")
        {
            HelpName = "core|URL",
            Description = "Another peer to compare with: a URL, or 'core'. The options for requests apply to both.",
        };
        var role = new Option<string>("--role")
        {
            HelpName = "server|client",
            Description = "The role of the core: server or client.",
            DefaultValueFactory = _ => "server",
        };
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
                    if (Commands.RoleOf(parsed.GetValue(role)!) == Role.Client && other is not null && (name == Core) != (other == Core))
                        throw new UsageException("a server and a client have different inputs; omit --role client to compare them.");
                    var first = await PeerAsync(name);
                    var second = other is null ? null : await PeerAsync(other);
                    return LearnRuns.Run(first, second, options.Folder(parsed), stop);

                    async Task<LearnRuns.Peer> PeerAsync(string one)
                    {
                        if (one == Core)
                        {
                            var core = Commands.RoleOf(parsed.GetValue(role)!);
                            return new LearnRuns.Peer(
                                core == Role.Server ? "the core as server, in memory" : "the core as client, in memory",
                                settings(
                                    core == Role.Server ? Role.Client : Role.Server,
                                    _ => CorePeer.Target(core, EchoServer.Protocol),
                                    false
                                )
                            );
                        }

                        var target = server.Read(parsed, Commands.Target(one), isHttp2: false);
                        await server.ReachAsync(parsed, new TcpRunner(target, TesterOptions.Default), stop);
                        return new LearnRuns.Peer(
                            target.Url.ToString(),
                            settings(Role.Client, worker => SocketPeer.Target(target, worker, patience: 1, stop), true)
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

    /// <summary>The options of learning.</summary>
    private sealed class LearnOptions
    {
        private readonly Option<string> inputs = new("--inputs")
        {
            HelpName = "INPUTS",
            Description = "The inputs, separated by commas: 'default', 'all', and names such as begin-binary. docs/learning.md lists them.",
            DefaultValueFactory = _ => "default",
            CompletionSources = { _ => LearnInput.All.Select(input => input.Name).Prepend("all").Prepend("default") },
        };
        private readonly Option<string> silence = new("--silence")
        {
            HelpName = "TIME",
            Description = "How long to wait for an answer that the peer owes, and for silence where no ping can be sent.",
            DefaultValueFactory = _ => DefaultSilence,
        };
        private readonly Option<string> time = new("--time")
        {
            HelpName = "TIME",
            Description = "The time after which learning ends with the machine so far.",
            DefaultValueFactory = _ => DefaultTime,
        };
        private readonly Option<int> extra = new("--extra-states")
        {
            HelpName = "N",
            Description = "The number of states that the peer may have beyond those of the machine; all of these are found. From 0 to 3.",
            DefaultValueFactory = _ => 1,
        };
        private readonly Option<int> most = new("--most-states")
        {
            HelpName = "N",
            Description = "The number of states at which learning ends without a complete machine. Some peers have infinitely many.",
            DefaultValueFactory = _ => 50,
        };
        private readonly Option<int> walks = new("--walks")
        {
            HelpName = "N",
            Description = "The number of random conversations that are compared with the machine.",
            DefaultValueFactory = _ => 500,
        };
        private readonly Option<string> seed = new("--seed")
        {
            HelpName = "N",
            Description = "The seed of the random conversations, a number.",
            DefaultValueFactory = _ => "1",
        };
        private readonly Option<int> parallel = new("--parallel")
        {
            HelpName = "N",
            Description = "The number of conversations with a server at the same time.",
            DefaultValueFactory = _ => 32,
        };
        private readonly Option<string?> folder = new("--out")
        {
            HelpName = "FOLDER",
            Description = "A folder for the machine (SVG, Mermaid, Graphviz and text) and the differences.",
        };

        public void AddTo(Command command)
        {
            Option[] all = [inputs, silence, time, extra, most, walks, seed, parallel, folder];
            foreach (var option in all) command.Options.Add(option);
        }

        public string? Folder(ParseResult parsed) => parsed.GetValue(folder);

        /// <summary>Returns a function that completes the settings for a peer, which is over TCP or in memory.</summary>
        public Func<Role, Func<int, FuzzTarget>, bool, LearnSettings> Read(ParseResult parsed)
        {
            var (states, words, workers) = (parsed.GetValue(extra), parsed.GetValue(walks), parsed.GetValue(parallel));
            if (states is < 0 or > 3)
                throw new UsageException(FormattableString.Invariant($"--extra-states {states} is not between 0 and 3."));
            var limitOfStates = parsed.GetValue(most);
            if (limitOfStates < 1)
                throw new UsageException(FormattableString.Invariant($"--most-states {limitOfStates} is not a number of states."));
            if (words < 0) throw new UsageException(FormattableString.Invariant($"--walks {words} is not a number of conversations."));
            if (workers is < 1 or > MostWorkers)
                throw new UsageException(FormattableString.Invariant($"--parallel {workers} is not between 1 and {MostWorkers}."));
            var text = parsed.GetValue(seed)!;
            if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                throw new UsageException($"--seed '{text}' is not a number from 0 to {ulong.MaxValue}.");
            var wait = Duration.Parse(silence.Name, parsed.GetValue(silence)!);
            var limit = Duration.Parse(time.Name, parsed.GetValue(time)!);
            if (wait <= TimeSpan.Zero)
                throw new UsageException($"--silence {parsed.GetValue(silence)} is too short: nothing can be received in it.");
            var chosen = Inputs(parsed.GetValue(inputs)!);
            return (tester, target, isOverTcp) =>
                new LearnSettings(tester, target)
                {
                    Inputs = chosen,
                    Silence = wait,
                    Time = limit,
                    ExtraStates = states,
                    MostStates = limitOfStates,
                    Walks = words,
                    Seed = number,
                    Workers = isOverTcp ? workers : Environment.ProcessorCount,
                };
        }

        private ImmutableArray<LearnInput> Inputs(string text)
        {
            var chosen = new List<LearnInput>();
            foreach (var name in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                foreach (var input in Named(name))
                    if (!chosen.Contains(input)) chosen.Add(input);
            }

            if (chosen.Count == 0) throw new UsageException($"{inputs.Name} '{text}' names no input.");
            return [.. chosen];
        }

        private IEnumerable<LearnInput> Named(string name)
        {
            if (name == "default") return LearnInput.Default;
            if (name == "all") return LearnInput.All;
            if (LearnInput.All.FirstOrDefault(input => input.Name == name) is { } found) return [found];
            throw new UsageException(
                $"{inputs.Name}: there is no input '{name}'; "
                    + NearestName.Suggestion(name, [.. LearnInput.All.Select(input => input.Name), "default", "all"])
            );
        }
    }
}
