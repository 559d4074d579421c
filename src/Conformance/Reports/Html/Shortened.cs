namespace Pure.WebSockets.Conformance;

/// <summary>A list of which, when it is long, only the beginning and the end are shown, and how many there are between.</summary>
internal static class Shortened
{
    /// <summary>
    /// Each of the first and of the last as <paramref name="show"/> has it, with its place; the rest as <paramref name="gap"/> has it,
    /// given as a whole.
    /// </summary>
    public static string List<T>(
        IReadOnlyList<T> all,
        int first,
        int last,
        Func<T, int, string> show,
        Func<IReadOnlyList<T>, string> gap
    ) =>
        all.Count <= first + last + 1
            ? string.Concat(all.Select(show))
            : string.Concat(all.Take(first).Select(show))
                + gap([.. all.Skip(first).Take(all.Count - first - last)])
                + string.Concat(all.TakeLast(last).Select((one, at) => show(one, all.Count - last + at)));
}
