using System.Runtime.InteropServices;

namespace Pure.WebSockets.Bench;

/// <summary>The machine of a measurement.</summary>
/// <param name="Processor">The name of the processor.</param>
/// <param name="Cores">The number of cores that the program may use.</param>
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
