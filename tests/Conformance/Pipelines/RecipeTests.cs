using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// The commands of docs/recipes.md, run as they stand there. Failed cases are findings in the libraries, so they do not fail a test: it is
/// asserted that all cases ran, and that the exit codes are those of the page.
/// </summary>
public sealed class RecipeTests : IDisposable
{
    private const StringComparison Ordinal = StringComparison.Ordinal;

    /// <summary>The languages that no test runs, because no package of Debian or npm has their libraries. The page says so.</summary>
    private static readonly string[] NotRun = ["php", "rust", "swift"];

    // A client runs one case after the other, which takes minutes, and far longer on a busy machine. With more patience for each case, a
    // run would take longer still, and no verdict of a case fails these tests.
    private readonly Shell shell = new Shell { Patience = TimeSpan.FromMinutes(40) }.With();

    public void Dispose() => shell.Dispose();

    [Theory]
    [InlineData("python")]
    public Task The_server_and_the_client_run_all_cases(string language) => RunAsync(language, Programs.Require);

    [Theory]
    [InlineData("cpp")]
    [InlineData("elixir")]
    [InlineData("go")]
    [InlineData("java")]
    [InlineData("javascript")]
    [InlineData("ruby")]
    public Task At_night_the_server_and_the_client_run_all_cases(string language)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PUREWS_DEPTH") is not null, "It takes minutes: PUREWS_DEPTH=1 runs it.");
        return RunAsync(language, (condition, reason) => Assert.SkipUnless(condition, reason));
    }

    [Fact]
    public void The_page_has_each_folder_of_recipes_and_says_which_are_not_run()
    {
        var folders = Directory.GetDirectories(KeptDocument.PathOf("recipes")).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(folders, Recipe.All.Select(recipe => recipe.Folder).Order(StringComparer.Ordinal));
        foreach (var section in KeptDocument.Read(Recipe.Page).Split("\n## ").Where(section => section.Contains("\ncd recipes/", Ordinal)))
            Assert.Equal(
                NotRun.Any(name => section.Contains($"\ncd recipes/{name}\n", Ordinal)),
                section.Contains("**Not run by our tests.**", Ordinal)
            );
    }

    private async Task RunAsync(string language, Action<bool, string> require)
    {
        var recipe = Recipe.All.Single(one => one.Folder == language);
        foreach (var (path, package) in Needs(language)) require(Path.Exists(path), $"{path} does not exist: it is in {package}");
        var folder = shell.AtWork(language);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(KeptDocument.PathOf($"recipes/{language}")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));

        var (code, output, error) = await shell.RunAsync(recipe.Script(FreePort(), folder), Variables(language));
        Assert.True(code == 0, output + error);
        AssertReport("server", Role.Client);
        AssertReport("client", Role.Server);

        void AssertReport(string tested, Role tester)
        {
            var entries = IndexReport.Read(Path.Combine(folder, $"{tested}-report"))
                .IfLeft(problem => throw new InvalidOperationException($"{problem}\n{output}{error}"));
            Assert.Equal(Catalogue.For(tester, Catalogue.All).Count, entries.Count);
            var failed = entries.Count(entry => entry.IsFailure);
            Assert.Contains($"\n{tested}: {(failed > 0 ? 1 : 0)}\n", output, Ordinal);
            TestContext.Current.TestOutputHelper?.WriteLine($"recipe: {language}, {tested}: {failed} of {entries.Count} cases failed");
        }
    }

    /// <summary>The files that a recipe needs, and what contains them.</summary>
    private static (string Path, string Package)[] Needs(string language) => language switch
    {
        "cpp" => [("/usr/bin/g++", "the Debian package g++"), ("/usr/include/boost/beast.hpp", "the Debian package libboost-dev")],
        "elixir" => [("/usr/bin/elixir", "the Debian package elixir"), (RabbitPlugins, "the Debian package rabbitmq-server")],
        "go" =>
        [
            ("/usr/bin/go", "the Debian package golang-go"),
            ("/usr/share/gocode/src/github.com/gorilla/websocket", "the Debian package golang-github-gorilla-websocket-dev"),
        ],
        "java" =>
        [
            ("/usr/bin/java", "the Debian package default-jdk-headless"),
            ("/usr/share/tomcat10/lib/catalina.jar", "the Debian package tomcat10-common"),
        ],
        "javascript" =>
        [
            (Programs.Find("node", "nodejs"), "the Debian package nodejs"),
            (NodeModules, "the result of npm ci --prefix tests/Host/peers"),
        ],
        "python" =>
        [
            ("/usr/bin/python3", "the Debian package python3"),
            ("/usr/lib/python3/dist-packages/websockets", "the Debian package python3-websockets"),
        ],
        "ruby" =>
        [
            ("/usr/bin/puma", "the Debian package puma"),
            ("/usr/share/doc/ruby-faye-websocket", "the Debian package ruby-faye-websocket"),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(language), language, "no recipe"),
    };

    /// <summary>Variables for a library from Debian or npm, where the package manager of the language would download it.</summary>
    private (string, string)[] Variables(string language) =>
    [
        // The programs of Debian before others of the machine: the libraries are those of Debian.
        ("PATH", $"{Path.GetDirectoryName(shell.Purews)}:/usr/bin:{Environment.GetEnvironmentVariable("PATH")}"),
        ("NODE_PATH", Path.GetDirectoryName(NodeModules)!),
        ("GO111MODULE", "off"),
        ("GOPATH", "/usr/share/gocode"),
        ("GOCACHE", shell.In("go-cache")),
        // RabbitMQ contains Cowboy and gun.
        ("ERL_LIBS", language == "elixir" ? RabbitPlugins : ""),
    ];

    private static string NodeModules => KeptDocument.PathOf("tests/Host/peers/node_modules/ws");

    private static string RabbitPlugins =>
        Directory.Exists("/usr/lib/rabbitmq/lib")
            ? Directory.GetDirectories("/usr/lib/rabbitmq/lib", "rabbitmq_server-*").Select(path => $"{path}/plugins").First()
            : "/usr/lib/rabbitmq/lib/rabbitmq_server/plugins";

    /// <summary>Returns a free port below those that the system gives to others.</summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 30_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // It is in use.
            }
        }
    }
}
