namespace Pure.WebSockets.Tool;

/// <summary>A command as it is described to users. Completion scripts and the manual page are written from these entries.</summary>
/// <param name="Path">The words that select the command, such as 'purews test server'.</param>
/// <param name="Description">The description of the command, in sentences.</param>
/// <param name="Options">The options that can follow the command, without hidden options.</param>
/// <param name="Arguments">The values that follow the command without the name of an option.</param>
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

    /// <summary>The command and all commands below it. Each command comes before its subcommands.</summary>
    public IEnumerable<CommandEntry> All => Subcommands.SelectMany(command => command.All).Prepend(this);
}

/// <summary>An option of a command.</summary>
/// <param name="Names">The names, such as --mode and -m.</param>
/// <param name="Description">The description of the option, in sentences.</param>
/// <param name="Value">The value, or null if the option has no value.</param>
/// <param name="IsRequired">Whether the command needs the option.</param>
/// <param name="CanRepeat">Whether the option can be given several times.</param>
/// <param name="Default">The value that is used if the option is not given, or null if no default is shown.</param>
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
/// <param name="Description">The description of an argument. For the value of an option, the text is empty.</param>
/// <param name="Words">The words that the value can be. Other values can be possible as well.</param>
/// <param name="Path">The kind of path that the value can be.</param>
/// <param name="IsOptional">Whether the value can be left out.</param>
/// <param name="IsRepeated">Whether several values can follow one another.</param>
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

    /// <summary>The value is the path of a file, or of a file or a folder.</summary>
    File,
}
