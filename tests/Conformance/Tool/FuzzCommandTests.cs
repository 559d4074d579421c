using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The command fuzz as a process: its output, its files and its exit codes.</summary>
public sealed class FuzzCommandTests
{
    private const string Greatest = "9223372036854775807";

    [Theory]
    [InlineData("server")]
    [InlineData("client")]
    public async Task The_core_has_no_findings(string role)
    {
        var (code, output, _) = await RunAsync("fuzz", "core", "--role", role, "--cases", "2000", "--seed", "7");
        Assert.Equal(0, code);
        Assert.Contains("2000 conversations in ", output, StringComparison.Ordinal);
        Assert.Contains("; 0 failures, 0 other findings", output, StringComparison.Ordinal);
        Assert.Contains("12 of 12 visited", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_is_found_over_TCP_shrunk_written_to_a_case_file_and_replayed()
    {
        await using var server = FaultyServer.With(Fault.TakesRsv2);
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        string[] options = ["--cases", "300", "--no-deflate", "--patience", "1.5", "--header", "X: y"];
        var (code, output, _) = await RunAsync(["fuzz", "server", $"{server.Url}", "--out", folder, .. options]);
        Assert.Equal(1, code);
        Assert.Contains("MUST, RFC 6455 §5.2: the peer received a reserved bit that is set", output, StringComparison.Ordinal);
        var repeat = output.Split('\n').First(line => line.StartsWith("  repeat: ", StringComparison.Ordinal))[2..].TrimEnd();
        Assert.StartsWith($"repeat: purews fuzz server {server.Url} --header 'X: y' --seed 1 --first ", repeat, StringComparison.Ordinal);
        Assert.EndsWith(" --no-deflate --patience 1.5", repeat, StringComparison.Ordinal);
        Assert.Contains("tester → ", output, StringComparison.Ordinal);
        var file = Directory
            .GetFiles(folder, $"finding-127-0-0-1-{server.Url.Port}-1-*.json")
            .First(path => File.ReadAllText(path).Contains("a reserved bit that is set", StringComparison.Ordinal));
        var found = Assert.Single(Exported.Read(File.ReadAllBytes(file)));
        Assert.InRange(found.Script.Filter(step => step is TesterAction.Send or TesterAction.SendTogether).Count, 1, 3);
        Assert.True(File.Exists(Path.Combine(folder, "reports", "index.html")));

        // The saved case fails as a replay and as a case file. A server without the fault passes it.
        (code, output, _) = await RunAsync("fuzz", "server", $"{server.Url}", "--replay", file);
        Assert.Equal(1, code);
        Assert.Contains($"{found.Id}: FAILED", output, StringComparison.Ordinal);
        Assert.Contains("1 case, 1 failure, 0 other findings", output, StringComparison.Ordinal);
        (code, _, _) = await RunAsync("test", "server", $"{server.Url}", "--cases-file", file, "--out", Path.Combine(folder, "tested"));
        Assert.Equal(1, code);
        (code, output, _) = await RunAsync("fuzz", "core", "--replay", file);
        Assert.Equal(0, code);
        Assert.Contains($"{found.Id}: OK", output, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_run_without_findings_says_that_nothing_was_saved()
    {
        using var folder = new TemporaryFolder();
        var (code, output, error) = await RunAsync("fuzz", "core", "--cases", "20", "--out", folder.Path);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains($"no findings: nothing was saved to {folder.Path}\n", output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    /// <summary>Each opening handshake takes longer than the whole run, so there is at most one conversation for each connection.</summary>
    [Fact]
    public async Task A_run_with_very_few_conversations_warns_that_it_shows_little()
    {
        await using var server = Host.WebSocketServer.Start(
            new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0),
            async (connection, stop) =>
            {
                await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
            },
            new Host.WebSocketServerOptions
            {
                Protocol = Ours.Protocol,
                Accept = async context =>
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), context.CancellationToken);
                    return Acceptance.Plain;
                },
            }
        );
        string[] command = ["fuzz", "server", $"ws://{server.LocalEndPoint}/", "--patience", "30", "--parallel", "1"];
        var (_, output, error) = await RunAsync([.. command, "--time", "500ms"]);
        Assert.Matches("^purews: warning: \\d+ conversations? (is|are) too few to show that a peer breaks no rule. ", error);
        Assert.Contains(" in ", output, StringComparison.Ordinal);
        // As many conversations as the user wanted are never too few.
        (_, _, error) = await RunAsync([.. command, "--cases", "1"]);
        Assert.Equal("", error);
    }

    [Fact]
    public async Task A_server_is_tested_over_TLS()
    {
        await using var server = Host.WebSocketServer.Start(
            new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0),
            async (connection, stop) =>
            {
                await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
            },
            new Host.WebSocketServerOptions { Protocol = Ours.Protocol, Tls = Tested.Tls }
        );
        var url = $"wss://{server.LocalEndPoint}/";
        var (code, output, _) = await RunAsync("fuzz", "server", url, "--insecure", "--cases", "300", "--patience", "30");
        Assert.Contains("; 0 failures, 0 other findings", output, StringComparison.Ordinal);
        Assert.Equal(0, code);
        var (refused, _, error) = await RunAsync("fuzz", "server", url, "--cases", "1");
        Assert.Equal(2, refused);
        Assert.Contains("its certificate is not trusted", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_of_the_Autobahn_Testsuite_is_tested_without_a_change()
    {
        var stop = TestContext.Current.CancellationToken;
        using var tester = ToolProcess.Start("fuzz", "client", "--url", "ws://127.0.0.1:0", "--cases", "300", "--patience", "30");
        var line = await tester.LineAsync("/getCaseCount", stop);
        var url = line.Split(' ').Single(word => word.StartsWith("ws://", StringComparison.Ordinal))[..^"/getCaseCount".Length];
        var printing = tester.StandardOutput.ReadToEndAsync(stop);
        var (_, output, _) = await RunAsync("wstest", "-m", "testeeclient", "-w", url);
        // After its 300 conversations, the tester waits for the other connections for a limited time only. So a slow client may find that
        // the tester has ended.
        Assert.Contains("Ok, will run 1300 cases", output, StringComparison.Ordinal);
        await tester.ExitAsync(stop);
        output = await printing;
        Assert.Contains("\nthe client ", output, StringComparison.Ordinal);
        Assert.Contains(" of 12 visited\n", output, StringComparison.Ordinal);
        // The client has time limits of its own. So on a busy machine, there can be findings that do not come again.
        Assert.True(output.Split('\n').Any(line => line.StartsWith("300 conversations in ", StringComparison.Ordinal)), output);
        Assert.Contains("; 0 failures, ", output, StringComparison.Ordinal);
        Assert.Equal(0, tester.ExitCode);
    }

    [Theory]
    [InlineData("fuzz")]
    [InlineData("test")]
    public async Task A_client_that_is_rejected_without_end_does_not_fill_the_terminal(string command)
    {
        const int Connections = 60;
        using var folder = new TemporaryFolder();
        var stop = TestContext.Current.CancellationToken;
        using var tester = ToolProcess.Start(
            [command, "client", "--url", "ws://127.0.0.1:0", .. command == "test" ? ["--out", folder.Path] : (string[])[]]
        );
        var line = await tester.LineAsync("/getCaseCount", stop);
        var url = new Uri(line.Split(' ').Single(word => word.StartsWith("ws://", StringComparison.Ordinal)));
        var printing = tester.StandardOutput.ReadToEndAsync(stop);
        for (var at = 0; at < Connections; at++)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, url.Port, stop);
            await socket.SendAsync("no request\r\n\r\n"u8.ToArray(), stop);
            var buffer = new byte[1024];
            while (await socket.ReceiveAsync(buffer.AsMemory(), stop) > 0)
            {
                // Read up to the end, so that the tester has counted the connection.
            }
        }

        await tester.TerminateAsync(stop);
        var output = await printing;
        var rejected = output.Split('\n').Where(one => one.TrimStart().StartsWith("rejected", StringComparison.Ordinal)).ToArray();
        Assert.Equal(21, rejected.Length);
        Assert.Contains($"rejected: {Connections - 20} more connections", output, StringComparison.Ordinal);
        Assert.Equal(2, tester.ExitCode);
    }

    /// <summary>Both clients show the same conversation of the same seed. Their cases are read back together.</summary>
    [Fact]
    public async Task The_findings_of_two_clients_have_files_and_ids_of_their_own()
    {
        var stop = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        using var tester = ToolProcess.Start("fuzz", "client", "--url", "ws://127.0.0.1:0", "--cases", "5", "--out", folder.Path);
        var line = await tester.LineAsync("/getCaseCount", stop);
        var url = new Uri(line.Split(' ').Single(word => word.StartsWith("ws://", StringComparison.Ordinal)));
        var printing = tester.StandardOutput.ReadToEndAsync(stop);
        var clients = new[] { "a", "A" }.Select(agent => Task.Run(() => ConnectAsync(agent), stop)).ToArray();
        await tester.ExitAsync(stop);
        await Task.WhenAll(clients);
        Assert.Contains("the client A", await printing, StringComparison.Ordinal);
        Assert.Equal(1, tester.ExitCode);
        string[] files = [.. Directory.GetFiles(folder.Path, "finding-*.json").Select(file => Path.GetFileName(file))];
        var ofFirst = files.Where(file => file.StartsWith("finding-a-1-", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(ofFirst);
        // The other client has the same findings.
        Assert.Equal(2 * ofFirst.Length, files.Length);
        var (code, output, error) = await RunAsync(["fuzz", "core", "--role", "client", "--replay", folder.Path]);
        Assert.True(code == 0, output + error);
        Assert.Contains($"{files.Length} cases, 0 failures, 0 other findings", output, StringComparison.Ordinal);

        async Task ConnectAsync(string agent)
        {
            while (!tester.HasExited)
            {
                using var socket = new System.Net.Sockets.Socket(
                    System.Net.Sockets.SocketType.Stream,
                    System.Net.Sockets.ProtocolType.Tcp
                );
                try
                {
                    await socket.ConnectAsync(url.Host, url.Port, stop);
                    var peer = new EchoPeer(Role.Client, Fault.SendsTextAsBinary, "h", $"/runCase?case=1&agent={agent}");
                    await FaultyServer.HoldAsync(socket, peer, stop);
                }
                catch (System.Net.Sockets.SocketException)
                {
                    // The tester has ended the connection, or is over.
                }
            }
        }
    }

    [Theory]
    [InlineData("--seed 'x' is not a whole number from 0 to 18446744073709551615.", "fuzz", "core", "--seed", "x")]
    [InlineData("--time '5y' is not a time such as 30s", "fuzz", "core", "--time", "5y")]
    [InlineData("--cases '0' is not a whole number from 1 to 4611686018427387904.", "fuzz", "core", "--cases", "0")]
    [InlineData("--cases '9223372036854775807' is not a whole number from 1 to", "fuzz", "core", "--cases", Greatest)]
    [InlineData("--first '9223372036854775807' is not a whole number from 0 to", "fuzz", "core", "--first", Greatest)]
    [InlineData("--first '-1' is not a whole number from 0 to 4611686018427387904.", "fuzz", "client", "--first", "-1")]
    [InlineData("--role 'peer' is neither server nor client", "fuzz", "core", "--role", "peer")]
    [InlineData("--replay 'missing.json': there is no such file.", "fuzz", "core", "--replay", "missing.json")]
    [InlineData("did you mean '--seed'?", "fuzz", "core", "--sed", "1")]
    [InlineData("--patience '0' is not a number from 1 to 1000.", "fuzz", "client", "--patience", "0")]
    [InlineData("--url 'http://127.0.0.1' is not a URL to listen at", "fuzz", "client", "--url", "http://127.0.0.1")]
    [InlineData("needs a certificate", "fuzz", "client", "--url", "wss://127.0.0.1:0")]
    [InlineData("--cert and --key are for a --url that begins with wss://", "fuzz", "client", "--cert", "/dev/null")]
    [InlineData("'ftp://127.0.0.1/' is not a URL of a server to test", "fuzz", "server", "ftp://127.0.0.1/")]
    [InlineData("cannot be reached", "fuzz", "server", "ws://127.0.0.1:9/", "--cases", "1")]
    [InlineData("--insecure has no effect here: it is for a URL that begins with wss://.", "fuzz", "server", "ws://h/", "--insecure")]
    [InlineData("--hostname has no effect here: it is for a URL that", "test", "server", "ws://h/", "--hostname", "a")]
    [InlineData("cannot be reached: no address was found for the host nowhere.invalid (", "fuzz", "server", "wss://nowhere.invalid/")]
    public async Task An_invalid_command_line_ends_with_2_and_names_the_problem(string problem, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);
        Assert.Equal(2, code);
        Assert.Contains(problem, error, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        ToolProcess.RunAsync(TestContext.Current.CancellationToken, arguments);
}
