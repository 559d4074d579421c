using System.Threading;

namespace Pure.WebSockets;

/// <summary>
/// The search tables of a context with takeover. They belong to the newest version of a <see cref="DeflateContext"/>, so that it need not
/// search its window again. One atomic exchange hands them over. A step from any other version creates its own tables. No result depends
/// on them.
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

    /// <summary>The position in the stream up to which positions are in the tables.</summary>
    public long Known { get; set; }

    /// <summary>Creates new tables for a stream that has the bytes of the window. The caller owns the tables.</summary>
    public static MatchTables Of(ReadOnlySpan<byte> window, int windowBits)
    {
        var tables = new MatchTables(windowBits);
        tables.Known = tables.Finder.Insert(window, 0, 0, window.Length);
        return tables;
    }

    /// <summary>
    /// Takes the tables if they belong to this version, which is the number of bytes of the stream so far. Returns false if they belong to
    /// a newer one or are in use.
    /// </summary>
    public bool TryTake(long newest) => Interlocked.CompareExchange(ref version, InUse, newest) == newest;

    /// <summary>Releases the tables to this version.</summary>
    public void Give(long newest) => Volatile.Write(ref version, newest);
}
