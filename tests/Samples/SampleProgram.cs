using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Pure.WebSockets.Samples.Tests;

/// <summary>A running program of the folder samples, as the build of this project made it.</summary>
internal sealed partial class SampleProgram : IAsyncDisposable
{
    private readonly string name;
    private readonly Process process;
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();
    private readonly Task reading;
    private readonly Task<string> errors;

    private SampleProgram(string name, Process process)
    {
        (this.name, this.process) = (name, process);
        reading = ReadAsync();
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The folder of this repository.</summary>
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));

    /// <summary>Starts a program in its folder.</summary>
    public static SampleProgram Start(string sample, params string[] arguments) => Start(sample, [], arguments);

    /// <summary>Starts a program in its folder, with environment variables.</summary>
    public static SampleProgram Start(string sample, Dictionary<string, string> variables, params string[] arguments)
    {
        var folder = Path.Combine(Repository, "samples", sample);
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(folder, "bin", configuration, "net10.0", $"{sample}.dll");
        Assert.True(File.Exists(program), $"{program} does not exist");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (key, value) in variables) start.Environment[key] = value;
        return new SampleProgram(sample, Process.Start(start)!);
    }

    /// <summary>Starts a program of ASP.NET Core, and returns its address as well.</summary>
    public static async Task<(SampleProgram Program, Uri Address)> ServeAsync(string sample, Dictionary<string, string> variables)
    {
        var program = Start(sample, variables, "--urls", "http://127.0.0.1:0");
        var line = await program.LineAsync(line => line.Contains("Now listening on:", StringComparison.Ordinal));
        return (program, new Uri(Address().Match(line).Value));
    }

    /// <summary>Runs a program to its end, with its input closed, and returns its output.</summary>
    public static async Task<string> RunAsync(string sample, params string[] arguments)
    {
        await using var program = Start(sample, arguments);
        return await program.EndAsync();
    }

    /// <summary>The next line of the output that a condition holds for. Earlier lines are skipped.</summary>
    public async Task<string> LineAsync(Func<string, bool> condition)
    {
        try
        {
            while (true)
            {
                var line = await lines.Reader.ReadAsync().AsTask().Within(Patience.TimeOfARun);
                if (condition(line)) return line;
            }
        }
        catch (ChannelClosedException closed)
        {
            throw new InvalidOperationException($"{name} has ended: {await errors.Within()}", closed);
        }
    }

    /// <summary>The next line of the output.</summary>
    public Task<string> LineAsync() => LineAsync(_ => true);

    /// <summary>The port in the next line of the output.</summary>
    public async Task<int> PortAsync() => int.Parse(Port().Match(await LineAsync()).Groups["port"].Value);

    /// <summary>Enters a line.</summary>
    public Task EnterAsync(string line) => process.StandardInput.WriteLineAsync(line);

    /// <summary>Closes the input, waits for the end, and returns the rest of the output. There must be no errors.</summary>
    public async Task<string> EndAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync().Within(Patience.TimeOfARun);
        await reading.Within();
        Assert.Equal((0, ""), (process.ExitCode, await errors.Within()));
        var rest = new List<string>();
        while (lines.Reader.TryRead(out var line)) rest.Add(line + "\n");
        return string.Concat(rest);
    }

    /// <summary>Waits for the end of a program that fails. Returns the exit code, and whether the errors contain a text.</summary>
    public async Task<(int Code, bool IsReported)> FailAsync(string text)
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync().Within(Patience.TimeOfARun);
        return (process.ExitCode, (await errors.Within()).Contains(text, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await reading.Within();
        process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line) lines.Writer.TryWrite(line);
        lines.Writer.Complete();
    }

    [GeneratedRegex(@"http://\S+", RegexOptions.None, 10_000)]
    private static partial Regex Address();

    [GeneratedRegex(@":(?<port>\d+)/?(,|$)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Port();
}
