using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Creates the command entries from the definitions that the command-line parser uses, so that the entries cannot become outdated.
/// </summary>
internal static class CommandTree
{
    private const string Program = "purews";
    private const string File = "FILE";
    private const string Folder = "FOLDER";

    public static CommandEntry Of(RootCommand root) => Entry(root, Program, []);

    private static CommandEntry Entry(Command command, string path, Option[] inherited)
    {
        Option[] options = [.. command.Options, .. inherited];
        return new CommandEntry(
            path,
            command.Description ?? "",
            [.. options.Where(option => !option.Hidden).Select(Entry)],
            [.. command.Arguments.Where(argument => !argument.Hidden).Select(Entry)],
            [
                .. command
                    .Subcommands.Where(one => !one.Hidden)
                    .Select(one => Entry(one, $"{path} {one.Name}", [.. options.Where(option => option.Recursive)])),
            ]
        );
    }

    private static OptionEntry Entry(Option option) =>
        new(
            [.. option.Aliases.Prepend(option.Name).Where(IsName)],
            option.Description ?? "",
            TakesValue(option)
                ? Value(
                    option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant(),
                    "",
                    option.GetCompletions(CompletionContext.Empty),
                    option.Arity.MinimumNumberOfValues == 0,
                    option.AllowMultipleArgumentsPerToken
                )
                : null,
            option.Required,
            option.Arity.MaximumNumberOfValues > 1,
            TakesValue(option) && option.HasDefaultValue ? Text(option.GetDefaultValue()) : null
        );

    private static ValueEntry Entry(Argument argument) =>
        Value(
            argument.HelpName ?? argument.Name,
            argument.Description ?? "",
            argument.GetCompletions(CompletionContext.Empty),
            argument.Arity.MinimumNumberOfValues == 0,
            argument.Arity.MaximumNumberOfValues > 1
        );

    /// <summary>
    /// Creates the entry for a value. The name consists of parts that are separated by vertical bars. A part in lower case is a possible
    /// word. The parts FILE and FOLDER mean that the value can be a path. For an enum, the parser's completions contain the same words with
    /// capital letters. Duplicates that differ only in case are therefore removed.
    /// </summary>
    private static ValueEntry Value(
        string name,
        string description,
        IEnumerable<CompletionItem> completions,
        bool isOptional,
        bool isRepeated
    )
    {
        var parts = name.Split('|');
        return new ValueEntry(
            name,
            description,
            [
                .. parts
                    .Where(part => part.All(char.IsAsciiLetterLower))
                    .Concat(completions.Select(item => item.Label))
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ],
            parts.Contains(File) ? PathKind.File
                : parts.Contains(Folder) ? PathKind.Folder
                : PathKind.None,
            isOptional,
            isRepeated
        );
    }

    // A flag can be followed by 'true' or 'false'. These words are rarely used, so a flag counts as an option without a value.
    private static bool TakesValue(Option option) => option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool);

    // The parser also accepts names such as /h and -?, which are omitted.
    private static bool IsName(string name) =>
        name.StartsWith('-') && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    private static string? Text(object? value) => value switch
    {
        null or "" => null,
        System.Collections.IEnumerable list and not string => Text(string.Join(',', list.Cast<object>())),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
