using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>purews as one native file, which is built once for all tests.</summary>
internal static class OneFile
{
    /// <summary>The compiler of NativeAOT takes minutes, and far longer on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(40);

    private static readonly Lazy<Task<string>> Built = new(BuildAsync);

    /// <summary>Returns the path of the file.</summary>
    /// <remarks>Where the file cannot be built, the test is skipped, or fails if PUREWS_REQUIRE_PEERS is 1.</remarks>
    public static async Task<string> PathAsync()
    {
        Programs.Require(
            OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64,
            "purews as one file is built for linux-x64 only"
        );
        Programs.Require(
            (Programs.Search("clang") ?? Programs.Search("gcc")) is not null,
            "NativeAOT needs a linker: neither clang nor gcc is installed"
        );
        return await Built.Value;
    }

    /// <summary>Runs the file until it exits.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(string folder, params string[] arguments) =>
        await Programs.RunAsync(await PathAsync(), arguments, folder);

    private static async Task<string> BuildAsync()
    {
        var start = new ProcessStartInfo("bash", [KeptDocument.PathOf("tools/release/binary")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        // Variables that `dotnet test` sets for its own build must not apply to this one.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(Patience);
        }
        catch (TimeoutException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"tools/release/binary had not ended after {Patience}", exception);
        }

        Programs.Require(
            !(await output).Contains("error NU1", StringComparison.Ordinal),
            $"the packages of the NativeAOT compiler cannot be restored:\n{await output}"
        );
        Assert.True(process.ExitCode == 0, $"tools/release/binary ended with {process.ExitCode}:\n{await output}");
        return KeptDocument.PathOf("artifacts/one-file/linux-x64/purews");
    }
}
