using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The commands of a language in docs/recipes.md.</summary>
/// <param name="Folder">The folder of the programs, below recipes.</param>
/// <param name="Preparation">The commands before the server is started, such as those of a compiler.</param>
/// <param name="Server">The command that starts the server at port 9001.</param>
/// <param name="TestServer">The command that tests it.</param>
/// <param name="TestClient">The command that tests the client.</param>
internal sealed partial record Recipe(string Folder, string[] Preparation, string Server, string TestServer, string TestClient)
{
    public const string Page = "docs/recipes.md";

    /// <summary>The recipes of the page.</summary>
    public static Recipe[] All { get; } = [.. Block().Matches(KeptDocument.Read(Page)).Select(match => Read(match.Groups["lines"].Value))];

    /// <summary>A script that runs the commands. It prints the exit codes of both tests.</summary>
    /// <param name="port">The port of the server, in place of 9001.</param>
    /// <param name="folder">The folder of the programs.</param>
    public string Script(int port, string folder) => $"""
        cd '{folder}'
        {string.Join('\n', Preparation)}
        # A job in a process group of its own, so that the programs that it starts end with it.
        set -m
        {At(port, Server)} &
        server=$!
        set +m
        trap 'kill -- -$server' EXIT
        code=0
        {At(port, TestServer)} --out server-report || code=$?
        echo "server: $code"
        code=0
        {TestClient} --out client-report || code=$?
        echo "client: $code"
        """;

    private static string At(int port, string command) => command.Replace("9001", $"{port}", StringComparison.Ordinal);

    private static Recipe Read(string block)
    {
        var lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var server = Array.FindIndex(lines, line => line.EndsWith(" &", StringComparison.Ordinal));
        Assert.True(server > 0 && server == lines.Length - 3, block);
        Assert.StartsWith("cd recipes/", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("purews test server ", lines[^2], StringComparison.Ordinal);
        // The server of the recipe still listens at the default port of the tester.
        Assert.StartsWith("purews test client --url ws://127.0.0.1:0 ", lines[^1], StringComparison.Ordinal);
        return new(lines[0]["cd recipes/".Length..], lines[1..server], lines[server][..^2], lines[^2], lines[^1]);
    }

    [GeneratedRegex(
        @"^```shell\n(?<lines>cd recipes/.*?)^```$",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Block();
}
