namespace Pure.WebSockets.Conformance;

/// <summary>Finds the known name that is most similar to an unknown name.</summary>
internal static class NearestName
{
    /// <summary>
    /// Returns the known name with the smallest edit distance to the given name. Returns None if no known name is similar. Two names are
    /// similar if their distance is at most 1, or at most one third of the length of the longer name.
    /// </summary>
    public static Option<string> To(string given, IEnumerable<string> known)
    {
        var (name, distance) = known
            // The distance is at least the difference of the lengths. A name that is far too long is not compared, because that would take
            // memory for each pair of letters.
            .Where(name => Math.Abs(given.Length - name.Length) <= Math.Max(1, Math.Max(given.Length, name.Length) / 3))
            .Select(name => (Name: name, Distance: Distance(given, name)))
            .DefaultIfEmpty((Name: "", Distance: int.MaxValue))
            .MinBy(found => found.Distance);
        return distance <= Math.Max(1, Math.Max(given.Length, name.Length) / 3) ? name : Option<string>.None;
    }

    /// <summary>
    /// Returns text for the end of the error message about an unknown name. The text suggests the most similar known name. If no known name
    /// is similar, the text lists all known names.
    /// </summary>
    public static string Suggestion(string given, IReadOnlyCollection<string> known) =>
        To(given, known).Match(Some: name => $"did you mean \"{name}\"?", None: () => $"known names are {string.Join(", ", known)}");

    /// <summary>
    /// Returns the edit distance, which is the minimum number of changes that turn one name into the other. Each change inserts, removes or
    /// replaces one letter, or swaps two adjacent letters. The comparison ignores the case of letters.
    /// </summary>
    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var row = 0; row <= left.Length; row++)
        {
            for (var at = 0; at <= right.Length; at++)
            {
                if (row == 0 || at == 0)
                {
                    rows[row, at] = row + at;
                    continue;
                }

                rows[row, at] = Math.Min(
                    Math.Min(rows[row - 1, at], rows[row, at - 1]) + 1,
                    rows[row - 1, at - 1] + (IsSame(left[row - 1], right[at - 1]) ? 0 : 1)
                );
                if (row > 1 && at > 1 && IsSame(left[row - 1], right[at - 2]) && IsSame(left[row - 2], right[at - 1]))
                    rows[row, at] = Math.Min(rows[row, at], rows[row - 2, at - 2] + 1);
            }
        }

        return rows[left.Length, right.Length];
    }

    private static bool IsSame(char one, char other) => char.ToLowerInvariant(one) == char.ToLowerInvariant(other);
}
