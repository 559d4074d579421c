using System.CommandLine;
using Pure.WebSockets.Tool;

// Within this time, every running case can react to the cancellation. A run that is ended by a signal can therefore still write its report.
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
