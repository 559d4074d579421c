using System.Text;

namespace Pure.WebSockets.Tool;

/// <summary>Parts that the completion scripts of several shells share.</summary>
internal static class CompletionScript
{
    /// <summary>Returns the first sentence of a description, without the full stop. Shells show this sentence in one line.</summary>
    public static string Summary(string description)
    {
        var end = description.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? description : description[..end]).TrimEnd('.');
    }

    /// <summary>Returns the pairs of a command and one of its options as a shell pattern, such as 'purews serve --port'.</summary>
    public static string Pattern(IEnumerable<(CommandEntry Command, OptionEntry Option)> pairs, string separator) =>
        string.Join(
            separator,
            from pair in pairs
            from name in pair.Option.Names
            select $"'{pair.Command.Path} {name}'"
        );

    /// <summary>Returns all options of all commands that take a value.</summary>
    public static IEnumerable<(CommandEntry Command, OptionEntry Option)> WithValues(CommandEntry root) =>
        from command in root.All
        from option in command.Options
        where option.Value is not null
        select (command, option);

    /// <summary>Appends a line that ends with a line feed on every system.</summary>
    public static StringBuilder Line(this StringBuilder script, string line = "") => script.Append(line).Append('\n');
}
