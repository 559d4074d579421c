using System.Diagnostics;

namespace Pure.WebSockets.Host.Tests.ColdStart;

/// <summary>The program of tests/ColdStart, in its own process.</summary>
internal sealed class ColdProgram : IDisposable
{
    private readonly Process process;

    private ColdProgram(Process process) => this.process = process;

    public StreamReader Output => process.StandardOutput;

    /// <summary>Starts the program.</summary>
    /// <param name="way">The mode, as named in its Main.</param>
    /// <param name="mostFiles">Its limit of file descriptors; null for the limit of this process.</param>
    /// <param name="environment">Additional environment variables.</param>
    public static ColdProgram Start(string way, int? mostFiles = null, params (string Name, string Value)[] environment)
    {
        var path = Path.GetFullPath(
            Path.Combine(AppContext.BaseDirectory, "../../../../ColdStart/bin", Configuration, "net10.0/Pure.WebSockets.ColdStart")
        );
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", $"{(mostFiles is { } files ? $"ulimit -n {files}; " : "")}exec \"$0\" \"$1\"", path, way },
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var started = Process.Start(start)!;
        started.BeginErrorReadLine();
        return new ColdProgram(started);
    }

    /// <summary>The value of the next line that starts with a name and a colon.</summary>
    public async Task<string> ValueAsync(string name)
    {
        while (await Output.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(3)) is { } line)
            if (line.StartsWith(name + ":", StringComparison.Ordinal)) return line[(name.Length + 1)..].Trim();
        throw new InvalidOperationException($"the program ended without its line {name}");
    }

    /// <summary>Closes its input, which ends a program that serves.</summary>
    public void EndInput() => process.StandardInput.Close();

    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
}
