using System.CommandLine;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Creates the one-line message about an invalid command line. If a name is unknown, the message suggests the most similar known name. The
/// parser itself does not print its errors, because it would also print suggestions and a help page to standard output.
/// </summary>
internal static class ParseErrors
{
    private const string Help = "'purews --help' lists the commands and options.";

    /// <summary>Returns a description of the error, or null if the command line is valid.</summary>
    public static string? Message(ParseResult parsed)
    {
        // The parser treats a misspelled option as an argument of the command. The parser then reports the text after the option as an
        // error, or reports no error.
        if (Arguments(parsed).Concat(parsed.UnmatchedTokens).FirstOrDefault(IsOption) is { } option)
            return $"'{PrintableText.OneLine(option)}' is not an option of '{Path(parsed)}'{Suggestion(parsed, option)} {Help}";
        if (parsed.Errors is not [var error, ..])
            return null;
        if (parsed.UnmatchedTokens is [var unknown, ..])
        {
            return parsed.CommandResult.Command.Subcommands.Count > 0
                ? $"'{PrintableText.OneLine(unknown)}' is not a command of '{Path(parsed)}'{Suggestion(parsed, unknown)} {Help}"
                : $"'{PrintableText.OneLine(unknown)}' is one argument too many for '{Path(parsed)}'. {Help}";
        }

        var message = error
            .Message.Split('\n')[0]
            .Replace("expected type 'System.Int32'", "a whole number", StringComparison.Ordinal)
            .Replace("expected type 'System.Double'", "a number", StringComparison.Ordinal);
        return $"{message.TrimEnd()} {Help}";
    }

    private static string Suggestion(ParseResult parsed, string unknown)
    {
        var command = parsed.CommandResult.Command;
        var known = IsOption(unknown)
            ? WithParents(parsed)
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
        string.Join(' ', WithParents(parsed).Reverse().Select(command => command is RootCommand ? "purews" : command.Name));

    /// <summary>Returns the command and its parents.</summary>
    private static IEnumerable<Command> WithParents(ParseResult parsed)
    {
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
            yield return result.Command;
    }
}
