namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// The real shells complete what the parser knows: every command and every option that <c>--help</c> lists, and nothing else. A shell that
/// is not installed skips its tests.
/// </summary>
public sealed class CompletionTests
{
    private const string Zsh = "zsh";
    private const string Fish = "fish";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bash_completes_every_command_and_option_of_the_help()
    {
        using var folder = new TemporaryFolder();
        await AssertHelpAsync(await BashAsync(folder.Path, await QuestionsAsync()));
    }

    [Fact]
    public async Task Fish_completes_every_command_and_option_of_the_help()
    {
        using var folder = new TemporaryFolder();
        await AssertHelpAsync(await FishAsync(folder.Path, await QuestionsAsync()));
    }

    [Fact]
    public async Task Zsh_completes_every_command_and_option_of_the_help()
    {
        using var folder = new TemporaryFolder();
        await AssertHelpAsync(await ZshAsync(folder.Path, await QuestionsAsync()));
    }

    public static TheoryData<string, string, string> Values =>
        new()
        {
            { "purews serve --transport ", "", "epoll sockets" },
            { "purews serve --port 9 --transport e", "", "epoll" },
            { "purews test core --role ", "", "client server" },
            { "purews report merge --prefer f", "", "first" },
            { "purews wstest -m fuzzing", "", "fuzzingclient fuzzingserver" },
            { "purews learn c", "", "core" },
            { "purews completion ", "", "bash fish zsh" },
            // A value is not taken for a command, nor a folder for a file.
            { "purews --out test --cases 1 rep", "", "report" },
            { "purews --out f", "folder/ file", "folder/" },
            { "purews test server ws://127.0.0.1:9001/ --profile ", "some.json", "echo silent some.json" },
            { "purews report diff one", "one.json one.d/", "one.d/ one.json" },
            { "purews fuzz core --replay one.json o", "one.json one.d/", "one.d/ one.json" },
            { "purews test core --junit=o", "one.xml two.xml", "one.xml" },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Bash_completes_values(string line, string files, string expected) =>
        await AssertValuesAsync(BashAsync, line, files, expected);

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Fish_completes_values(string line, string files, string expected) =>
        await AssertValuesAsync(FishAsync, line, files, expected);

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Zsh_completes_values(string line, string files, string expected) =>
        await AssertValuesAsync(ZshAsync, line, files, expected);

    [Fact]
    public async Task Typed_words_are_completed_in_an_interactive_bash()
    {
        using var folder = new TemporaryFolder();
        var script = await ScriptAsync("bash", folder.Path);
        // The folder has a space in its name, which must be quoted.
        Directory.CreateDirectory(Path.Combine(folder.Path, "my reports"));
        var start = Path.Combine(folder.Path, "rc");
        await File.WriteAllTextAsync(
            start,
            $$"""
            cd '{{folder.Path}}'
            source '{{script}}'
            purews() { printf '<%s>' "$@"; }
            bind 'set enable-bracketed-paste off'
            PS1='{{TypedShell.Prompt}}'
            """,
            Stop
        );
        await using var shell = await TypedShell.StartAsync($"{Programs.Find("bash", "bash")} --noprofile --rcfile '{start}' -i");
        await shell.LineAsync("purews te\tcor\t--rol\tcl\t--out my\t");
        Assert.Contains("<test><core><--role><client><--out><my reports/>", shell.Shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_shell_is_reported()
    {
        var (code, output, error) = await ToolProcess.RunAsync(Stop, "completion", "ksh");
        Assert.Equal((2, "", "purews: 'ksh' is not bash, zsh or fish."), (code, output, error.TrimEnd()));
    }

    /// <summary>For each command, a line that ends before a command, and one that ends in an option.</summary>
    private static async Task<string[]> QuestionsAsync() =>
        [.. (await HelpPage.All).SelectMany(page => new[] { $"{page.Path} ", $"{page.Path} -" })];

    private static async Task AssertHelpAsync(string[][] answers)
    {
        var pages = await HelpPage.All;
        Assert.True(pages.Length > 10, $"{pages.Length} commands");
        foreach (var (page, index) in pages.Select((page, index) => (page, index)))
        {
            if (page.Commands.Length > 0) Assert.Equal(page.Commands.Order(StringComparer.Ordinal), answers[2 * index]);
            Assert.Equal((page.Path, Joined(page.Options)), (page.Path, string.Join(' ', answers[(2 * index) + 1])));
        }
    }

    private static async Task AssertValuesAsync(Func<string, string[], Task<string[][]>> ask, string line, string files, string expected)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in files.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var path = Path.Combine(Files(folder.Path), name);
            if (name.EndsWith('/')) Directory.CreateDirectory(path);
            else await File.WriteAllTextAsync(path, "", Stop);
        }

        var answers = await ask(folder.Path, [line]);
        Assert.Equal(expected, string.Join(' ', answers[0]));
    }

    private static string Joined(IEnumerable<string> words) => string.Join(' ', words.Order(StringComparer.Ordinal));

    /// <summary>The folder in which the shell completes paths. The script is outside it.</summary>
    private static string Files(string folder) => Directory.CreateDirectory(Path.Combine(folder, "files")).FullName;

    private static async Task<string> ScriptAsync(string shell, string folder)
    {
        var (code, script, error) = await ToolProcess.RunAsync(Stop, "completion", shell);
        Assert.Equal((0, ""), (code, error));
        var path = Path.Combine(folder, $"script.{shell}");
        await File.WriteAllTextAsync(path, script, Stop);
        return path;
    }

    /// <summary>Calls the function of the script as bash does. bash ends folders with a slash after the function has returned.</summary>
    private static async Task<string[][]> BashAsync(string folder, string[] questions)
    {
        var script = await ScriptAsync("bash", folder);
        // bash divides a line at spaces, and also at '=' and ':'.
        const string Asking = """
            source "$0"
            while IFS= read -r line; do
              IFS='|' read -ra COMP_WORDS <<<"$line"
              COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
              _purews
              for one in "${COMPREPLY[@]}"; do if [[ -d $one ]]; then echo "$one/"; else echo "$one"; fi; done
              echo .
            done
            """;
        var words = questions.Select(question =>
            question.Replace("=", " = ", StringComparison.Ordinal).Replace(":", " : ", StringComparison.Ordinal).Replace(' ', '|') + "|"
        );
        return Answers(
            await RunAsync(Files(folder), Programs.Find("bash", "bash"), ["--norc", "-c", Asking, script], string.Join('\n', words) + "\n")
        );
    }

    private static async Task<string[][]> FishAsync(string folder, string[] questions)
    {
        var fish = Programs.Find(Fish, Fish);
        var script = await ScriptAsync(Fish, folder);
        // fish completes the whole word of --option=value.
        var asking = $"source {script}; while read -l line; complete -C \"$line\" | string replace -r '^-[^=\\t]*=' ''; echo .; end";
        return Answers(await RunAsync(Files(folder), fish, ["--no-config", "-c", asking], string.Join('\n', questions) + "\n"));
    }

    /// <summary>Types each line and the tab key. The matches are recorded where they are added.</summary>
    private static async Task<string[][]> ZshAsync(string folder, string[] questions)
    {
        var zsh = Programs.Find(Zsh, Zsh);
        var script = await ScriptAsync(Zsh, folder);
        using var home = new TemporaryFolder();
        var (seen, start) = (Path.Combine(home.Path, "seen"), Path.Combine(home.Path, ".zshrc"));
        await File.WriteAllTextAsync(
            start,
            $$"""
            autoload -U compinit
            compinit -u -D
            source '{{script}}'
            # The completion system itself calls compadd with -O, -A or -D to compare words.
            compadd() {
              local -a found
              [[ " $* " == *' -'[OAD]' '* ]] || { builtin compadd -O found "$@"; print -rl -- $found >>'{{seen}}' }
              builtin compadd "$@"
            }
            LISTMAX=10000
            PROMPT='{{TypedShell.Prompt}}'
            cd '{{Files(folder)}}'
            """,
            Stop
        );
        await using var shell = await TypedShell.StartAsync($"{zsh} -i", ("ZDOTDIR", home.Path));
        var answers = new List<string[]>();
        foreach (var question in questions)
        {
            await File.WriteAllTextAsync(seen, "", Stop);
            await shell.PressAsync($"{question}\t");
            var words = (await File.ReadAllLinesAsync(seen, Stop)).Where(word => word.Length > 0);
            // zsh adds the slash of a folder when it shows the word.
            answers.Add([.. new SortedSet<string>(words.Select(WithSlash), StringComparer.Ordinal)]);
        }

        return [.. answers];

        string WithSlash(string word) => Directory.Exists(Path.Combine(Files(folder), word)) ? word + "/" : word;
    }

    /// <summary>Divides the output at the lines with a full stop. A description after a tab is left out.</summary>
    private static string[][] Answers(string output)
    {
        var answers = new List<string[]>();
        var answer = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line != ".")
            {
                answer.Add(line.Split('\t')[0]);
                continue;
            }

            answers.Add([.. answer]);
            answer.Clear();
        }

        return [.. answers];
    }

    private static async Task<string> RunAsync(string folder, string program, string[] arguments, string input)
    {
        var (_, output, error) = await Programs.RunAsync(program, arguments, folder, input);
        Assert.Equal("", error);
        return output;
    }
}
