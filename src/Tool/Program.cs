using System.CommandLine;
using Pure.WebSockets.Tool;

Terminal.Use();
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
