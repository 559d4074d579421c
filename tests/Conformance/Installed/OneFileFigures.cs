using System.Globalization;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The size of purews as one native file, and the times of its start, which are printed and have no bound.</summary>
public sealed class OneFileFigures
{
    private const long MaxSize = 25_000_000;
    private const int Starts = 25;

    // The shell starts the program without the cost of a start by .NET, and knows the processor time of a process that has ended.
    private const string Timed =
        "export LC_ALL=C; TIMEFORMAT='%R %U %S'; for start in $(seq \"$0\"); do time \"$@\" >/dev/null 2>&1 || exit 1; done";

    [Fact]
    public async Task The_file_has_at_most_25_MB_and_starts()
    {
        var file = await OneFile.PathAsync();
        var size = new FileInfo(file).Length;
        Assert.InRange(size, 1_000_000, MaxSize);
        string[] lines =
        [
            await TimesAsync("'purews --version'", file, "--version"),
            await TimesAsync("'purews --version' on .NET", "dotnet", ToolProcess.Tool, "--version"),
            await TimesAsync("'purews cases 1.1.1'", file, "cases", "1.1.1"),
            await TimesAsync("'purews cases 1.1.1' on .NET", "dotnet", ToolProcess.Tool, "cases", "1.1.1"),
        ];
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"one file: {size:N0} bytes; medians of {Starts}: {string.Join("; ", lines)}")
        );
    }

    /// <summary>Returns the elapsed time and the processor time that a command takes.</summary>
    private static async Task<string> TimesAsync(string name, params string[] command)
    {
        var bash = Programs.Find("bash", "bash");
        var (code, _, printed) = await Programs.RunAsync(bash, ["-c", Timed, $"{Starts}", .. command], Path.GetTempPath());
        Assert.True(code == 0, printed);
        // Each line has three numbers of seconds: elapsed, in the program, and in the kernel.
        double[][] times =
        [
            .. printed
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => (double[])[.. line.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture) * 1000)]),
        ];
        Assert.Equal(Starts, times.Length);
        var (elapsed, processor) = (Median(times.Select(one => one[0])), Median(times.Select(one => one[1] + one[2])));
        return string.Create(CultureInfo.InvariantCulture, $"{name} takes {elapsed:F0} ms, of the processor {processor:F0} ms");
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Starts / 2);
}
