using System.CommandLine;
using Pure.WebSockets.Tool;
using Spectre.Console;

// A log is no terminal: no colours there, no bars that overwrite themselves, and no lines broken to fit.
if (Console.IsOutputRedirected)
{
    AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
    AnsiConsole.Profile.Width = 1000;
}

var parsed = Commands.Root().Parse(args);
if (parsed.Errors is [var error, ..]) return WrongUse.Tell($"{error.Message.Split('\n')[0].Replace("expected type 'System.Int32'", "a whole number", StringComparison.Ordinal).TrimEnd()} 'purews --help' lists what is possible.");
try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
}
catch (WrongUseException wrong)
{
    return WrongUse.Tell(wrong.Message);
}
catch (OperationCanceledException)
{
    return WrongUse.Tell("stopped before the end.");
}
