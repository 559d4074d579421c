using System.Diagnostics;
using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Finds and runs programs of the operating system.</summary>
internal static class Programs
{
    /// <summary>Returns the path of a program.</summary>
    /// <param name="name">The name of the program.</param>
    /// <param name="package">The Debian package that contains the program.</param>
    /// <remarks>Without the program, the test is skipped, or fails if PUREWS_REQUIRE_PEERS is 1.</remarks>
    public static string Find(string name, string package)
    {
        var found = Search(name);
        Require(found is not null, $"{name} is not installed: it is in the Debian package {package}");
        return found!;
    }

    /// <summary>Returns the path of a program, or null if it is not installed.</summary>
    public static string? Search(string name) =>
        Array.Find(
            [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name))],
            File.Exists
        );

    /// <summary>Skips the test if a condition does not hold, or fails it if PUREWS_REQUIRE_PEERS is 1.</summary>
    public static void Require(bool condition, string reason)
    {
        if (condition) return;
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PUREWS_REQUIRE_PEERS") == "1", reason);
        Assert.Fail(reason);
    }

    /// <summary>Runs a program until it exits, with a text as its input.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string folder,
        string input = ""
    )
    {
        var stop = TestContext.Current.CancellationToken;
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(input), stop);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program has ended without reading its input.
        }

        await process.ExitAsync(stop);
        return (process.ExitCode, await output, await error);
    }
}
