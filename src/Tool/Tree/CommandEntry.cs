namespace Pure.WebSockets.Tool;

/// <summary>A description of a command, from which the completion scripts and the manual page are generated.</summary>
/// <param name="Path">The words that select the command on the command line, such as 'purews test server'.</param>
/// <param name="Description">The description of the command, in complete sentences.</param>
/// <param name="Options">The options of the command, including inherited options but not hidden options.</param>
/// <param name="Arguments">The positional arguments of the command.</param>
/// <param name="Subcommands">The subcommands, without hidden subcommands.</param>
internal sealed record CommandEntry(
    string Path,
    string Description,
    IReadOnlyList<OptionEntry> Options,
    IReadOnlyList<ValueEntry> Arguments,
    IReadOnlyList<CommandEntry> Subcommands
)
{
    /// <summary>The last word of the path.</summary>
    public string Name => Path.Split(' ')[^1];

    /// <summary>The command and all its direct and indirect subcommands. Each command comes before its subcommands.</summary>
    public IEnumerable<CommandEntry> All => Subcommands.SelectMany(command => command.All).Prepend(this);
}

/// <summary>An option of a command.</summary>
/// <param name="Names">The names, such as --mode and -m.</param>
/// <param name="Description">The description of the option, in complete sentences.</param>
/// <param name="Value">The value of the option, or null if the option takes no value.</param>
/// <param name="IsRequired">Whether the option is required.</param>
/// <param name="CanRepeat">Whether the option can be given several times.</param>
/// <param name="Default">The default value to show, or null if no default is shown.</param>
internal sealed record OptionEntry(
    IReadOnlyList<string> Names,
    string Description,
    ValueEntry? Value,
    bool IsRequired,
    bool CanRepeat,
    string? Default
);

/// <summary>The value of an option or an argument.</summary>
/// <param name="Name">The kind of value, such as FILE or server|client.</param>
/// <param name="Description">The description of an argument, or an empty string for the value of an option.</param>
/// <param name="Words">The possible words for the value. For some options and arguments, other values are allowed as well.</param>
/// <param name="Path">The kind of path, or <see cref="PathKind.None"/> if the value is not a path.</param>
/// <param name="IsOptional">Whether the value can be omitted.</param>
/// <param name="IsRepeated">Whether several values can be given in succession.</param>
internal sealed record ValueEntry(
    string Name,
    string Description,
    IReadOnlyList<string> Words,
    PathKind Path,
    bool IsOptional,
    bool IsRepeated
);

/// <summary>The kinds of paths that a value can be.</summary>
internal enum PathKind
{
    /// <summary>The value is not a path.</summary>
    None,

    /// <summary>The value is the path of a folder.</summary>
    Folder,

    /// <summary>The value is the path of a file. For some options and arguments, the path of a folder is allowed as well.</summary>
    File,
}
