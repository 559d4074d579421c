using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host;

/// <summary>The memory of arrays as the operating system sees it.</summary>
internal static unsafe partial class ResidentMemory
{
    /// <summary>MADV_DONTNEED: the pages may be taken. What is read there afterwards is zero (madvise(2)).</summary>
    private const int DoNotNeed = 4;

    /// <summary>
    /// Gives the pages of an array that nobody uses any more to the operating system, where that can be done: on Linux. The array stays
    /// what it is, with zeros in it, until the garbage collector takes it: to read or write it is as
    /// safe as before.
    /// </summary>
    public static void Release(byte[] array)
    {
        if (!OperatingSystem.IsLinux()) return;
        var page = (nuint)Environment.SystemPageSize;
        fixed (byte* start = array)
        {
            // Whole pages within the array: what is before and behind it is somebody else's.
            var first = ((nuint)start + page - 1) / page * page;
            var end = ((nuint)start + (nuint)array.Length) / page * page;

            // It is an advice. Where the system does not take it, the collector frees the array as any other.
            if (end > first) _ = Advise((void*)first, end - first, DoNotNeed);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}
