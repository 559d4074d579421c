using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Pure.WebSockets.Bench;

/// <summary>One run of the catalogue against one server.</summary>
/// <param name="Server">The server.</param>
/// <param name="Parallel">The number of cases that run at the same time.</param>
/// <param name="Messages">The number of messages in each case of families 12 and 13.</param>
/// <param name="Cases">The number of cases.</param>
/// <param name="Failed">The number of failed cases.</param>
/// <param name="Seconds">The time from the start of the tool's process to its end, with reports written.</param>
internal sealed record SuiteRow(EchoServerKind Server, int Parallel, int Messages, int Cases, int Failed, double Seconds)
{
    /// <summary>The number of messages in the Autobahn Testsuite.</summary>
    public const int AllMessages = 1000;

    private const int QuickMessages = 50;
    private const string Tool = "purews.dll";
    private const string Autobahn = "1.*,2.*,3.*,4.*,5.*,6.*,7.*,9.*,10.*,12.*,13.*";

    public double CasesPerSecond => Cases / Seconds;

    /// <summary>Runs the tool as a process.</summary>
    /// <param name="server">The server.</param>
    /// <param name="parallel">The number of cases that run at the same time.</param>
    /// <param name="quick">Whether to send fewer messages.</param>
    public static SuiteRow Measure(EchoServerProcess server, int parallel, bool quick)
    {
        var folder = Directory.CreateTempSubdirectory("suite");
        try
        {
            var clock = Stopwatch.StartNew();
            using var tool = Process.Start(StartInfo(server, parallel, quick, folder.FullName))!;

            // The progress output of the tool.
            tool.StandardOutput.ReadToEnd();
            tool.WaitForExit();
            var took = clock.Elapsed;

            // The exit code 1 means that a case failed, which is a valid result.
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
