using System.Diagnostics;

namespace Pure.WebSockets.Bench;

/// <summary>Separates servers and load on a machine with two or more cores: the load has the last core.</summary>
internal static class Cores
{
    private static readonly int Count = Environment.ProcessorCount;

    /// <summary>Processes that this thread starts from now on run on the cores of the servers.</summary>
    public static void ForServers() => Set((1L << (Count - 1)) - 1);

    /// <summary>Moves this thread to the core of the load.</summary>
    public static void ForLoad() => Set(1L << (Count - 1));

    // On Linux this applies to the main thread, and child processes inherit it.
    private static void Set(long mask)
    {
        if (Count is < 2 or > 62 || !(OperatingSystem.IsLinux() || OperatingSystem.IsWindows())) return;
        using var own = Process.GetCurrentProcess();
        own.ProcessorAffinity = (nint)mask;
    }
}
