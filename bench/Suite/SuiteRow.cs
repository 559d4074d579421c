using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Pure.WebSockets.Bench;

/// <summary>One run of the catalogue against one server.</summary>
/// <param name="Server">The server.</param>
/// <param name="Parallel">How many cases at once.</param>
/// <param name="Cases">How many cases ran.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Seconds">From the start of the tool's process to its end: its reports are written.</param>
internal sealed record SuiteRow(EchoServerKind Server, int Parallel, int Cases, int Failed, double Seconds)
{
    private const string Tool = "purews.dll";

    public double CasesPerSecond => Cases / Seconds;

    public static SuiteRow Measure(EchoServerProcess server, string[] cases, int parallel)
    {
        var folder = Directory.CreateTempSubdirectory("suite");
        try
        {
            var clock = Stopwatch.StartNew();
            using var tool = Process.Start(StartInfo(server, cases, parallel, folder.FullName))!;

            // What it tells people while it runs.
            tool.StandardOutput.ReadToEnd();
            tool.WaitForExit();
            var took = clock.Elapsed;

            // 1: a case failed, and that is a result.
            if (tool.ExitCode is not (0 or 1)) throw new InvalidOperationException($"The conformance tool ended with {tool.ExitCode}.");
            var (count, failed) = ResultsIn(folder.FullName);
            return new SuiteRow(server.Kind, parallel, count, failed, took.TotalSeconds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ProcessStartInfo StartInfo(EchoServerProcess server, string[] cases, int parallel, string folder) => new("dotnet",
    [
        Path.Combine(AppContext.BaseDirectory, Tool), "test", "server", $"ws://127.0.0.1:{server.Port}/",
        "--cases", string.Join(',', cases), "--parallel", parallel.ToString(CultureInfo.InvariantCulture), "--out", folder,
    ])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
    };

    private static (int Cases, int Failed) ResultsIn(string folder)
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json")));
        var entries = index.RootElement.EnumerateObject().SelectMany(agent => agent.Value.EnumerateObject()).ToArray();
        return (entries.Length, entries.Count(entry => entry.Value.GetProperty("behavior").GetString() == "FAILED" || entry.Value.GetProperty("behaviorClose").GetString() == "FAILED"));
    }
}
