namespace Pure.WebSockets.Conformance;

/// <summary>Writes numbers together with their nouns.</summary>
internal static class CountText
{
    /// <summary>Returns a number with its noun, such as "1 case" or "2 cases".</summary>
    /// <param name="number">The number.</param>
    /// <param name="noun">The noun in the singular. Its plural must be formed by adding an "s".</param>
    public static string Of(long number, string noun) => FormattableString.Invariant($"{number} {noun}{(number == 1 ? "" : "s")}");
}
