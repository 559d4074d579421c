using System.Text;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Writes the completion script for zsh. The script can be saved as the file _purews in a folder of fpath, or can be loaded with 'source'.
/// </summary>
internal static class ZshCompletion
{
    public static string Write(CommandEntry root, string version)
    {
        var script = new StringBuilder();
        script.Line("#compdef purews");
        script.Line($"# zsh completion for purews {version}, written by 'purews completion zsh'.");
        script.Line("_purews_words_or_files() {");
        script.Line("  local ret=1");
        script.Line("  compadd -- \"$@\" && ret=0");
        script.Line("  _files && ret=0");
        script.Line("  return ret");
        script.Line("}");
        foreach (var command in root.All) AddFunction(script, command);
        script.Line("if [[ ${funcstack[1]} == _purews ]]; then _purews \"$@\"; else compdef _purews purews; fi");
        return script.ToString();
    }

    private static void AddFunction(StringBuilder script, CommandEntry command)
    {
        var hasCommands = command.Subcommands.Count > 0;
        script.Line($"{Function(command)}() {{");
        script.Line("  local curcontext=$curcontext state line ret=1");
        script.Line("  typeset -A opt_args");
        script.Line("  _arguments -C \\");
        foreach (var option in command.Options.SelectMany(Specifications)) script.Line($"    {option} \\");
        foreach (var argument in command.Arguments) script.Line($"    {Specification(argument)} \\");
        if (hasCommands)
        {
            script.Line("    ': :->command' \\");
            script.Line("    '*:: :->rest' \\");
        }

        script.Line("    && ret=0");
        if (hasCommands)
        {
            script.Line("  case $state in");
            script.Line("    command)");
            script.Line("      local -a commands=(");
            foreach (var one in command.Subcommands)
                script.Line($"        {Quoted($"{one.Name}:{CompletionScript.Summary(one.Description)}")}");
            script.Line("      )");
            script.Line($"      _describe -t commands '{command.Path} command' commands && ret=0");
            script.Line("      ;;");
            script.Line("    rest)");
            script.Line("      case $words[1] in");
            foreach (var one in command.Subcommands) script.Line($"        {one.Name}) {Function(one)} && ret=0 ;;");
            script.Line("      esac");
            script.Line("      ;;");
            script.Line("  esac");
        }

        script.Line("  return ret");
        script.Line("}");
    }

    private static string Function(CommandEntry command) => $"_{command.Path.Replace(' ', '_')}";

    /// <summary>
    /// Returns a specification for each name of an option. If the option cannot be repeated, each specification excludes the other names of
    /// the option. Zsh then does not offer the other names after one name has been typed.
    /// </summary>
    private static IEnumerable<string> Specifications(OptionEntry option) =>
        from name in option.Names
        let others = option.Names.Where(other => other != name).ToArray()
        let exclusion = others.Length == 0 ? "" : $"({string.Join(' ', others)})"
        let isLong = name.StartsWith("--", StringComparison.Ordinal)
        let suffix = option.Value is null ? "" : isLong ? "=" : "+"
        select Quoted(
            $"{(option.CanRepeat ? "*" : exclusion)}{name}{suffix}[{Bracketed(CompletionScript.Summary(option.Description))}]"
                // If the option can have several values, the pattern '-*' ends the values at the next option.
                + (option.Value is { } value ? $"{(value.IsRepeated ? ":*-*" : "")}:{value.Name}:{Action(value)}" : "")
        );

    private static string Specification(ValueEntry argument) =>
        Quoted(
            $"{(argument.IsRepeated ? "*:" : argument.IsOptional ? "::" : ":")}{argument.Name}:{Action(argument)}"
        );

    private static string Action(ValueEntry value) => (value.Words.Count > 0, value.Path) switch
    {
        (true, PathKind.None) => $"({string.Join(' ', value.Words)})",
        (true, _) => $" _purews_words_or_files {string.Join(' ', value.Words)}",
        (false, PathKind.File) => "_files",
        (false, PathKind.Folder) => "_files -/",
        _ => " ",
    };

    private static string Bracketed(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("[", "\\[", StringComparison.Ordinal)
            .Replace("]", "\\]", StringComparison.Ordinal);

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
