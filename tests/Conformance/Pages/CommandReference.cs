using System.CommandLine;
using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The generated part of docs/commands.md: each command with its arguments and options, as the tool defines them.</summary>
internal static class CommandReference
{
    public static string Write()
    {
        var page = new StringBuilder();
        foreach (var (path, command) in Tree("purews", Tool.Commands.Root()))
        {
            page.Append($"\n## {path}\n\n`{Usage(path, command)}`\n\n{Cell(command.Description)}\n");
            if (command.Arguments.Any(argument => !argument.Hidden))
                page.Append(Table("argument", command.Arguments.Where(argument => !argument.Hidden).Select(Row)));
            if (Options(command).Any())
                page.Append(Table("option", Options(command).Select(Row)));
        }

        return page.ToString();
    }

    private static IEnumerable<(string Path, Command Command)> Tree(string path, Command command) =>
        command.Subcommands.Where(one => !one.Hidden).SelectMany(one => Tree($"{path} {one.Name}", one)).Prepend((path, command));

    private static IEnumerable<System.CommandLine.Option> Options(Command command) =>
        command.Options.Where(option => !option.Hidden && option is not (System.CommandLine.Help.HelpOption or VersionOption));

    private static string Usage(string path, Command command)
    {
        var words = command.Arguments.Where(argument => !argument.Hidden).Select(argument =>
            argument.Arity.MinimumNumberOfValues > 0 ? Plural(argument) : $"[{Plural(argument)}]"
        );
        string[] rest = command.Subcommands.Any(one => !one.Hidden) ? ["COMMAND"] : Options(command).Any() ? ["[OPTIONS]"] : [];
        return string.Join(' ', words.Prepend(path).Concat(rest));
    }

    private static string Plural(Argument argument) =>
        argument.Arity.MaximumNumberOfValues > 1 ? $"{argument.Name} …" : argument.Name;

    private static string Table(string kind, IEnumerable<string> rows) => $"\n| {kind} | meaning |\n|---|---|\n{string.Concat(rows)}";

    private static string Row(Argument argument) => $"| `{argument.Name}` | {Cell(argument.Description)} |\n";

    private static string Row(System.CommandLine.Option option) =>
        $"| {string.Join(", ", Names(option).Select(name => $"`{name}`"))} | {Cell(option.Description)} |\n";

    private static IEnumerable<string> Names(System.CommandLine.Option option) =>
        option.Aliases.Prepend(option.Name).Distinct(StringComparer.Ordinal);

    private static string Cell(string? text) =>
        (text ?? "").ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
