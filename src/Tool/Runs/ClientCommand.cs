using System.ComponentModel;
using System.Diagnostics;
using LanguageExt;

namespace Pure.WebSockets.Tool;

/// <summary>The process of the command that runs the client under test.</summary>
internal sealed class ClientCommand : IDisposable
{
    /// <summary>The environment variable that contains the URL of the tester, without a slash at the end.</summary>
    public const string Variable = "PUREWS_URL";

    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(10);

    private readonly Process process;

    private ClientCommand(Process process) => (this.process, Ended) = (process, process.WaitForExitAsync());

    /// <summary>The task that completes when the command has ended.</summary>
    public Task Ended { get; }

    /// <summary>Returns the command if it is not empty.</summary>
    /// <exception cref="UsageException">The command is empty.</exception>
    public static string Parse(string text) =>
        string.IsNullOrWhiteSpace(text) ? throw new UsageException("--client needs a command, such as 'node client.js'.") : text;

    /// <summary>Starts the command in the shell of the system.</summary>
    /// <exception cref="UsageException">The system has no shell.</exception>
    public static ClientCommand Start(string command, string url)
    {
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", $"/d /s /c \"{command}\"")
            : new ProcessStartInfo("/bin/sh", ["-c", command]);
        start.UseShellExecute = false;
        start.Environment[Variable] = url;
        try
        {
            return new ClientCommand(Process.Start(start)!);
        }
        catch (Win32Exception error)
        {
            throw new UsageException($"--client cannot be started: {error.Message}.");
        }
    }

    /// <summary>
    /// Waits until the command has ended. After ten seconds, the process is killed. Returns a description of the problem, or None if the
    /// command ended with exit code 0.
    /// </summary>
    /// <param name="isStopped">Whether the test was stopped. If true, the process is killed immediately.</param>
    public async Task<Option<string>> EndAsync(bool isStopped)
    {
        if (!isStopped) await Task.WhenAny(Ended, Task.Delay(TimeToEnd));
        if (!Ended.IsCompleted)
        {
            process.Kill(entireProcessTree: true);
            await Ended;
            return isStopped
                ? "stopped before the client ended."
                : $"the client stopped the tester, but did not end within {TimeToEnd.TotalSeconds} seconds.";
        }

        return process.ExitCode == 0 ? Option<string>.None : $"the client ended with exit code {process.ExitCode}.";
    }

    public void Dispose() => process.Dispose();
}
