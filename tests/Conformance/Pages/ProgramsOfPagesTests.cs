using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Pure.WebSockets.Host;
using Pure.WebSockets.Host.Tests;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The programs of the pages run as they stand there, and print what the pages show.</summary>
public sealed partial class ProgramsOfPagesTests
{
    private const string FirstServer = "tutorials/first-server.md";
    private const string DriveTheCore = "tutorials/drive-the-core.md";
    private const string TestAServer = "tutorials/test-a-server.md";

    /// <summary>All programs, each of which a test of this folder runs.</summary>
    private static readonly string[] Run =
    [
        $"{FirstServer} server",
        $"{FirstServer} client",
        $"{DriveTheCore} conversation",
        $"{TestAServer} server.js",
        "aspnetcore.md server",
        "compression.md server",
        "connections.md handler",
        "connections.md server",
        "observer.md observe",
        .. MigrationPageTests.Programs.Select(name => $"{MigrationPageTests.Page} {name}"),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Each_program_of_a_page_is_run() =>
        Assert.Equal(
            Run.Order(StringComparer.Ordinal),
            PageProgram.Pages.SelectMany(page => PageProgram.Of(page).Select(one => $"{page} {one.Name}")).Order(StringComparer.Ordinal)
        );

    [Fact]
    public async Task The_server_and_the_client_of_the_tutorial_talk_to_each_other()
    {
        using var server = PageProgram.Start(FirstServer, "server", "0");
        var line = await server.ReadLineAsync(Stop);
        using var client = PageProgram.Start(FirstServer, "client", line.Split(',')[0]);
        string[] printed = [Port().Replace(line, ":9001/") + "\n", await client.EndAsync(Stop)];
        Assert.Equal(PageProgram.Outputs(FirstServer), printed);
        Assert.Equal("", await server.EndAsync(Stop));
    }

    [Fact]
    public async Task The_observer_prints_what_the_page_shows()
    {
        using var program = PageProgram.Start("observer.md", "observe");
        Assert.Equal(PageProgram.Outputs("observer.md"), [await program.EndAsync(Stop)]);
    }

    /// <summary>The server is the sample, which needs no second version.</summary>
    [Fact]
    public void The_server_of_the_tutorial_is_the_sample() =>
        Assert.Equal(KeptDocument.Read("samples/Echo/Program.cs"), PageProgram.Code(FirstServer, "server"));

    /// <summary>PUREWS_RENEW=1 writes the output into the page: each line begins with the number of its step.</summary>
    [Fact]
    public async Task The_conversation_prints_what_the_page_shows()
    {
        using var program = PageProgram.Start(DriveTheCore, "conversation");
        var lines = (await program.EndAsync(Stop)).TrimEnd().Split('\n');
        var steps = lines.GroupBy(line => line[0]).Select(step => string.Join('\n', step) + "\n");
        Compare(DriveTheCore, [.. steps]);
    }

    [Theory]
    [InlineData("compression.md", "server", "/")]
    [InlineData("connections.md", "server", "/")]
    [InlineData("connections.md", "handler", "/")]
    [InlineData("aspnetcore.md", "server", "/echo")]
    public async Task A_server_of_a_page_echoes(string page, string program, string path)
    {
        var port = FreePort();
        using var server = PageProgram.StartAt(port, page, program);
        await using var connection = await ConnectAsync(server, new Uri($"ws://127.0.0.1:{port}{path}"));
        await connection.SendTextAsync("hello", Stop);
        var received = new List<string>();
        while (!received.Contains("hello") && await NextAsync() is { } message) received.Add(message.ToText());
        Assert.Equal(page == "connections.md" ? ["welcome", "hello"] : ["hello"], received);
        await connection.CloseAsync();
        if (page != "aspnetcore.md") Assert.Equal("", await server.EndAsync(Stop));

        Task<BorrowedMessage?> NextAsync() => connection.ReceiveAsync(Stop).AsTask().WaitAsync(ToolProcess.Patience, Stop);
    }

    /// <summary>PUREWS_RENEW=1 writes the end of the output into the page.</summary>
    [Fact]
    public async Task The_tutorial_shows_the_results_of_its_server()
    {
        using var server = NodePeer.StartWithWs("-e", PageProgram.Code(TestAServer, "server.js"), "server.js", "0");
        var url = await server.ReadLineAsync();
        using var folder = new TemporaryFolder();
        var (code, output, error) = await ToolProcess.RunAsync(
            Stop,
            ["test", "server", url, "--agent", "ws", "--quick", "--patience", "3", "--out", folder.Path]
        );
        Assert.True(code == 1, error);
        Compare(TestAServer, [Shown(output)]);
    }

    /// <summary>The failed cases and the sum, without the explanations, the time and the folder.</summary>
    private static string Shown(string output) =>
        string.Concat(
            output
                .Split('\n')
                .Where(line => Failed().IsMatch(line) || line.Contains(" cases, ", StringComparison.Ordinal))
                .Select(line => $"{Sum().Replace(line, "").TrimEnd()}\n")
        );

    private static void Compare(string page, string[] outputs)
    {
        var path = $"docs/{page}";
        var left = new Queue<string>(outputs);
        var text = TextBlock().Replace(KeptDocument.Read(path), _ => $"```text\n{left.Dequeue()}```\n");
        Assert.Empty(left);
        KeptDocument.CompareFile(path, text);
    }

    /// <summary>Connects to a server that has been started, as soon as it listens.</summary>
    internal static async Task<WebSocketConnection> ConnectAsync(PageProgram server, Uri url, WebSocketClientOptions? options = null)
    {
        while (true)
        {
            var connecting = await WebSocketClient.TryConnectAsync(url, options, Stop);
            if (connecting.Case is WebSocketConnection connection) return connection;
            if (!server.Runs) await server.EndAsync(Stop);
            await Task.Delay(100, Stop);
        }
    }

    /// <summary>Returns a port at which nothing listens.</summary>
    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"^[0-9A-Z][0-9.]+ FAILED", RegexOptions.None, 10_000)]
    private static partial Regex Failed();

    [GeneratedRegex(@"(?<= failed), .*$", RegexOptions.None, 10_000)]
    private static partial Regex Sum();

    [GeneratedRegex(":[0-9]+/", RegexOptions.None, 10_000)]
    private static partial Regex Port();

    [GeneratedRegex("^```text\n.*?^```\n", RegexOptions.Singleline | RegexOptions.Multiline, 10_000)]
    private static partial Regex TextBlock();
}
