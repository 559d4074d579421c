using System.Diagnostics;

namespace Pure.WebSockets.Bench;

/// <summary>Servers and their load do not meet on a core, where there are two: the load has the last one.</summary>
internal static class Cores
{
    private static readonly int Count = Environment.ProcessorCount;

    /// <summary>What this thread starts from here on runs on the servers' cores.</summary>
    public static void ForServers() => Set((1L << (Count - 1)) - 1);

    /// <summary>This thread runs on the load's core.</summary>
    public static void ForLoad() => Set(1L << (Count - 1));

    // On Linux it is the main thread that this sets, and a process that it starts inherits it.
    private static void Set(long mask)
    {
        if (Count is < 2 or > 62 || !(OperatingSystem.IsLinux() || OperatingSystem.IsWindows())) return;
        using var own = Process.GetCurrentProcess();
        own.ProcessorAffinity = (nint)mask;
    }
}
