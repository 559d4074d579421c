using System.Globalization;
using System.Text;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Writes the manual page with the macros of man(7). The page contains only ASCII characters. All other characters are escaped.
/// </summary>
internal static class ManualPage
{
    public static string Write(CommandEntry root, string version)
    {
        var page = new StringBuilder();
        page.Line($".TH PUREWS 1 \"\" \"purews {version}\" \"User Commands\"");
        // Turn off hyphenation and justification, so that commands and options are shown exactly as they must be typed.
        page.Line(".nh").Line(".ad l");
        page.Line(".SH NAME").Line("purews \\- test WebSocket servers and clients for conformance to RFC 6455 and RFC 7692");
        page.Line(".SH SYNOPSIS");
        foreach (var command in root.All.Where(IsRunnable))
            page.Line(".br").Line(Synopsis(command));
        page.Line(".SH DESCRIPTION").Line(Text(root.Description));
        page.Line(".SH OPTIONS WITHOUT A COMMAND");
        AddOptions(page, root);
        page.Line(".SH COMMANDS");
        foreach (var command in root.All.Skip(1)) AddCommand(page, command);
        page.Line(".SH EXIT STATUS");
        foreach (
            var (code, meaning) in new[]
            {
                ("0", "No case failed, and nothing got worse."),
                ("1", "A case failed, a conversation broke a rule, or something got worse."),
                ("2", "There is no result: the command line is not valid, the peer cannot be reached, or the run was stopped."),
            }
        )
            page.Line(".TP").Line($"\\fB{code}\\fR").Line(Text(meaning));
        page.Line(".SH EXAMPLES");
        foreach (
            var (command, effect) in new[]
            {
                ("purews", "Starts an echo server, runs the whole catalogue against it, and writes the folder reports."),
                ("purews test server ws://127.0.0.1:9001/ --wait 30s --cases '1.*,7.*'", "Tests a server, when it has started."),
                ("purews test client", "Tests the clients and browsers that connect."),
                ("source <(purews completion bash)", "Completes commands and options in bash."),
            }
        )
            page.Line(".TP").Line($"\\fB{Text(command)}\\fR").Line(Text(effect));
        page.Line(".SH SEE ALSO").Line("RFC 6455, RFC 7692, RFC 8441");
        return page.ToString();
    }

    // The root command can run without a subcommand. Every other command that has subcommands requires a subcommand.
    private static bool IsRunnable(CommandEntry command) =>
        command.Subcommands.Count == 0 || !command.Path.Contains(' ', StringComparison.Ordinal);

    private static void AddCommand(StringBuilder page, CommandEntry command)
    {
        page.Line($".SS {Text(command.Path)}");
        page.Line(Text(command.Description));
        if (!IsRunnable(command))
        {
            page.Line(".PP").Line($"Its commands are {Text(string.Join(", ", command.Subcommands.Select(one => one.Name)))}.");
            return;
        }

        page.Line(".PP").Line(Synopsis(command));
        foreach (var argument in command.Arguments)
            page.Line(".TP").Line($"\\fI{Text(argument.Name)}\\fR").Line(Text(argument.Description));
        AddOptions(page, command);
    }

    private static void AddOptions(StringBuilder page, CommandEntry command)
    {
        foreach (var option in command.Options)
        {
            page.Line(".TP").Line(string.Join(", ", option.Names.Select(name => $"\\fB{Text(name)}\\fR")) + ValueOf(option));
            page.Line(
                $"{Text(option.Description.TrimEnd('.'))}."
                    + (option.IsRequired ? " Required." : "")
                    + (option.Default is { } value ? $" Default: {Text(value)}." : "")
            );
        }
    }

    private static string ValueOf(OptionEntry option) => option.Value switch
    {
        null => "",
        { IsOptional: true } value => $" [\\fI{Text(value.Name)}\\fR]",
        var value => $" \\fI{Text(value.Name)}\\fR{(value.IsRepeated ? " ..." : "")}",
    };

    private static string Synopsis(CommandEntry command) =>
        $"\\fB{Text(command.Path)}\\fR"
        + string.Concat(
            command.Arguments.Select(argument =>
                $" {(argument.IsOptional ? "[" : "")}\\fI{Text(argument.Name)}\\fR{(argument.IsOptional ? "]" : "")}"
                + (argument.IsRepeated ? " ..." : "")
            )
        )
        + (command.Options.Count > 0 ? " [\\fIoptions\\fR]" : "");

    /// <summary>
    /// Escapes text for roff. A hyphen is written as a minus sign, so that options can be copied from the page into a shell.
    /// </summary>
    private static string Text(string text)
    {
        var escaped = new StringBuilder();
        // Without the escape, roff would treat a line that begins with a full stop or an apostrophe as a request.
        if (text.StartsWith('.') || text.StartsWith('\'')) escaped.Append("\\&");
        foreach (var rune in text.EnumerateRunes())
        {
            escaped.Append(
                rune.Value switch
                {
                    '\\' => "\\e",
                    '-' => "\\-",
                    '\'' => "\\(aq",
                    '`' => "\\(ga",
                    '^' => "\\(ha",
                    '~' => "\\(ti",
                    '\n' => " ",
                    // ASCII terminals cannot show an ellipsis.
                    '…' => "...",
                    < 128 => $"{(char)rune.Value}",
                    _ => string.Create(CultureInfo.InvariantCulture, $"\\[u{rune.Value:X4}]"),
                }
            );
        }

        return escaped.ToString();
    }
}
