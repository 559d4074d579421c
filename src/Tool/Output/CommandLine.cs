using System.Text.RegularExpressions;

namespace Pure.WebSockets.Tool;

/// <summary>Formats command lines so that a shell accepts them.</summary>
internal static partial class CommandLine
{
    /// <summary>The command line of this process.</summary>
    public static string Own { get; } = string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Select(Quoted).Prepend("purews"));

    /// <summary>Returns an argument, quoted if a shell would otherwise change it.</summary>
    public static string Quoted(string argument) =>
        Plain().IsMatch(argument) ? argument : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>Returns the options that have a value, as text. Each option has a leading space.</summary>
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
