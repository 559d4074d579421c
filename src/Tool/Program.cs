using System.CommandLine;
using Pure.WebSockets.Tool;

// Longer than any case needs to notice: a run that is ended by a signal leaves a whole report.
var patience = TimeSpan.FromSeconds(30);
Terminal.Use();
var parsed = Commands.Root().Parse(args);
if (ParseErrors.Sentence(parsed) is { } wrong) return WrongUse.Tell(wrong);
try
{
    return await parsed.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = patience }
    );
}
catch (WrongUseException error)
{
    return WrongUse.Tell(error.Message);
}
catch (OperationCanceledException)
{
    return WrongUse.Tell("stopped before the end.");
}
