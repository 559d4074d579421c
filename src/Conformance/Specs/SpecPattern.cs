using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A pattern in a spec file, which has the same meaning as in the Autobahn Testsuite. A dot matches only a dot, and a star matches any
/// text. All other characters have the same meaning as in a regular expression. Examples are "12.*.[12]$" and "[1-7].*".
/// </summary>
internal sealed class SpecPattern
{
    // The time limit for each match. A limit is needed because some patterns take exponential time to match. A simple pattern takes
    // microseconds and does not reach the limit, even on a busy machine.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly Regex regex;

    private SpecPattern(Regex regex) => this.regex = regex;

    /// <summary>
    /// Parses a pattern that must match the beginning of a name. Returns the pattern, or an error message if the pattern is not valid.
    /// </summary>
    public static Either<string, SpecPattern> Prefix(string text) => Parse(text, "");

    /// <summary>
    /// Parses a pattern that must match a whole name. Returns the pattern, or an error message if the pattern is not valid.
    /// </summary>
    public static Either<string, SpecPattern> Whole(string text) => Parse(text, "$");

    /// <summary>Returns whether the pattern matches the name.</summary>
    /// <exception cref="RegexMatchTimeoutException">The match takes more than two seconds.</exception>
    public bool Matches(string name) => regex.IsMatch(name);

    /// <summary>
    /// Returns whether the pattern contains a capital letter. A capital letter after a backslash does not count, because it is part of an
    /// escape sequence. The ids of catalogue cases that are not from the Autobahn Testsuite begin with a capital letter. A pattern without
    /// a capital letter matches only Autobahn cases, so that existing spec files select the same cases as in the Autobahn Testsuite.
    /// </summary>
    public static bool HasCapital(string text) =>
        text.Where((letter, at) => char.IsAsciiLetterUpper(letter) && (at == 0 || text[at - 1] != '\\')).Any();

    private static Either<string, SpecPattern> Parse(string text, string end)
    {
        var translated = text.Replace(".", "\\.", StringComparison.Ordinal).Replace("*", ".*", StringComparison.Ordinal);
        try
        {
#pragma warning disable MA0023 // The author of a pattern decides which of its groups capture.
            return new SpecPattern(new Regex($"^(?:{translated}){end}", RegexOptions.Singleline | RegexOptions.CultureInvariant, Limit));
#pragma warning restore MA0023
        }
        catch (RegexParseException error)
        {
            return $"the pattern \"{text}\" is not a regular expression: {error.Error}";
        }
    }
}
