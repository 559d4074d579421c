namespace Pure.WebSockets.Conformance;

/// <summary>Which known name somebody may have meant.</summary>
public static class NearestName
{
    /// <summary>The name with the fewest letters to change; none when more than a third of them would have to be.</summary>
    public static Option<string> To(string given, IEnumerable<string> known)
    {
        var (name, distance) = known.Select(name => (Name: name, Distance: Distance(given, name))).DefaultIfEmpty((Name: "", Distance: int.MaxValue)).MinBy(found => found.Distance);
        return distance <= Math.Max(1, Math.Max(given.Length, name.Length) / 3) ? name : Option<string>.None;
    }

    /// <summary>The end of a sentence that says what is unknown.</summary>
    public static string Suggestion(string given, IReadOnlyCollection<string> known) =>
        To(given, known).Match(Some: name => $"did you mean \"{name}\"?", None: () => $"known are {string.Join(", ", known)}");

    /// <summary>How many letters are to be put in, taken out or changed, whatever their case.</summary>
    private static int Distance(string left, string right)
    {
        var above = Enumerable.Range(0, right.Length + 1).ToArray();
        foreach (var letter in left)
        {
            var row = new int[above.Length];
            row[0] = above[0] + 1;
            for (var at = 1; at < row.Length; at++)
                row[at] = Math.Min(Math.Min(row[at - 1], above[at]) + 1, above[at - 1] + (char.ToLowerInvariant(letter) == char.ToLowerInvariant(right[at - 1]) ? 0 : 1));
            above = row;
        }

        return above[^1];
    }
}
