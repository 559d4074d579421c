using System.Collections.Concurrent;
using System.Diagnostics;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The tool as a process of its own. Each wait for it has a bound, and says what it waited for.</summary>
internal static class ToolProcess
{
    private static readonly ConcurrentBag<Process> Started = [];

    static ToolProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        // A test that failed may have left its process running.
        foreach (var process in Started) KillIfItRuns(process);
    };

    /// <summary>Far longer than anything takes that the tests start, on a machine that is busy with other things.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(5);

    // Its own output, not the copy beside the tests: what ASP.NET Core brings along is left out there.
    private static string Tool { get; } =
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

    /// <summary>With a signal ignored from its start, as a shell starts a job in the background.</summary>
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

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(CancellationToken stop, params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.ExitAsync(stop);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>The next line of its output that holds that text.</summary>
    public static async Task<string> LineAsync(this Process process, string holding, CancellationToken stop)
    {
        var said = new List<string>();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(stop).AsTask().WaitAsync(Patience, stop) is { } line)
            {
                if (line.Contains(holding, StringComparison.Ordinal)) return line;
                said.Add(line);
            }
        }
        catch (TimeoutException exception)
        {
            KillIfItRuns(process);
            throw new TimeoutException($"no line with '{holding}' came within {Patience}: {string.Join('\n', said)}", exception);
        }

        throw new InvalidOperationException(
            $"it ended before a line with '{holding}': {string.Join('\n', said)}\n{await process.StandardError.ReadToEndAsync(stop)}"
        );
    }

    /// <summary>Sends it a signal, as KILL.</summary>
    public static async Task SignalAsync(this Process process, string signal, CancellationToken stop)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.ExitAsync(stop);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>
    /// Asks it to end, and waits until it has. By SIGTERM: where the tests run in the background, SIGINT may be ignored from the start
    /// (POSIX, 2.11 Signals and Error Handling), and is for all that they start.
    /// </summary>
    public static async Task TerminateAsync(this Process process, CancellationToken stop)
    {
        await process.SignalAsync("TERM", stop);
        await process.ExitAsync(stop);
    }

    /// <summary>Waits until it has ended. One that does not is killed, and the test fails.</summary>
    public static async Task ExitAsync(this Process process, CancellationToken stop)
    {
        try
        {
            await process.WaitForExitAsync(stop).WaitAsync(Patience, stop);
        }
        catch (TimeoutException exception)
        {
            KillIfItRuns(process);
            throw new TimeoutException($"the process had not ended after {Patience}", exception);
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
            // It has ended, or is disposed: then its test saw it end.
        }
    }
}
