using System.Runtime.InteropServices;

namespace Pure.WebSockets.Bench;

/// <summary>What was measured on.</summary>
/// <param name="Processor">Its name, as the system has it.</param>
/// <param name="Cores">How many the program may use.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The runtime and its version.</param>
internal sealed record Machine(string Processor, int Cores, string System, string Runtime)
{
    private const string ProcessorLine = "model name";

    public static Machine This { get; } =
        new(ReadProcessor(), Environment.ProcessorCount, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription);

    private static string ReadProcessor()
    {
        var architecture = $"{RuntimeInformation.ProcessArchitecture}";
        if (!OperatingSystem.IsLinux()) return architecture;
        var line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(ProcessorLine, StringComparison.Ordinal));
        return line is null ? architecture : $"{line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()}, {architecture}";
    }
}
