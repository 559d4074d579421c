using System.CommandLine;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Defines the commands 'completion' and 'man', which print a completion script and the manual page.</summary>
internal static class ShellCommands
{
    /// <summary>Creates the command 'completion'.</summary>
    /// <param name="root">The root command. Its commands and options are printed.</param>
    public static Command Completion(RootCommand root)
    {
        var shell = new Argument<string>("SHELL") { HelpName = "bash|zsh|fish", Description = "The shell: bash, zsh or fish." };
        var command = new Command("completion", "Print a script that completes commands, options and values in a shell.") { shell };
        command.SetAction(parsed =>
        {
            Func<CommandEntry, string, string> write = parsed.GetValue(shell) switch
            {
                "bash" => BashCompletion.Write,
                "zsh" => ZshCompletion.Write,
                "fish" => FishCompletion.Write,
                var other => throw new UsageException(PrintableText.OneLine($"'{other}' is not bash, zsh or fish.")),
            };
            Console.Out.Write(write(CommandTree.Of(root), Product.Version));
            return 0;
        });
        return command;
    }

    /// <summary>Creates the command 'man'. The command is hidden, because it is needed only to install the manual page.</summary>
    /// <param name="root">The root command. Its commands and options are printed.</param>
    public static Command Manual(RootCommand root)
    {
        var command = new Command("man", "Print the manual page.") { Hidden = true };
        command.SetAction(_ =>
        {
            Console.Out.Write(ManualPage.Write(CommandTree.Of(root), Product.Version));
            return 0;
        });
        return command;
    }
}
