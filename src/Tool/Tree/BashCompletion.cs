using System.Text;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Writes the completion script for bash. The script completes words without calling purews, and does not need the bash-completion
/// package. The script also works in bash 3.2, the version that is part of macOS.
/// </summary>
internal static class BashCompletion
{
    public static string Write(CommandEntry root, string version)
    {
        var script = new StringBuilder();
        script.Line($"# bash completion for purews {version}, written by 'purews completion bash'.");
        script.Line("_purews() {");
        script.Line("  local command=purews option= words= paths= word index current=${COMP_WORDS[COMP_CWORD]}");
        script.Line("  # Finds the command before the cursor, and the option whose value is being typed.");
        script.Line("  for ((index = 1; index < COMP_CWORD; index++)); do");
        script.Line("    word=${COMP_WORDS[index]}");
        script.Line("    # bash makes three words of --option=value.");
        script.Line("    [[ $word == '=' ]] && continue");
        script.Line("    if [[ -n $option && $word != -* ]]; then");
        script.Line("      case \"$command $option\" in");
        if (Repeated(root) is { Length: > 0 } repeated) script.Line($"        {repeated}) ;;");
        script.Line("        *) option= ;;");
        script.Line("      esac");
        script.Line("      continue");
        script.Line("    fi");
        script.Line("    option=");
        script.Line("    case \"$command $word\" in");
        script.Line($"      {string.Join(" | ", root.All.Skip(1).Select(command => $"'{command.Path}'"))}) command+=\" $word\" ;;");
        foreach (var command in CompletionScript.WithValues(root).GroupBy(pair => pair.Command))
            script.Line($"      {CompletionScript.Pattern(command, " | ")}) option=$word ;;");
        script.Line("    esac");
        script.Line("  done");
        script.Line("  [[ $current == '=' ]] && current=");
        script.Line("  if [[ $current == -* ]]; then");
        script.Line("    case $command in");
        foreach (var command in root.All)
            script.Line($"      '{command.Path}') words='{string.Join(' ', command.Options.SelectMany(option => option.Names))}' ;;");
        script.Line("    esac");
        script.Line("  elif [[ -n $option ]]; then");
        script.Line("    case \"$command $option\" in");
        foreach (var value in CompletionScript.WithValues(root).GroupBy(pair => Offer(pair.Option.Value!)).Where(one => one.Key.Length > 0))
            script.Line($"      {CompletionScript.Pattern(value, " | ")}) {value.Key} ;;");
        script.Line("    esac");
        script.Line("  else");
        script.Line("    case $command in");
        foreach (var command in root.All.Where(one => Offer(one).Length > 0)) script.Line($"      '{command.Path}') {Offer(command)} ;;");
        script.Line("    esac");
        script.Line("  fi");
        script.Line("  COMPREPLY=()");
        script.Line("  while IFS= read -r word; do COMPREPLY+=(\"$word\"); done < <(");
        script.Line("    [[ -z $words ]] || compgen -W \"$words\" -- \"$current\"");
        script.Line("    [[ -z $paths ]] || compgen $paths -- \"$current\"");
        script.Line("  )");
        script.Line("  # Quotes the special characters of paths, and ends folders with a slash.");
        script.Line("  [[ -z $paths ]] || ! type compopt &>/dev/null || compopt -o filenames 2>/dev/null");
        script.Line("  return 0");
        script.Line("}");
        script.Line("complete -F _purews purews");
        return script.ToString();
    }

    private static string Repeated(CommandEntry root) =>
        CompletionScript.Pattern(CompletionScript.WithValues(root).Where(pair => pair.Option.Value!.IsRepeated), " | ");

    private static string Offer(CommandEntry command) =>
        command.Subcommands.Count > 0 ? $"words='{string.Join(' ', command.Subcommands.Select(one => one.Name))}'"
        : command.Arguments is [var argument, ..] ? Offer(argument)
        : "";

    private static string Offer(ValueEntry value) =>
        string.Join(
            ' ',
            new[]
            {
                value.Words.Count > 0 ? $"words='{string.Join(' ', value.Words)}'" : "",
                value.Path switch
                {
                    PathKind.File => "paths=-f",
                    PathKind.Folder => "paths=-d",
                    _ => "",
                },
            }.Where(part => part.Length > 0)
        );
}
