using System.CommandLine;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>
/// What is wrong with a command line, in one line, with the name that was perhaps meant. The parser's own suggestions come with a page of
/// help, and not on standard error.
/// </summary>
internal static class ParseErrors
{
    private const string Help = "'purews --help' lists what is possible.";

    /// <summary>What is wrong; nothing when all is right.</summary>
    public static string? Sentence(ParseResult parsed)
    {
        // The parser takes a misspelt option for the command's argument, and complains of what follows it, or of nothing.
        if (Arguments(parsed).Concat(parsed.UnmatchedTokens).FirstOrDefault(IsOption) is { } option)
            return $"'{PrintableText.OneLine(option)}' is no option of '{Path(parsed)}'{Meant(parsed, option)} {Help}";
        if (parsed.Errors is not [var error, ..])
            return null;
        if (parsed.UnmatchedTokens is [var unknown, ..])
        {
            return parsed.CommandResult.Command.Subcommands.Count > 0
                ? $"'{PrintableText.OneLine(unknown)}' is no command of '{Path(parsed)}'{Meant(parsed, unknown)} {Help}"
                : $"'{PrintableText.OneLine(unknown)}' is one argument too many for '{Path(parsed)}'. {Help}";
        }

        var message = error
            .Message.Split('\n')[0]
            .Replace("expected type 'System.Int32'", "a whole number", StringComparison.Ordinal)
            .Replace("expected type 'System.Double'", "a number", StringComparison.Ordinal);
        return $"{message.TrimEnd()} {Help}";
    }

    private static string Meant(ParseResult parsed, string unknown)
    {
        var command = parsed.CommandResult.Command;
        var known = IsOption(unknown)
            ? Commands(parsed)
                .SelectMany(one => one.Options.Where(option => ReferenceEquals(one, command) || option.Recursive))
                .SelectMany(option => option.Aliases.Prepend(option.Name))
                .Where(name => name.StartsWith("--", StringComparison.Ordinal))
            : command.Subcommands.SelectMany(one => one.Aliases.Prepend(one.Name));
        return NearestName.To(unknown.Split('=')[0], known).Match(Some: name => $"; did you mean '{name}'?", None: () => ".");
    }

    private static IEnumerable<string> Arguments(ParseResult parsed) =>
        parsed
            .CommandResult.Children.OfType<System.CommandLine.Parsing.ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Select(token => token.Value);

    private static bool IsOption(string token) => token.Length > 1 && token.StartsWith('-');

    private static string Path(ParseResult parsed) =>
        string.Join(' ', Commands(parsed).Reverse().Select(command => command is RootCommand ? "purews" : command.Name));

    /// <summary>The command, and those above it.</summary>
    private static IEnumerable<Command> Commands(ParseResult parsed)
    {
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
            yield return result.Command;
    }
}
