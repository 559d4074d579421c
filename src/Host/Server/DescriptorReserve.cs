using Pure.WebSockets.Host.Epoll;

namespace Pure.WebSockets.Host;

/// <summary>
/// The file descriptors that a server leaves free for the runtime. At any time, the runtime can need a descriptor to start a thread or to
/// load an assembly. If no descriptor is free, the runtime ends the process with "Out of memory.", or a type initializer fails permanently.
/// A server therefore accepts no connections while only the reserved descriptors are free. On operating systems other than Linux, this
/// class does nothing.
/// </summary>
internal static class DescriptorReserve
{
    /// <summary>
    /// The maximum number of reserved descriptors. The number includes one descriptor for each processor, because several acceptors can
    /// check the reserve before any of them accepts a connection.
    /// </summary>
    private static readonly int Most = 32 + Environment.ProcessorCount;

    /// <summary>The maximum number of descriptors that are checked with one system call.</summary>
    private const int Look = 1024;

    /// <summary>The reserve is at most the process's limit on descriptors divided by this number.</summary>
    private const int Part = 8;

    /// <summary>Throws an exception if the next descriptor would be taken from the reserve.</summary>
    /// <param name="purpose">The purpose of the descriptor, for the exception's message.</param>
    /// <exception cref="IOException">Only the reserved descriptors are free.</exception>
    public static void Check(string purpose)
    {
        if (!OperatingSystem.IsLinux()) return;
        var limit = Libc.MaxDescriptors();
        var left = Math.Min(Most, limit / Part);
        if (HasMoreFree(left, limit)) return;
        throw new IOException(
            $"No file descriptor is available to {purpose}. The limit of the process is {limit} (ulimit -n), and the last {left} "
                + "are reserved for the runtime."
        );
    }

    // The operating system assigns the lowest free number to a new descriptor, so the highest numbers are usually free. The check begins
    // with the highest numbers, so one system call is usually enough.
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
