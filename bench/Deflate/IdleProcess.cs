using System.Diagnostics;
using System.Text.Json;

namespace Pure.WebSockets.Bench;

/// <summary>This program as a child process that measures the idle connections of one side.</summary>
internal static class IdleProcess
{
    public const string Option = "--idle";

    public static IdleMemory Measure(IdleSide side, bool contextTakeover)
    {
        using var process =
            Process.Start(StartInfo(side, contextTakeover)) ?? throw new InvalidOperationException("The program does not start itself.");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && JsonSerializer.Deserialize<IdleMemory>(output) is { } memory
            ? memory
            : throw new InvalidOperationException($"The process that measures idle connections ended with {process.ExitCode}.");
    }

    /// <summary>The child process: measures and prints the result.</summary>
    public static int? Run(string side, string takeover)
    {
        if (!Enum.TryParse<IdleSide>(side, out var whose) || takeover is not ("on" or "off")) return null;
        Console.WriteLine(JsonSerializer.Serialize(IdleConnections.Measure(whose, takeover == "on")));
        return 0;
    }

    private static ProcessStartInfo StartInfo(IdleSide side, bool contextTakeover)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("The program does not know where it is.");
        string[] host = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(IdleProcess).Assembly.Location] : [];
        return new ProcessStartInfo(program, [.. host, DeflateCommand.Command.Name, Option, $"{side}", contextTakeover ? "on" : "off"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,

            // All code is compiled once, when it is first called, so that no code is recompiled between the two readings.
            Environment = { ["DOTNET_TieredCompilation"] = "0" },
        };
    }
}
