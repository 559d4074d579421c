using System.Diagnostics;
using System.Globalization;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The size of purews as one native file, and the times of its start, which are printed and have no bound.</summary>
public sealed class OneFileFigures
{
    private const long MaxSize = 25_000_000;
    private const int Starts = 20;

    [Fact]
    public async Task The_file_has_at_most_25_MB_and_starts()
    {
        var file = await OneFile.PathAsync();
        var size = new FileInfo(file).Length;
        Assert.InRange(size, 1_000_000, MaxSize);
        var (native, managed) = (await StartsAsync(file, []), await StartsAsync("dotnet", [ToolProcess.Tool]));
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"one file: {size / 1e6:F1} MB, 'purews --version' takes {native:F0} ms, and {managed:F0} ms on .NET (medians of {Starts})"
            )
        );
    }

    /// <summary>Returns the median of the times that 'purews --version' takes, in milliseconds.</summary>
    private static async Task<double> StartsAsync(string program, string[] arguments)
    {
        var times = new List<double>();
        while (times.Count < Starts)
        {
            var clock = Stopwatch.StartNew();
            var (code, output, error) = await Programs.RunAsync(program, [.. arguments, "--version"], Path.GetTempPath());
            times.Add(clock.Elapsed.TotalMilliseconds);
            Assert.Equal((0, ""), (code, error));
            Assert.Matches(@"^\d+\.\d+\.\d+", output);
        }

        return times.Order().ElementAt(Starts / 2);
    }
}
