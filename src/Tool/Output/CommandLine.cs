using System.Text.RegularExpressions;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Formats command lines for use in a shell.</summary>
internal static partial class CommandLine
{
    /// <summary>
    /// The command line of this process, with the tool's name instead of the path of the program, and without secrets.
    /// </summary>
    public static string Own { get; } =
        string.Join(' ', SecretText.Arguments(Environment.GetCommandLineArgs().Skip(1)).Select(Quoted).Prepend("purews"));

    /// <summary>Returns an argument, in quotation marks if it contains a character that a shell could interpret.</summary>
    public static string Quoted(string argument) =>
        Plain().IsMatch(argument) ? argument : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>Returns the part of a command line with the options whose value is not null. Each option has a leading space.</summary>
    public static string Given(params ReadOnlySpan<(string Name, string? Value)> options)
    {
        var text = new System.Text.StringBuilder();
        foreach (var (name, value) in options)
            if (value is not null) text.Append(' ').Append(name).Append(' ').Append(Quoted(value));
        return text.ToString();
    }

    [GeneratedRegex(@"^[\w@%+=:,./-]+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();
}
