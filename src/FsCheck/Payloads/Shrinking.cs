namespace Pure.WebSockets.FsCheck;

/// <summary>
/// Shrinks lists, bytes and numbers. The first smaller list is empty. The next smaller lists lack one half of the elements, then one
/// quarter, and so on down to single elements. In the last smaller lists, one element is smaller.
/// </summary>
internal static class Shrinking
{
    public static IEnumerable<T[]> Lists<T>(IReadOnlyList<T> values, Func<T, IEnumerable<T>> smaller)
    {
        var list = values.ToArray();
        for (var size = list.Length; size > 0; size /= 2)
            for (var start = 0; start < list.Length; start += size)
                yield return [.. list[..start], .. list[Math.Min(list.Length, start + size)..]];
        for (var at = 0; at < list.Length; at++)
            foreach (var element in smaller(list[at]))
                yield return [.. list[..at], element, .. list[(at + 1)..]];
    }

    public static IEnumerable<ByteString> Halves(ByteString bytes)
    {
        if (bytes.Length == 0) yield break;
        yield return ByteString.Empty;
        if (bytes.Length == 1) yield break;
        yield return bytes.Memory[..(bytes.Length / 2)];
        yield return bytes.Memory[(bytes.Length / 2)..];
        yield return bytes.Memory[..^1];
    }

    public static IEnumerable<int> Smaller(int value) => value <= 1 ? [] : value == 2 ? [1] : [1, value / 2, value - 1];
}
