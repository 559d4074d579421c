using Pure.WebSockets.Host.Epoll;

namespace Pure.WebSockets.Host;

/// <summary>
/// File descriptors that a server leaves free for the runtime. The runtime may need some at any moment, to start a thread (also of the
/// thread pool) or to load an assembly. Without a free descriptor, the runtime ends the process with "Out of memory.", or a type
/// initializer fails permanently. Therefore a server stops accepting before the last descriptor is used. The number of free descriptors is
/// known on Linux only.
/// </summary>
internal static class DescriptorReserve
{
    /// <summary>The largest reserve, plus one for each acceptor, because acceptors check and accept at the same time.</summary>
    private static readonly int Most = 32 + Environment.ProcessorCount;

    /// <summary>The number of descriptors checked with one call.</summary>
    private const int Look = 1024;

    /// <summary>A process with a low limit reserves one descriptor out of this number.</summary>
    private const int Part = 8;

    /// <summary>Throws if another descriptor would be taken from the reserve.</summary>
    /// <param name="purpose">The purpose of the descriptor, as part of the message.</param>
    /// <exception cref="IOException">Only the reserve is left, or nothing.</exception>
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

    // A new descriptor gets the lowest free number. Therefore the highest numbers are usually free, and the first call finds enough.
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
