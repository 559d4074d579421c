namespace Pure.WebSockets.Conformance;

/// <summary>
/// Shortens long lists in texts. A peer can send any number of frames, so a text shows only the first and the last items of a list, and
/// the number of items between them.
/// </summary>
internal static class LongList
{
    /// <summary>The number of items that are shown at the beginning, and the number that are shown at the end.</summary>
    public const int Shown = 20;

    /// <summary>
    /// Returns the items. In a list of more than 41 items, the items in the middle are replaced with one text, such as
    /// "… 900 frames between …".
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="noun">The name of an item in the singular.</param>
    /// <param name="isWhole">Whether the list is complete. If the value is false, the text says that there are more items.</param>
    public static IReadOnlyList<string> Shorten(IReadOnlyList<string> items, string noun, bool isWhole = true) =>
        items.Count <= (2 * Shown) + 1
            ? items
            :
            [
                .. items.Take(Shown),
                $"… {(isWhole ? "" : "more than ")}{CountText.Of(items.Count - (2 * Shown), noun)} between …",
                .. items.TakeLast(Shown),
            ];
}
