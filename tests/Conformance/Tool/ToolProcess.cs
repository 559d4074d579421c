using System.Collections.Concurrent;
using System.Diagnostics;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Runs the tool as a process. Each wait has a time limit, and the exception states what it waited for.</summary>
internal static class ToolProcess
{
    private static readonly ConcurrentBag<Process> Started = [];

    static ToolProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        // A test that failed may have left its process running.
        foreach (var process in Started) KillIfItRuns(process);
    };

    /// <summary>Far longer than any process of the tests takes, even on a busy machine.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(5);

    // The output folder of the tool, not the copy beside the tests, which lacks the files that ASP.NET Core provides.
    public static string Tool { get; } =
        Path.Combine(
            AppContext.BaseDirectory.Replace(Path.Combine("tests", "Conformance"), Path.Combine("src", "Tool"), StringComparison.Ordinal),
            "purews.dll"
        );

    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Tool);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        Started.Add(process);
        return process;
    }

    /// <summary>Starts the tool with a signal ignored, as a shell starts a background job.</summary>
    public static Process StartIgnoring(string signal, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["-c", $"trap '' {signal}; exec dotnet \"$@\"", "sh", Tool, .. arguments])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>Runs the tool until it exits.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(CancellationToken stop, params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.ExitAsync(stop);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Reads the next line of its output that contains a text.</summary>
    public static async Task<string> LineAsync(this Process process, string holding, CancellationToken stop)
    {
        var lines = new List<string>();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(stop).AsTask().WaitAsync(Patience, stop) is { } line)
            {
                if (line.Contains(holding, StringComparison.Ordinal)) return line;
                lines.Add(line);
            }
        }
        catch (TimeoutException exception)
        {
            KillIfItRuns(process);
            throw new TimeoutException($"no line with '{holding}' came within {Patience}: {string.Join('\n', lines)}", exception);
        }

        throw new InvalidOperationException(
            $"it ended before a line with '{holding}': {string.Join('\n', lines)}\n{await process.StandardError.ReadToEndAsync(stop)}"
        );
    }

    /// <summary>Sends a signal such as KILL.</summary>
    public static async Task SignalAsync(this Process process, string signal, CancellationToken stop)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.ExitAsync(stop);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>
    /// Ends the process with SIGTERM and waits for its exit. If the tests run in the background, SIGINT may be ignored in all processes
    /// that they start (POSIX, 2.11 Signals and Error Handling).
    /// </summary>
    public static async Task TerminateAsync(this Process process, CancellationToken stop)
    {
        await process.SignalAsync("TERM", stop);
        await process.ExitAsync(stop);
    }

    /// <summary>Waits for the exit of the process. If it does not exit in time, kills it and throws.</summary>
    /// <param name="process">The process.</param>
    /// <param name="stop">Stops the wait.</param>
    /// <param name="patience">The time, by default <see cref="Patience"/>.</param>
    public static async Task ExitAsync(this Process process, CancellationToken stop, TimeSpan? patience = null)
    {
        var limit = patience ?? Patience;
        try
        {
            await process.WaitForExitAsync(stop).WaitAsync(limit, stop);
        }
        catch (TimeoutException exception)
        {
            KillIfItRuns(process);
            throw new TimeoutException($"the process had not ended after {limit}", exception);
        }
    }

    private static void KillIfItRuns(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // The process has exited, or its test has disposed it after the exit.
        }
    }
}
