using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Pure.WebSockets.Bench;

/// <summary>One run of the catalogue against one server.</summary>
/// <param name="Server">The server.</param>
/// <param name="Parallel">How many cases at once.</param>
/// <param name="Messages">How many messages each case of families 12 and 13 sends.</param>
/// <param name="Cases">How many cases ran.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Seconds">From the start of the tool's process to its end: its reports are written.</param>
internal sealed record SuiteRow(EchoServerKind Server, int Parallel, int Messages, int Cases, int Failed, double Seconds)
{
    /// <summary>As the Autobahn Testsuite has it.</summary>
    public const int AllMessages = 1000;

    private const int QuickMessages = 50;
    private const string Tool = "purews.dll";
    private const string Autobahn = "1.*,2.*,3.*,4.*,5.*,6.*,7.*,9.*,10.*,12.*,13.*";

    public double CasesPerSecond => Cases / Seconds;

    /// <summary>Runs the tool, a process of its own.</summary>
    /// <param name="server">The server.</param>
    /// <param name="parallel">How many cases at once.</param>
    /// <param name="quick">With fewer messages.</param>
    public static SuiteRow Measure(EchoServerProcess server, int parallel, bool quick)
    {
        var folder = Directory.CreateTempSubdirectory("suite");
        try
        {
            var clock = Stopwatch.StartNew();
            using var tool = Process.Start(StartInfo(server, parallel, quick, folder.FullName))!;

            // What it tells people while it runs.
            tool.StandardOutput.ReadToEnd();
            tool.WaitForExit();
            var took = clock.Elapsed;

            // 1: a case failed, and that is a result.
            if (tool.ExitCode is not (0 or 1)) throw new InvalidOperationException($"The conformance tool ended with {tool.ExitCode}.");
            var (count, failed) = ResultsIn(folder.FullName);
            return new SuiteRow(server.Kind, parallel, quick ? QuickMessages : AllMessages, count, failed, took.TotalSeconds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ProcessStartInfo StartInfo(EchoServerProcess server, int parallel, bool quick, string folder) =>
        new(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, Tool),
                "test",
                "server",
                $"ws://127.0.0.1:{server.Port}/",
                "--cases",
                Autobahn,
                "--parallel",
                parallel.ToString(CultureInfo.InvariantCulture),
                "--out",
                folder,
                "--quick",
                quick ? "true" : "false",
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };

    private static (int Cases, int Failed) ResultsIn(string folder)
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json")));
        var entries = index.RootElement.EnumerateObject().SelectMany(agent => agent.Value.EnumerateObject()).ToArray();
        return (
            entries.Length,
            entries.Count(entry =>
                entry.Value.GetProperty("behavior").GetString() == "FAILED"
                || entry.Value.GetProperty("behaviorClose").GetString() == "FAILED"
            )
        );
    }
}
