namespace Pure.WebSockets.FsCheck;

/// <summary>The sizes of the reads into which a network divides a stream of bytes.</summary>
/// <param name="Sizes">
/// The sizes of the reads, which are used in rotation. Some sizes can be zero. If all sizes are zero, the bytes are not cut.
/// </param>
public sealed record CutList(IReadOnlyList<int> Sizes)
{
    /// <summary>The sizes of the reads, which are used in rotation.</summary>
    public IReadOnlyList<int> Sizes { get; init => field = ItemList.Of(value); } = ItemList.Of(Sizes);

    /// <summary>Divides the given bytes into pieces with these sizes, which are used in rotation.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> bytes)
    {
        var whole = Sizes.All(size => size <= 0);
        for (var next = 0; !bytes.IsEmpty; next++)
        {
            var size = whole ? bytes.Length : Math.Clamp(Sizes[next % Sizes.Count], 0, bytes.Length);
            yield return bytes[..size];
            bytes = bytes[size..];
        }
    }

    /// <summary>Returns the sizes as text.</summary>
    public override string ToString() => $"cut {string.Join(' ', Sizes)}";

    /// <summary>Returns lists with fewer sizes or smaller sizes.</summary>
    internal static IEnumerable<CutList> Shrink(CutList cuts) =>
        Shrinking.Lists(cuts.Sizes, Shrinking.Smaller).Where(sizes => sizes.Length > 0).Select(sizes => new CutList(sizes));
}
