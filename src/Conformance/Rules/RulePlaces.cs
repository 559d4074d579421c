using System.Globalization;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Reads lists of places and of cases, such as "5.1#1 5.3#2" and "T.1.1-7 6.*". The last number of an item can be a range, and an item
/// that ends with a star stands for everything that begins with it.
/// </summary>
internal static class RulePlaces
{
    /// <summary>Returns the items of a list, with one item for each number of a range.</summary>
    public static IEnumerable<string> Items(string list) =>
        list.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Range);

    /// <summary>Returns whether an item of a list stands for the id of a case.</summary>
    public static bool Names(string item, string id) =>
        item.EndsWith('*') ? id.StartsWith(item[..^1], StringComparison.Ordinal) : item == id;

    private static IEnumerable<string> Range(string item)
    {
        var dash = item.IndexOf('-', StringComparison.Ordinal);
        var colon = item.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0) return Range(item[..colon]).Select(place => place + item[colon..]);
        if (dash < 0) return [item];
        var start = item.LastIndexOfAny(['.', '#'], dash) + 1;
        var (first, last) = (Number(item[start..dash]), Number(item[(dash + 1)..]));
        return Enumerable
            .Range(first, last - first + 1)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"{item[..start]}{number}"));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
