using System.Diagnostics;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Runs scripts with bash in a folder of its own, in which purews is a command.</summary>
internal sealed class Shell : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public Shell()
    {
        Directory.CreateDirectory(In("bin"));
        Directory.CreateDirectory(In("work"));
        Install("");
    }

    /// <summary>How long a script may run.</summary>
    public TimeSpan Patience { get; init; } = ToolProcess.Patience;

    /// <summary>The path of the command purews.</summary>
    public string Purews => In("bin/purews");

    /// <summary>The folder in which the scripts run.</summary>
    public string Work => In("work");

    /// <summary>The path of a file that is not in the working folder.</summary>
    public string In(string name) => Path.Combine(folder.Path, name);

    /// <summary>The path of a file in the working folder.</summary>
    public string AtWork(string name) => Path.Combine(Work, name);

    /// <summary>
    /// Makes purews add options to those of the tests in the scripts, so that a run has fewer cases. A tester of clients listens at a free
    /// port if its command has no --url.
    /// </summary>
    public Shell With(params string[] options)
    {
        var added = string.Join(' ', options.Select(option => $"'{option}'"));
        Install(
            $$"""
            case "$*" in
              "test client"*" --url "*) set -- "$@" {{added}} ;;
              "test client"*) set -- "$@" {{added}} --url ws://127.0.0.1:0 ;;
              "test "*) set -- "$@" {{added}} ;;
            esac
            """
        );
        return this;
    }

    /// <summary>Adds a command to those that the scripts find first.</summary>
    public async Task AddAsync(string name, string script)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("The scripts need bash.");
        var path = In($"bin/{name}");
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{script}", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Runs a script from a file, as the runner of GitHub does: it ends at the first command that fails.</summary>
    /// <param name="script">The lines of the script.</param>
    /// <param name="environment">The variables that are added to the environment.</param>
    public async Task<(int Code, string Output, string Error)> RunAsync(string script, params (string Name, string Value)[] environment)
    {
        var stop = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(In("script.sh"), script, stop);
        var start = new ProcessStartInfo(
            Programs.Find("bash", "bash"),
            ["--noprofile", "--norc", "-e", "-o", "pipefail", In("script.sh")]
        )
        {
            WorkingDirectory = Work,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{In("bin")}{Path.PathSeparator}{start.Environment["PATH"]}";
        start.Environment["DOTNET_NOLOGO"] = "1";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.ExitAsync(stop, Patience);
        return (process.ExitCode, await output, await error);
    }

    public void Dispose() => folder.Dispose();

    private void Install(string before)
    {
        File.WriteAllText(Purews, $"#!/bin/sh\n{before}\nexec dotnet '{ToolProcess.Tool}' \"$@\"\n");
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("The scripts need bash.");
        File.SetUnixFileMode(Purews, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
