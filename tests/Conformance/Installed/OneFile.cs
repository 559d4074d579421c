using System.Runtime.InteropServices;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>purews as one native file, which is built once for all tests.</summary>
internal static class OneFile
{
    // The compiler of NativeAOT takes minutes on a busy machine.
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
        var (code, output, error) = await Programs.RunAsync("bash", [KeptDocument.PathOf("tools/release/binary")], Path.GetTempPath());
        Programs.Require(
            !output.Contains("error NU1", StringComparison.Ordinal),
            $"the packages of the NativeAOT compiler cannot be restored:\n{output}"
        );
        Assert.True(code == 0, $"tools/release/binary ended with {code}:\n{output}{error}");
        return KeptDocument.PathOf("artifacts/one-file/linux-x64/purews");
    }
}
