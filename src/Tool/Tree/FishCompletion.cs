using System.Text;

namespace Pure.WebSockets.Tool;

/// <summary>Writes the completion script for fish.</summary>
internal static class FishCompletion
{
    public static string Write(CommandEntry root, string version)
    {
        var script = new StringBuilder();
        script.Line($"# fish completion for purews {version}, written by 'purews completion fish'.");
        script.Line("# Succeeds if the words before the cursor select the command that the arguments name.");
        script.Line("function __purews_is");
        script.Line("    set -l command purews");
        script.Line("    set -l is_value 0");
        script.Line("    for word in (commandline -opc)[2..]");
        script.Line("        if test $is_value -eq 1");
        script.Line("            set is_value 0");
        script.Line("            continue");
        script.Line("        end");
        script.Line("        switch \"$command $word\"");
        script.Line($"            case {string.Join(' ', root.All.Skip(1).Select(command => $"'{command.Path}'"))}");
        script.Line("                set command \"$command $word\"");
        foreach (var command in CompletionScript.WithValues(root).GroupBy(pair => pair.Command))
        {
            script.Line($"            case {CompletionScript.Pattern(command, " ")}");
            script.Line("                set is_value 1");
        }

        script.Line("        end");
        script.Line("    end");
        script.Line("    test \"$command\" = \"$argv\"");
        script.Line("end");
        script.Line("# Succeeds if the last option before the cursor is the argument.");
        script.Line("function __purews_after");
        script.Line("    set -l options (commandline -opc | string match -- '-*')");
        script.Line("    test \"$options[-1]\" = \"$argv\"");
        script.Line("end");
        script.Line("complete -c purews -f");
        foreach (var command in root.All)
        {
            var start = $"complete -c purews -n '__purews_is {command.Path}'";
            foreach (var one in command.Subcommands)
                script.Line($"{start} -a {one.Name} -d {Quoted(CompletionScript.Summary(one.Description))}");
            if (command.Arguments is [var argument, ..] && Value(argument, "") is { Length: > 0 } value) script.Line($"{start}{value}");
            foreach (var option in command.Options)
            {
                var names = string.Concat(
                    option.Names.Select(name => name.StartsWith("--", StringComparison.Ordinal) ? $" -l {name[2..]}" : $" -s {name[1..]}")
                );
                var taken = option.Value is { } given ? Value(given, given.IsOptional ? "" : " -r") : "";
                if (option.Value is { IsRepeated: true } more)
                {
                    var condition = $"__purews_is {command.Path}; and __purews_after {option.Names[0]}";
                    script.Line($"complete -c purews -n '{condition}'{Value(more, "")}");
                }

                script.Line($"{start}{names}{taken} -d {Quoted(CompletionScript.Summary(option.Description))}");
            }
        }

        return script.ToString();
    }

    private static string Value(ValueEntry value, string required) =>
        required
        + (value.Words.Count > 0 ? $" -a '{string.Join(' ', value.Words)}'" : "")
        + value.Path switch
        {
            PathKind.File => " -F",
            PathKind.Folder => " -f -a '(__fish_complete_directories)'",
            _ => required.Length > 0 ? " -f" : "",
        };

    private static string Quoted(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
