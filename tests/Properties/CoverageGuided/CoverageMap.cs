using System.Numerics;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Pure.WebSockets.Properties;

/// <summary>
/// The branches that an execution takes, as instrumented code counts them: a byte for each pair of a place and the place before it. The
/// counters are global, so only one thread may execute instrumented code.
/// </summary>
internal sealed unsafe class CoverageMap : IDisposable
{
    private const int Size = 1 << 16;

    // Counts are put into eight classes, as afl-fuzz does: the difference between one execution of a loop and two matters, that between 50
    // and 51 does not.
    private static readonly byte[] Classes = [.. Enumerable.Range(0, 256).Select(count => (byte)ClassOf(count))];

    private readonly byte* counters = (byte*)NativeMemory.AllocZeroed(Size);
    private readonly byte[] seen = new byte[Size];

    public CoverageMap() => Trace.SharedMem = counters;

    /// <summary>The number of branches that were taken so far.</summary>
    public int Branches { get; private set; }

    /// <summary>Clears the counters before an execution.</summary>
    public void Clear()
    {
        new Span<byte>(counters, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Adds what the execution has counted. Returns whether a branch was new, or was taken more often than ever.</summary>
    public bool Add()
    {
        var isNew = false;
        var all = new ReadOnlySpan<byte>(counters, Size);
        for (var at = 0; at < Size; at += Vector<byte>.Count)
        {
            if (new Vector<byte>(all[at..]) == Vector<byte>.Zero) continue;
            for (var one = at; one < at + Vector<byte>.Count; one++)
            {
                var found = (byte)(Classes[all[one]] & ~seen[one]);
                if (found == 0) continue;
                if (seen[one] == 0) Branches++;
                seen[one] |= found;
                isNew = true;
            }
        }

        return isNew;
    }

    public void Dispose()
    {
        // Code that is still instrumented must not write to freed memory.
        Trace.SharedMem = Sink;
        NativeMemory.Free(counters);
    }

    private static byte* Sink { get; } = (byte*)NativeMemory.AllocZeroed(Size);

    private static int ClassOf(int count) => count switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
