namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The manual page is formatted without a warning, and describes every command and option of the help.</summary>
public sealed class ManualPageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_is_formatted_without_a_warning_and_has_every_command_and_option_of_the_help()
    {
        var groff = Programs.Find("groff", "groff-base");
        var (code, page, _) = await ToolProcess.RunAsync(Stop, "man");
        Assert.Equal(0, code);
        Assert.All(page, letter => Assert.True(char.IsAscii(letter), $"'{letter}' is not ASCII"));
        // -P-c and -P-bou leave out the escape sequences and overstriking of terminals. -ww turns on all warnings.
        string[] arguments = ["-man", "-Tascii", "-ww", "-P-c", "-P-bou", "-rLL=200n"];
        var (_, text, warnings) = await Programs.RunAsync(groff, arguments, Path.GetTempPath(), page);
        Assert.Equal("", warnings);
        foreach (var help in await HelpPage.All)
        {
            var section = Section(text, help.Path == "purews" ? "OPTIONS WITHOUT A COMMAND" : $"   {help.Path}");
            if (help.Path == "purews" || help.Commands.Length == 0)
                Assert.All(help.Options, option => Assert.Matches($"(?m)^ +(-\\w, |--[\\w-]+, )*{option}\\b(?!-)", section));
            else
                Assert.All(help.Commands, command => Assert.Contains(command, section, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_help_lists_no_command_for_the_page()
    {
        var pages = await HelpPage.All;
        Assert.DoesNotContain("man", pages[0].Commands, StringComparer.Ordinal);
    }

    /// <summary>The lines from a heading to the next one with the same indentation or less.</summary>
    private static string Section(string text, string heading)
    {
        var lines = text.Split('\n');
        var begin = Array.IndexOf(lines, heading);
        Assert.True(begin >= 0, $"the page has no heading '{heading}'");
        var indentation = Indentation(heading);
        return string.Join(
            '\n',
            lines.Skip(begin + 1).TakeWhile(line => string.IsNullOrWhiteSpace(line) || Indentation(line) > indentation)
        );
    }

    private static int Indentation(string line) => line.Length - line.TrimStart().Length;
}
