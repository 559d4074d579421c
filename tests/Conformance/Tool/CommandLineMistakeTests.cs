using System.CommandLine;
using System.Text.RegularExpressions;
using Pure.WebSockets.Tool;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// Gives each option of each command a value that is not valid. The message names the option and the value in plain words, and contains
/// no name of a .NET type.
/// </summary>
public sealed class CommandLineMistakeTests : IDisposable
{
    private const string Wrong = "wröng value";

    // Any text is valid for these options.
    private static readonly string[] AnyText = ["--agent", "--ident", "--testset", "--outfile", "--export", "--client"];
    private static readonly string[] Files = ["--replay", "--cases-file", "--profile", "--spec", "--cert", "--key", "--ca", "--expect"];
    private static readonly string[] FrameworkWords = ["System.", "`", "Could not find", "Access to the path", "Cannot parse"];

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Executable =>
        [.. All(Commands.Root(), "").Where(one => one.Command is { Action: not null, Hidden: false }).Select(one => one.Path)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Executable))]
    public void A_wrong_value_is_reported_with_its_option(string path)
    {
        foreach (var option in Checked(path))
        {
            var (argument, value) = Given(option);
            var message = Message(path, argument);
            AssertNames(option, message, value);
            Assert.False(message.Contains('\n', StringComparison.Ordinal), message);
        }
    }

    [Theory]
    [MemberData(nameof(Executable))]
    public async Task All_wrong_values_of_a_command_line_are_reported_together_and_it_ends_with_2(string path)
    {
        var options = Checked(path);
        string[] words = path.Length == 0 ? [] : path.Split(' ');
        string[] arguments = [.. words, .. Find(path).Arguments.Select(_ => Wrong), .. options.SelectMany(option => Given(option).Words)];
        var (code, _, error) = await ToolProcess.RunAsync(Stop, arguments);
        var lines = error.Trim().Split('\n');
        Assert.All(lines, line => Assert.StartsWith("purews: ", line, StringComparison.Ordinal));
        Assert.Equal(lines.Distinct(), lines);
        // Commands without a wrong value run, or report what is missing.
        if (options.Length > 0) Assert.Equal(2, code);
        foreach (var option in options) AssertNames(option, Assert.Single(lines, line => Names(option, line)), Given(option).Value);
    }

    [Theory]
    [MemberData(nameof(Executable))]
    public void A_missing_value_and_a_second_value_are_reported_with_the_option(string path)
    {
        foreach (var option in Find(path).Options)
        {
            if (option.ValueType == typeof(bool)) continue;
            if (option.Arity.MinimumNumberOfValues > 0) AssertNames(option, Message(path, option.Name), "needs a value");
            if (option.Arity.MaximumNumberOfValues == 1)
                AssertNames(option, Message(path, option.Name, "1", option.Name, "2"), "2 values, but only one is allowed");
        }
    }

    [Theory]
    [MemberData(nameof(Executable))]
    public void The_help_of_a_command_contains_no_names_of_types(string path)
    {
        using var text = new StringWriter();
        string[] words = [.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"];
        Commands.Root().Parse(words).Invoke(new InvocationConfiguration { Output = text });
        Assert.Contains("--help", text.ToString(), StringComparison.Ordinal);
        Assert.All(FrameworkWords[..2], word => Assert.DoesNotContain(word, text.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Executable))]
    public void A_file_that_is_missing_or_cannot_be_read_is_reported_in_plain_words(string path)
    {
        var empty = Directory.CreateDirectory(Path.Combine(folder.Path, "empty")).FullName;
        var (near, far) = (Path.Combine(folder.Path, "findings.json"), Path.Combine(folder.Path, "zzz.json"));
        File.WriteAllText(near, "{}");
        foreach (var option in Find(path).Options.Where(option => Files.Contains(option.Name)))
        {
            var takesFolders = option.Name is "--replay" or "--cases-file";
            AssertNames(option, Message(path, option.Name, far), far, "there is no such file");
            AssertNames(
                option,
                Message(path, option.Name, empty),
                empty,
                takesFolders ? "the folder contains no *.json"
                    : option.Name == "--expect" ? "there is no such file"
                    : "it is a folder, not a file"
            );
            if (option.Name != "--expect")
                AssertNames(
                    option,
                    Message(path, option.Name, Path.Combine(folder.Path, "findngs.json")),
                    "there is no such file",
                    $"did you mean '{near}'?"
                );
            // Linux opens this file, and fails to read it.
            if (OperatingSystem.IsLinux())
                AssertNames(
                    option,
                    Message(path, option.Name, "/proc/self/mem"),
                    "/proc/self/mem",
                    "the system reports \"Input/output error\""
                );
        }
    }

    [Theory]
    [MemberData(nameof(Executable))]
    public void An_empty_name_of_a_file_or_a_folder_is_reported(string path)
    {
        string[] written = ["--out", "--junit", "--markdown", "--tap", "--badge"];
        foreach (var option in Find(path).Options.Where(option => Files.Contains(option.Name) || written.Contains(option.Name)))
            Assert.Matches("the name is empty|needs a file name", Message(path, option.Name, ""));
    }

    [Theory]
    [InlineData("'purews test' needs a command: server, client, core. 'purews test --help' lists the commands and options.", "test")]
    [InlineData("'nope' is not a command of 'purews'. 'purews --help' lists the commands and options.", "nope")]
    [InlineData("'x' is one argument too many for 'purews test core'. 'purews test core --help' lists the options.", "test", "core", "x")]
    [InlineData("'--bogus' is not an option of 'purews cases'. 'purews cases --help' lists the options.", "cases", "--bogus")]
    public void A_mistake_names_the_help_of_its_command(string message, params string[] words) =>
        Assert.Equal(message, ParseErrors.Message(Commands.Root().Parse(words), words));

    [Theory]
    [InlineData("purews: the cases cannot be written to '': the name is empty.", "cases", "--export", "")]
    [InlineData("purews: report diff '': the name is empty.", "report", "diff", "", "")]
    [InlineData("purews: report merge '' is not an existing folder.", "report", "merge", "", "--out", "x")]
    public async Task An_empty_name_without_an_option_of_its_own_message_ends_with_2(string message, params string[] command)
    {
        var (code, _, error) = await ToolProcess.RunAsync(Stop, command);
        Assert.Equal(message, error.Trim().Split('\n')[0]);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Equal(2, code);
    }

    [Fact]
    public async Task All_files_are_checked_before_the_server_is_connected()
    {
        var (missing, ours) = (Path.Combine(folder.Path, "missing"), Path.Combine(folder.Path, "mine.json"));
        var empty = Directory.CreateDirectory(Path.Combine(folder.Path, "empty")).FullName;
        await File.WriteAllTextAsync(ours, """{"nme": "x"}""", Stop);
        var (code, _, error) = await ToolProcess.RunAsync(
            Stop,
            ["fuzz", "server", "wss://127.0.0.1:9/", "--wait", "60s", "--replay", missing, empty, "--profile", ours, "--ca", missing]
        );
        Assert.Equal(2, code);
        Assert.Equal(
            [
                $"purews: --ca '{missing}': there is no such file.",
                $"purews: --replay '{empty}': the folder contains no *.json.",
                $"purews: --replay '{missing}': there is no such file.",
                $"purews: {ours}:1:2: a profile has no key \"nme\"; did you mean \"name\"?",
            ],
            error.Trim().Split('\n').Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("--cases", "")]
    [InlineData("--exclude", "")]
    [InlineData("--cases", "test", "core")]
    [InlineData("--exclude", "test", "core")]
    [InlineData("--cases", "test", "server", "ws://127.0.0.1:9/")]
    [InlineData("--exclude", "test", "client")]
    public async Task A_pattern_that_matches_no_case_is_reported_with_its_option(string option, params string[] command)
    {
        var (code, _, error) = await ToolProcess.RunAsync(
            Stop,
            [.. command.Where(word => word.Length > 0), option, "7.99", "--out", folder.Path]
        );
        Assert.Equal(2, code);
        Assert.StartsWith($"purews: {option}: no case matches '7.99'. ", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    private static IEnumerable<(string Path, Command Command)> All(Command command, string path) =>
        command
            .Subcommands.SelectMany(one => All(one, path.Length == 0 ? one.Name : $"{path} {one.Name}"))
            .Prepend((path, command));

    private static Command Find(string path) => All(Commands.Root(), "").Single(one => one.Path == path).Command;

    /// <summary>Returns the options of a command that have values that are not valid, whatever the other options are.</summary>
    private static Option[] Checked(string path) =>
    [
        .. Find(path).Options.Where(option =>
            option.Arity.MaximumNumberOfValues > 0
            && !AnyText.Contains(option.Name)
            // Which cases there are depends on other options.
            && !(option.Name is "--cases" or "--exclude" && option.ValueType == typeof(string[]))
        ),
    ];

    private (string[] Words, string Value) Given(Option option)
    {
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");
        if (option.ValueType == typeof(bool)) return ([$"{option.Name}=maybe"], "maybe");
        var value = option.Name is "--out" or "--junit" or "--markdown" or "--tap" or "--badge" or "--annotations"
            ? Path.Combine(file, "x") : Wrong;
        // The value of a cookie can be a secret, so the message does not contain it.
        return ([option.Name, value], option.Name == "--cookie" ? "***" : value);
    }

    /// <summary>Returns the message about a command line whose arguments are valid.</summary>
    private string Message(string path, params string[] options)
    {
        File.WriteAllText(Path.Combine(folder.Path, "index.json"), "{}");
        string[] arguments = path switch
        {
            "test server" or "fuzz server" => ["ws://127.0.0.1:9/"],
            "learn" => ["core"],
            "report diff" => [folder.Path, folder.Path],
            "report merge" => options[0] == "--out" ? [folder.Path] : [folder.Path, "--out", Path.Combine(folder.Path, "out")],
            _ => [],
        };
        string[] words = [.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. arguments, .. options];
        var message = ParseErrors.Message(Commands.Root().Parse(words), words);
        return message ?? throw new InvalidOperationException($"purews {string.Join(' ', words)} was accepted");
    }

    private static void AssertNames(Option option, string message, params string[] texts)
    {
        Assert.True(Names(option, message), $"{option.Name} is not named: {message}");
        Assert.All(texts, text => Assert.Contains(text, message, StringComparison.Ordinal));
        Assert.All(FrameworkWords, word => Assert.DoesNotContain(word, message, StringComparison.Ordinal));
    }

    private static bool Names(Option option, string message) =>
        Regex.IsMatch(message, $@"(^|\n|: ){Regex.Escape(option.Name)}(?![\w-])", RegexOptions.None, TimeSpan.FromSeconds(1));
}
