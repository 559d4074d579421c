using Pure.WebSockets.Host.Epoll;

namespace Pure.WebSockets.Host;

/// <summary>
/// The file descriptors that a server leaves free. The runtime itself needs some at any moment: to start a thread, which includes those
/// of the thread pool, and to load an assembly. Without one it ends the process, "Out of memory.", or a type initialiser fails for good.
/// So a server stops accepting before the last descriptor is taken. Only on Linux is the number of free descriptors known.
/// </summary>
internal static class DescriptorReserve
{
    /// <summary>The most that are left free; besides, one for each acceptor, as they look and accept at the same time.</summary>
    private static readonly int Most = 32 + Environment.ProcessorCount;

    /// <summary>Descriptors that are looked at with one call.</summary>
    private const int Look = 1024;

    /// <summary>Where the process may have few, this part of them is left free.</summary>
    private const int Part = 8;

    /// <summary>Throws where another descriptor would be one of the reserve.</summary>
    /// <param name="purpose">What the descriptor is wanted for, in the words of the message.</param>
    /// <exception cref="IOException">It would, or none is free.</exception>
    public static void Check(string purpose)
    {
        if (!OperatingSystem.IsLinux()) return;
        var limit = Libc.MostDescriptors();
        var left = Math.Min(Most, limit / Part);
        if (HasMoreFree(left, limit)) return;
        throw new IOException(
            $"No file descriptor is free to {purpose}: the process may have {limit} (ulimit -n), and the last {left} are left to the "
                + $"runtime."
        );
    }

    // A new descriptor gets the lowest number that is free. So the highest are free as a rule, and the first call finds enough.
    private static bool HasMoreFree(int wanted, int limit)
    {
        var free = 0;
        for (int end = limit, count = Math.Min(wanted + 1, limit); end > 0; end -= count, count = Math.Min(Look, end))
        {
            free += Libc.FreeDescriptors(end - count, count);
            if (free > wanted) return true;
        }

        return false;
    }
}
