using System.CommandLine;
using System.CommandLine.Parsing;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Creates the error message for an invalid command line, with one line for each error. For an unknown name, the message suggests a similar
/// known name. This class replaces the parser's own error output, because the parser also prints suggestions and a help page to standard
/// output.
/// </summary>
internal static class ParseErrors
{
    /// <summary>Returns the error message, or null if the command line is valid.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="arguments">The arguments from which the command line was parsed.</param>
    public static string? Message(ParseResult parsed, string[] arguments)
    {
        // The parser treats a misspelled option as an argument of the command. The parser's other errors can then be misleading. If an
        // option is misspelled, report only this error and the errors in the values of options.
        string[] unknown = [.. Arguments(parsed).Concat(parsed.UnmatchedTokens).Where(IsOption).Distinct(StringComparer.Ordinal)];
        // A flag is an option whose value is true or false. If a flag has any other value after "=", report an error, because the parser
        // would treat the value as an argument of the command.
        string[] wrong = [.. arguments.Where(IsWrongFlag).Select(NotAFlag), .. unknown.Select(NotAnOption)];
        string[] lines =
            wrong.Length > 0 ? [.. wrong, .. Errors(error => OptionOf(error) is not null)]
            : parsed.UnmatchedTokens is [var token, ..] ? [NotExpected(token), .. Errors(error => error.SymbolResult is not CommandResult)]
            : Errors(_ => true);
        return lines.Length == 0 ? null : string.Join('\n', lines.Distinct(StringComparer.Ordinal));

        string[] Errors(Func<ParseError, bool> isReported) =>
            [.. parsed.Errors.Where(isReported).Select(error => Line(error, parsed))];

        bool IsWrongFlag(string argument) =>
            argument.Split('=', 2) is [var name, var value]
            && !bool.TryParse(value, out _)
            && Known(parsed).Any(option => option.ValueType == typeof(bool) && option.Aliases.Prepend(option.Name).Contains(name));

        static string NotAFlag(string argument) =>
            argument.Split('=', 2) is [var name, var value]
                ? PrintableText.OneLine($"{name} '{SecretText.Url(value)}' is neither true nor false.")
                : argument;

        string NotAnOption(string option) =>
            $"'{PrintableText.OneLine(WithoutValue(option))}' is not an option of "
                + $"'{Path(parsed)}'{Suggestion(parsed, option)} {Help(parsed)}";

        // The value after the name of an unknown option can be a secret.
        static string WithoutValue(string option) => option.Split('=', 2)[0];

        string NotExpected(string token)
        {
            var shown = PrintableText.OneLine(SecretText.Url(token));
            return parsed.CommandResult.Command.Subcommands.Count > 0
                ? $"'{shown}' is not a command of '{Path(parsed)}'{Suggestion(parsed, token)} {Help(parsed)}"
                : $"'{shown}' is one argument too many for '{Path(parsed)}'. {Help(parsed)}";
        }
    }

    /// <summary>
    /// Returns the line of the error message for one error. Messages from the parser that contain the names of .NET types are replaced.
    /// Messages from <see cref="ValueParser"/> are returned unchanged.
    /// </summary>
    private static string Line(ParseError error, ParseResult parsed) => (OptionOf(error), error.SymbolResult) switch
    {
        ({ Tokens: [] } option, _) => $"{NameOf(option)} needs a value. {option.Option.Description}",
        ({ } option, _) when option.Tokens.Count > option.Option.Arity.MaximumNumberOfValues =>
            $"{NameOf(option)} has {CountText.Of(option.Tokens.Count, "value")}, but only one is allowed.",
        (null, ArgumentResult { Tokens: [] } argument) =>
            $"'{Path(parsed)}' needs {argument.Argument.Name}. {argument.Argument.Description}",
        (null, ArgumentResult) => error.Message,
        // The only error of a command itself is that the name of a subcommand is missing.
        (null, CommandResult { Command.Subcommands: { Count: > 0 } subcommands }) =>
            $"'{Path(parsed)}' needs a command: {string.Join(", ", subcommands.Where(one => !one.Hidden).Select(one => one.Name))}. "
                + Help(parsed),
        (null, _) => $"{error.Message.Split('\n')[0].TrimEnd()} {Help(parsed)}",
        _ => error.Message,
    };

    /// <summary>Returns the sentence that names the help page of the command that was parsed.</summary>
    private static string Help(ParseResult parsed) =>
        parsed.CommandResult.Command.Subcommands.Count > 0
            ? $"'{Path(parsed)} --help' lists the commands and options."
            : $"'{Path(parsed)} --help' lists the options.";

    private static OptionResult? OptionOf(ParseError error) =>
        error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;

    private static string NameOf(OptionResult option) => option.IdentifierToken?.Value ?? option.Option.Name;

    private static string Suggestion(ParseResult parsed, string unknown)
    {
        var known = IsOption(unknown)
            ? Known(parsed)
                .SelectMany(option => option.Aliases.Prepend(option.Name))
                .Where(name => name.StartsWith("--", StringComparison.Ordinal))
            : parsed.CommandResult.Command.Subcommands.SelectMany(one => one.Aliases.Prepend(one.Name));
        return NearestName.To(unknown.Split('=')[0], known).Match(Some: name => $"; did you mean '{name}'?", None: () => ".");
    }

    /// <summary>Returns the options that the command accepts, including inherited options.</summary>
    private static IEnumerable<Option> Known(ParseResult parsed) =>
        WithParents(parsed)
            .SelectMany(one => one.Options.Where(option => ReferenceEquals(one, parsed.CommandResult.Command) || option.Recursive));

    private static IEnumerable<string> Arguments(ParseResult parsed) =>
        parsed
            .CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Select(token => token.Value);

    private static bool IsOption(string token) => token.Length > 1 && token.StartsWith('-');

    private static string Path(ParseResult parsed) =>
        string.Join(' ', WithParents(parsed).Reverse().Select(command => command is RootCommand ? "purews" : command.Name));

    /// <summary>Returns the parsed command, followed by its parent commands up to the root command.</summary>
    private static IEnumerable<Command> WithParents(ParseResult parsed)
    {
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
            yield return result.Command;
    }
}
