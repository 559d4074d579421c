using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A pattern of a spec file, as the Autobahn Testsuite reads it: a dot stands for itself, a star for any text, and everything else is a
/// regular expression. Examples: "12.*.[12]$", "[1-7].*".
/// </summary>
internal sealed class SpecPattern
{
    // A pattern may backtrack without end. A simple one takes microseconds, so even a busy machine stays below this limit.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly Regex regex;

    private SpecPattern(Regex regex) => this.regex = regex;

    /// <summary>Parses a pattern that matches the beginning of a name, or returns the problem of the pattern.</summary>
    public static Either<string, SpecPattern> Prefix(string text) => Parse(text, "");

    /// <summary>Parses a pattern that matches a whole name, or returns the problem of the pattern.</summary>
    public static Either<string, SpecPattern> Whole(string text) => Parse(text, "$");

    /// <summary>Returns whether the name matches.</summary>
    /// <exception cref="RegexMatchTimeoutException">The match takes too long.</exception>
    public bool Matches(string name) => regex.IsMatch(name);

    /// <summary>
    /// Returns whether the pattern names one of our own families, whose ids begin with a capital letter. A pattern without a capital letter
    /// matches only Autobahn cases, as it did when such files were written.
    /// </summary>
    public static bool HasCapital(string text) =>
        text.Where((letter, at) => char.IsAsciiLetterUpper(letter) && (at == 0 || text[at - 1] != '\\')).Any();

    private static Either<string, SpecPattern> Parse(string text, string end)
    {
        var translated = text.Replace(".", "\\.", StringComparison.Ordinal).Replace("*", ".*", StringComparison.Ordinal);
        try
        {
#pragma warning disable MA0023 // The groups of a pattern are its author's.
            return new SpecPattern(new Regex($"^(?:{translated}){end}", RegexOptions.Singleline | RegexOptions.CultureInvariant, Limit));
#pragma warning restore MA0023
        }
        catch (RegexParseException error)
        {
            return $"the pattern \"{text}\" is not a regular expression: {error.Error}";
        }
    }
}
