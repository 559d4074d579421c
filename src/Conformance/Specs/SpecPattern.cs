using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A pattern of a spec file, as the old suite read it: a point stands for itself, a star for any text, and all else is a regular
/// expression: "12.*.[12]$", "[1-7].*".
/// </summary>
internal sealed class SpecPattern
{
    // A pattern may go back and forth for ever. A simple one takes microseconds, so that a busy machine does not reach this.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly Regex regex;

    private SpecPattern(Regex regex) => this.regex = regex;

    /// <summary>A pattern that is matched at the front of a name; else what is wrong with it.</summary>
    public static Either<string, SpecPattern> Prefix(string text) => Parse(text, "");

    /// <summary>A pattern that stands for the whole of a name; else what is wrong with it.</summary>
    public static Either<string, SpecPattern> Whole(string text) => Parse(text, "$");

    /// <summary>Whether the name matches. A <see cref="RegexMatchTimeoutException"/> says that this cannot be found out in time.</summary>
    public bool Matches(string name) => regex.IsMatch(name);

    /// <summary>
    /// Whether the pattern names one of our own families, whose ids begin with a capital letter. One that does not stands for what it
    /// stood for when these files were written: there were no such families.
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
            return $"the pattern \"{text}\" is no regular expression: {error.Error}";
        }
    }
}
