using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host;

/// <summary>Returns the physical memory of unused arrays to the operating system.</summary>
internal static unsafe partial class ResidentMemory
{
    /// <summary>
    /// The value of MADV_DONTNEED, which allows the operating system to reclaim memory pages. When the process next uses these pages, they
    /// contain zeros (madvise(2)).
    /// </summary>
    private const int DoNotNeed = 4;

    /// <summary>
    /// On Linux, returns the memory pages of an unused array to the operating system. The array can still be read and written until the
    /// garbage collector frees it, but its content is lost.
    /// </summary>
    public static void Release(byte[] array)
    {
        if (!OperatingSystem.IsLinux()) return;
        var page = (nuint)Environment.SystemPageSize;
        fixed (byte* start = array)
        {
            // Only pages that are completely inside the array are released, because the first and the last page can contain other objects.
            var first = ((nuint)start + page - 1) / page * page;
            var end = ((nuint)start + (nuint)array.Length) / page * page;

            // The result is ignored, because the garbage collector frees the array later even if this call fails.
            if (end > first) _ = Advise((void*)first, end - first, DoNotNeed);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}
