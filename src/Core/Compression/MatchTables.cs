using System.Threading;

namespace Pure.WebSockets;

/// <summary>
/// The search tables of a <see cref="DeflateContext"/>. Successive versions of a context share the tables. The newest version reserves the
/// tables with one atomic operation before it uses the tables. An older version builds new tables from its window. The compressed data does
/// not depend on which tables are used.
/// </summary>
internal sealed class MatchTables
{
    private const long InUse = -1;
    private const int MinHeadBits = 10;

    private readonly ushort[] heads;
    private readonly ushort[] before;
    private readonly int windowSize;
    private long version;

    private MatchTables(int windowBits)
    {
        heads = GC.AllocateUninitializedArray<ushort>(1 << Math.Max(windowBits, MinHeadBits));
        before = GC.AllocateUninitializedArray<ushort>(1 << windowBits);
        windowSize = WindowSize.Of(windowBits);
        version = InUse;
        Finder.Clear();
    }

    public MatchFinder Finder => new(heads, before, windowSize);

    /// <summary>The first position in the stream that has not been added to the tables.</summary>
    public long Known { get; set; }

    /// <summary>Creates tables for a stream that consists of the bytes of the window. The new tables are marked as in use.</summary>
    public static MatchTables Of(ReadOnlySpan<byte> window, int windowBits)
    {
        var tables = new MatchTables(windowBits);
        tables.Known = tables.Finder.Insert(window, 0, 0, window.Length);
        return tables;
    }

    /// <summary>
    /// Reserves the tables for the caller if the tables belong to the version <paramref name="newest"/> of the context. Returns false if
    /// the tables belong to another version or are in use.
    /// </summary>
    public bool TryTake(long newest) => Interlocked.CompareExchange(ref version, InUse, newest) == newest;

    /// <summary>Releases the tables, which then belong to the version <paramref name="newest"/> of the context.</summary>
    public void Give(long newest) => Volatile.Write(ref version, newest);
}
