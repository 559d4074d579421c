using Pure.WebSockets.Host.Epoll;

namespace Pure.WebSockets.Host;

/// <summary>
/// The file descriptors that a server leaves free for the runtime. The runtime may need a descriptor at any time, to start a thread
/// (including a thread-pool thread) or to load an assembly. If no descriptor is free, the runtime ends the process with "Out of memory.",
/// or a type initializer fails permanently. Therefore, a server stops accepting connections before the last descriptor is used. This class
/// determines the number of free descriptors only on Linux.
/// </summary>
internal static class DescriptorReserve
{
    /// <summary>
    /// The maximum number of reserved descriptors. This number includes one descriptor for each processor, because several acceptors may
    /// check the reserve and accept a connection at the same time.
    /// </summary>
    private static readonly int Most = 32 + Environment.ProcessorCount;

    /// <summary>The maximum number of descriptors that are checked with one system call.</summary>
    private const int Look = 1024;

    /// <summary>If the process has a low limit of descriptors, the reserve is only that limit divided by this number.</summary>
    private const int Part = 8;

    /// <summary>Throws if the next descriptor would be taken from the reserve.</summary>
    /// <param name="purpose">The purpose of the descriptor, which is part of the exception's message.</param>
    /// <exception cref="IOException">Only the reserved descriptors are free, or no descriptor is free.</exception>
    public static void Check(string purpose)
    {
        if (!OperatingSystem.IsLinux()) return;
        var limit = Libc.MaxDescriptors();
        var left = Math.Min(Most, limit / Part);
        if (HasMoreFree(left, limit)) return;
        throw new IOException(
            $"No file descriptor is free to {purpose}: the limit of the process is {limit} (ulimit -n), and the last {left} are reserved "
                + "for the runtime."
        );
    }

    // A new descriptor gets the lowest free number, so the highest numbers are usually free. If the check begins with the highest numbers,
    // one system call usually finds enough free descriptors.
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
