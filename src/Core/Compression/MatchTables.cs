using System.Threading;

namespace Pure.WebSockets;

/// <summary>
/// The tables of a context that is taken over: what stands behind the newest version of a <see cref="Deflation"/>, and spares it finding
/// out again what its window holds. They are handed on by one atomic exchange: who holds another version than the newest makes tables of
/// its own. Never used for another context.
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

    /// <summary>The position in the stream up to which places are known.</summary>
    public long Known { get; set; }

    /// <summary>Tables of a stream that holds what the window does, taken by the caller.</summary>
    public static MatchTables Of(ReadOnlySpan<byte> window, int windowBits)
    {
        var tables = new MatchTables(windowBits);
        tables.Known = tables.Finder.Insert(window, 0, 0, window.Length);
        return tables;
    }

    /// <summary>
    /// Takes the tables of that version, the number of bytes of the stream so far; false when they have gone on, or somebody uses them
    /// now.
    /// </summary>
    public bool TryTake(long newest) => Interlocked.CompareExchange(ref version, InUse, newest) == newest;

    /// <summary>Gives the tables to whoever holds that version.</summary>
    public void Give(long newest) => Volatile.Write(ref version, newest);
}
