using System.CommandLine;
using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>docs/commands.md lists the commands of the tool, and each of them has a page that shows what it is for.</summary>
public sealed class CommandsPageTests
{
    private const string Reference = "docs/commands.md";

    /// <summary>PUREWS_RENEW=1 rewrites the list.</summary>
    [Fact]
    public void The_page_lists_the_commands_and_their_options() =>
        KeptDocument.Compare(Reference, "<!-- the commands -->", CommandReference.Write());

    /// <summary>Completion and the manual page are made of the same definitions (tests/Conformance/Installed).</summary>
    [Fact]
    public void Each_command_is_on_a_page_that_shows_its_use()
    {
        var pages = PageProgram.Pages.Select(page => $"docs/{page}").Where(page => page != Reference).Select(KeptDocument.Read).ToArray();
        var commands = Below("purews", Tool.Commands.Root()).ToArray();
        Assert.True(commands.Length > 10, $"{commands.Length} commands were found");
        Assert.Equal(
            [],
            commands.Where(command => !pages.Any(page => Regex.IsMatch(page, $@"\b{command}\b", RegexOptions.None, ToolProcess.Patience)))
        );
    }

    /// <summary>The commands without subcommands, also those that the help does not list.</summary>
    private static IEnumerable<string> Below(string path, Command command) =>
        command.Subcommands.Count == 0 ? [path] : command.Subcommands.SelectMany(one => Below($"{path} {one.Name}", one));
}
