using System.CommandLine;
using Pure.WebSockets.Tool;

// This timeout is longer than any case needs to notice the cancellation. A run that is ended by a signal therefore still writes a complete
// report.
var terminationTimeout = TimeSpan.FromSeconds(30);
Terminal.Configure();
var parsed = Commands.Root().Parse(args);
if (ParseErrors.Message(parsed, args) is { } message) return UsageError.Report(message);
try
{
    return await parsed.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = terminationTimeout }
    );
}
catch (UsageException error)
{
    return UsageError.Report(error.Message);
}
catch (OperationCanceledException)
{
    return UsageError.Report("stopped before the end.");
}
