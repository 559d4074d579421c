using System.Text;

namespace Pure.WebSockets.Tool;

/// <summary>Helper methods for the completion scripts of several shells.</summary>
internal static class CompletionScript
{
    /// <summary>Returns the first sentence of a description, without its full stop, because shells show only one line.</summary>
    public static string Summary(string description)
    {
        var end = description.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? description : description[..end]).TrimEnd('.');
    }

    /// <summary>Returns shell patterns that match a command followed by one of its options, such as 'purews serve --port'.</summary>
    public static string Pattern(IEnumerable<(CommandEntry Command, OptionEntry Option)> pairs, string separator) =>
        string.Join(
            separator,
            from pair in pairs
            from name in pair.Option.Names
            select $"'{pair.Command.Path} {name}'"
        );

    /// <summary>Returns all options that take a value, each with its command.</summary>
    public static IEnumerable<(CommandEntry Command, OptionEntry Option)> WithValues(CommandEntry root) =>
        from command in root.All
        from option in command.Options
        where option.Value is not null
        select (command, option);

    /// <summary>Appends a line that ends with LF on every operating system.</summary>
    public static StringBuilder Line(this StringBuilder script, string line = "") => script.Append(line).Append('\n');
}
