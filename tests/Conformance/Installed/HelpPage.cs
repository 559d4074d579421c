using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>What <c>--help</c> lists for a command. The pages come from the parser itself, not from the tree that is tested.</summary>
/// <param name="Path">The words of the command, such as 'purews test server'.</param>
/// <param name="Commands">The names of the subcommands.</param>
/// <param name="Options">The names of the options, such as --mode and -m.</param>
internal sealed partial record HelpPage(string Path, string[] Commands, string[] Options)
{
    private static readonly Lazy<Task<HelpPage[]>> Read = new(async () => [.. await BelowAsync("purews")]);

    /// <summary>The pages of all commands, each one before those of its subcommands.</summary>
    public static Task<HelpPage[]> All => Read.Value;

    private static async Task<IEnumerable<HelpPage>> BelowAsync(string path)
    {
        var (code, text, _) = await ToolProcess.RunAsync(CancellationToken.None, [.. path.Split(' ')[1..], "--help"]);
        Assert.Equal(0, code);
        var page = new HelpPage(
            path,
            [.. Section(text, "Commands").Select(line => line.Split(' ')[0])],
            [
                .. Section(text, "Options")
                    .SelectMany(line => Name().Matches(line.Split("  ")[0]))
                    .Select(match => match.Groups["name"].Value),
            ]
        );
        var below = await Task.WhenAll(page.Commands.Select(command => BelowAsync($"{path} {command}")));
        return [page, .. below.SelectMany(one => one)];
    }

    /// <summary>The lines of a section that begin an entry, without their indentation.</summary>
    private static IEnumerable<string> Section(string page, string title) =>
        page.Split('\n')
            .SkipWhile(line => line.TrimEnd() != $"{title}:")
            .Skip(1)
            .TakeWhile(line => line.StartsWith(' '))
            .Where(line => line.Length > 2 && line[2] != ' ')
            .Select(line => line.Trim());

    // The names of DOS, /h and -?, are not completed.
    [GeneratedRegex(@"(?<=^|, )(?<name>-[a-z0-9-]+)(?=$|,| )", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Name();
}
