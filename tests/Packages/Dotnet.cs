using System.Diagnostics;

namespace Pure.WebSockets.Packages.Tests;

/// <summary>The command dotnet and the programs that it builds, in a folder of their own.</summary>
internal static class Dotnet
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(20);

    /// <summary>Runs dotnet, and returns its output. The test fails if the command fails.</summary>
    public static Task<string> RunAsync(string folder, params string[] arguments) => RunAsync(folder, "dotnet", arguments);

    /// <summary>Runs a program, and returns its output. The test fails if the program fails.</summary>
    public static async Task<string> RunAsync(string folder, string program, string[] arguments)
    {
        var (exitCode, output) = await TryAsync(folder, program, arguments);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
        return output;
    }

    /// <summary>Runs a program, and returns its exit code and its output.</summary>
    public static async Task<(int ExitCode, string Output)> TryAsync(string folder, string program, string[] arguments)
    {
        using var process = Start(folder, program, arguments);
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeLimit);
        }
        catch (TimeoutException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} has not ended within {TimeLimit}", exception);
        }

        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Starts a program with its standard input and output connected to the test. The test ends it.</summary>
    public static Process Start(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // Variables that `dotnet test` sets for its own build must not apply to this one.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        return Process.Start(start)!;
    }
}
