using System.Text.RegularExpressions;

namespace Pure.WebSockets.Tool;

/// <summary>Command lines as one would type them again.</summary>
internal static partial class CommandLine
{
    /// <summary>This one.</summary>
    public static string Own { get; } = string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Select(Quoted).Prepend("purews"));

    /// <summary>An argument, in quotation marks where a shell would not take it as it is.</summary>
    public static string Quoted(string argument) =>
        Plain().IsMatch(argument) ? argument : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[\w@%+=:,./-]+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();
}
