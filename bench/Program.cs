using Pure.WebSockets.Bench;

Command[] commands =
[
    CodecCommand.Command,
    EchoCommand.Command,
    ScaleCommand.Command,
    IdleCommand.Command,
    DeflateCommand.Command,
    SuiteCommand.Command,
    PurityCommand.Command,
    ChartsCommand.Command,
];

if (args is [var name, .. var arguments] && Array.Find(commands, command => command.Name == name)?.Run(arguments) is { } exitCode) return exitCode;

await Console.Error.WriteLineAsync($"possible: {string.Join(" | ", commands.Select(command => $"{command.Name} {command.Arguments}"))}");
return 2;
