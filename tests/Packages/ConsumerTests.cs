using System.Net;
using Pure.WebSockets.Host;
using Pure.WebSockets.Host.Tests;

namespace Pure.WebSockets.Packages.Tests;

/// <summary>
/// Programs outside the repository that install our packages: the program of each README, and uses that have failed before.
/// </summary>
public sealed class ConsumerTests(ConsumerTests.Installed installed) : IClassFixture<ConsumerTests.Installed>
{
    private static readonly string[] NotTools = [.. Solution.Packages.Where(id => id != "Pure.WebSockets.Tool")];

    private static readonly string[] InCSharp = [.. NotTools.Where(id => !id.Contains(".FSharp", StringComparison.Ordinal))];

    public static TheoryData<string> Libraries => [.. NotTools];

    [Fact]
    public void All_consumers_build_without_a_warning() =>
        Assert.DoesNotContain(
            "warning",
            installed.Consumers.Output.Replace("0 Warning(s)", "", StringComparison.Ordinal),
            StringComparison.OrdinalIgnoreCase
        );

    [Theory]
    [MemberData(nameof(Libraries))]
    public async Task The_program_of_the_README_prints_what_the_README_says(string package)
    {
        var readme = installed.Feed[package].Readme;
        if (readme.Prints is { } expected) Assert.Equal(expected, await AgainstEchoAsync(NameOf(package)));
        else await TestEndpointAsync(NameOf(package));
    }

    /// <summary>The project names the current LanguageExt.Core, compresses, and receives an echo.</summary>
    [Fact]
    public async Task A_project_in_CSharp_with_LanguageExt_of_today_connects() =>
        Assert.Equal("hello from C#, 1000\n", await AgainstEchoAsync("Compressing"));

    /// <summary>
    /// The project names neither FSharp.Core nor LanguageExt.Core: the versions of the SDK and the packages are compatible.
    /// </summary>
    [Fact]
    public async Task A_project_in_FSharp_uses_each_package_that_is_written_in_CSharp() =>
        Assert.Equal("hello from F#, 1000\n1.1.1: Ok\n20 masked frames\n/echo\n", await AgainstEchoAsync("EachFromFSharp"));

    [Fact]
    public async Task The_package_for_FsCheck_finds_the_fault_of_a_server()
    {
        var printed = await installed.Consumers.RunAsync("FaultyServer");
        Assert.Contains("Falsifiable, after ", printed, StringComparison.Ordinal);
        Assert.Contains("MUST, ", printed, StringComparison.Ordinal);
        Assert.Contains(" back instead of ", printed, StringComparison.Ordinal);
    }

    /// <summary>The programs of docs/fsharp.md, each in its own project with one package reference.</summary>
    [Fact]
    public async Task A_server_and_a_client_in_FSharp_talk_to_each_other()
    {
        using var running = installed.Consumers.Start("FSharpServer", "0");
        try
        {
            var listening = await running.StandardOutput.ReadLineAsync().Within();
            Assert.StartsWith("listening at ws://127.0.0.1:", listening, StringComparison.Ordinal);
            var printed = await installed.Consumers.RunAsync("FSharpClient", listening!["listening at ".Length..], "hello", "grüße");
            Assert.Equal("hello\ngrüße\nclosed with 1000\n", printed);
            Assert.Equal("a connection was closed with 1000", await running.StandardOutput.ReadLineAsync().Within());
            running.StandardInput.Close();
            await running.WaitForExitAsync().Within();
            Assert.Equal((0, ""), (running.ExitCode, await running.StandardError.ReadToEndAsync()));
        }
        finally
        {
            if (!running.HasExited) running.Kill();
        }
    }

    /// <summary>The tool is installed in a new folder, and each command of its README succeeds.</summary>
    [Fact]
    public async Task The_commands_in_the_README_of_the_tool_succeed()
    {
        var tool = installed.Feed["Pure.WebSockets.Tool"];
        Assert.Contains($"dotnet tool install --global {tool.Id}", tool.Readme.Commands);
        var commands = tool.Readme.Commands.Where(line => line.StartsWith("purews ", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(commands);
        var folder = Directory.CreateTempSubdirectory("purews-tool-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "NuGet.config"), Consumers.Sources(installed.Feed));
            await Dotnet.RunAsync(folder.FullName, "tool", "install", tool.Id, "--version", tool.Version, "--tool-path", "tools");
            var purews = Path.Combine(folder.FullName, "tools", "purews");
            foreach (var command in commands)
            {
                string[] arguments = [.. command.Split(' ')[1..].Select(word => word.Trim('"'))];
                Assert.NotEqual("", await Dotnet.RunAsync(folder.FullName, purews, arguments));
            }


            Assert.True(File.Exists(Path.Combine(folder.FullName, "reports", "index.html")), "The tool wrote no report.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string NameOf(string package) => $"ReadmeOf{package.Replace(".", "", StringComparison.Ordinal)}";

    /// <summary>Runs a program with the URL of an echo server as its argument.</summary>
    private async Task<string> AgainstEchoAsync(string consumer)
    {
        await using var server = WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, 0), async (connection, stop) =>
        {
            await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
        });
        return await installed.Consumers.RunAsync(consumer, $"ws://{server.LocalEndPoint}/");
    }

    /// <summary>Runs a web application that has the endpoint /echo, and receives an echo from it.</summary>
    private async Task TestEndpointAsync(string consumer)
    {
        const string Listening = "Now listening on: http";
        using var running = installed.Consumers.Start(consumer, "--urls", "http://127.0.0.1:0");
        try
        {
            var line = "";
            while (!line.Contains(Listening, StringComparison.Ordinal))
            {
                line = await running.StandardOutput.ReadLineAsync().Within()
                    ?? throw new InvalidOperationException("The application ended.");
            }

            var url = new Uri($"ws{line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim()}/echo");
            await using var client = await WebSocketClient.ConnectAsync(url).Within();
            await client.SendTextAsync("hello", Patience.Token);
            var echo = await client.ReceiveAsync(Patience.Token);
            Assert.Equal("hello", echo?.ToText());
            Assert.Equal(1000, (await client.CloseAsync().Within()).Code);
        }
        finally
        {
            running.Kill();
        }
    }

    /// <summary>All consumers, built once.</summary>
    public sealed class Installed : IAsyncLifetime
    {
        internal Feed Feed { get; private set; } = null!;

        internal Consumers Consumers { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Feed = await Feed.Current;
            Consumers = await Consumers.BuildAsync(
                Feed,
                [
                    .. NotTools.Select(OfReadme),
                    new("Compressing", IsFSharp: false, ["Pure.WebSockets.Host", "LanguageExt.Core 4.4.9"], Programs.Compressing),
                    new("EachFromFSharp", IsFSharp: true, InCSharp, Programs.EachFromFSharp),
                    new("FaultyServer", IsFSharp: false, ["Pure.WebSockets.FsCheck"], Programs.FaultyServer),
                    OfSample("FSharpServer", "Server.fs"),
                    OfSample("FSharpClient", "Client.fs"),
                ]);
        }

        public ValueTask DisposeAsync()
        {
            Consumers?.Dispose();
            return ValueTask.CompletedTask;
        }

        private Consumer OfReadme(string package)
        {
            var readme = Feed[package].Readme;
            Assert.True(readme.Program.Length > 0, $"The README of {package} has no program.");
            Assert.Equal([package], readme.Packages);
            var sdk = readme.Template == "web" ? "Microsoft.NET.Sdk.Web" : "Microsoft.NET.Sdk";
            return new(NameOf(package), readme.IsFSharp, readme.Packages, readme.Program, sdk);
        }

        private static Consumer OfSample(string sample, string file)
        {
            var program = File.ReadAllText(Path.Combine(Solution.Folder, "samples", sample, file));
            return new(sample, IsFSharp: true, ["Pure.WebSockets.FSharp.Host"], program);
        }
    }
}
