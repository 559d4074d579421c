using System.Diagnostics;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The tool as a process of its own.</summary>
internal static class ToolProcess
{
    // Its own output, not the copy beside the tests: what ASP.NET Core brings along is left out there.
    private static string Tool { get; } = Path.Combine(AppContext.BaseDirectory.Replace(Path.Combine("tests", "Conformance"), Path.Combine("src", "Tool"), StringComparison.Ordinal), "purews.dll");

    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Tool);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>With a signal ignored from its start, as a shell starts a job in the background.</summary>
    public static Process StartIgnoring(string signal, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-c", $"trap '' {signal}; exec dotnet \"$@\"", "sh", Tool, .. arguments]) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(CancellationToken stop, params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.WaitForExitAsync(stop);
        return (process.ExitCode, await output, await error);
    }
}
