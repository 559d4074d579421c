using Pure.WebSockets.Bench;

Command[] commands =
[
    CodecCommand.Command,
    EchoCommand.Command,
    ScaleCommand.Command,
    IdleCommand.Command,
    HandshakeCommand.Command,
    DeflateCommand.Command,
    SuiteCommand.Command,
    PurityCommand.Command,
    ChartsCommand.Command,
];

if (args is [var name, .. var arguments] && Array.Find(commands, command => command.Name == name)?.Run(arguments) is { } exitCode)
    return exitCode;

if (args.Length > 0) await Console.Error.WriteLineAsync($"not understood: {string.Join(' ', args)}");
await Console.Error.WriteLineAsync("possible, from the root of the repository (bench/README.md tells what each does):");
foreach (var command in commands) await Console.Error.WriteLineAsync($"  {command.Name} {command.Arguments}");
return 2;
