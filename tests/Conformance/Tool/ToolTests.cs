using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Runs the command line as a process, and checks its output and exit code.</summary>
public sealed class ToolTests
{
    [Fact]
    public async Task Test_core_ends_with_0_when_nothing_failed_and_writes_the_reports()
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var (code, output, _) = await RunAsync(
            "test",
            "core",
            "--cases",
            "7.*,2.1",
            "--exclude",
            "7.1.*",
            "--agent",
            "me",
            "--out",
            folder
        );
        Assert.Equal(0, code);
        Assert.Contains("32 cases, 0 failed", output, StringComparison.Ordinal);
        Assert.Contains("7 Close Handling", output, StringComparison.Ordinal);
        Assert.Equal((2 * 32) + 5, Directory.GetFiles(folder).Length);
        Assert.True(File.Exists(Path.Combine(folder, "me_case_7_9_1.json")));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("Send 50 text messages", "test", "core", "--quick")]
    [InlineData("Send 1000 text messages", "test", "core")]
    [InlineData("Send 50 text messages", "--parallel", "2")]
    [InlineData("Send 1000 text messages", "--quick", "false")]
    public async Task A_quick_run_sends_fewer_messages_and_a_run_without_a_command_is_quick(string description, params string[] arguments)
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var (code, output, _) = await RunAsync([.. arguments, "--cases", "12.1.1", "--agent", "me", "--out", folder]);
        Assert.Equal(0, code);
        Assert.Contains("unimplemented", output, StringComparison.Ordinal);
        Assert.Contains(
            description,
            await File.ReadAllTextAsync(Path.Combine(folder, "me_case_12_1_1.json"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Test_server_ends_with_1_when_a_case_failed_and_prints_the_reason()
    {
        await using var server = FaultyServer.With(Fault.SendsNoPong);
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        string[] chosen = ["--cases", "2.1,2.7", "--patience", "4"];
        var (code, output, _) = await RunAsync(["test", "server", server.Url.ToString(), .. chosen, "--out", folder]);
        Assert.Equal(1, code);
        Assert.Contains("2 cases, 1 failed", output, StringComparison.Ordinal);
        Assert.Contains("2.1 FAILED, close OK (RFC 6455 §5.5.2)", output, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("no case matches '7.99'", "test", "core", "--cases", "7.99")]
    [InlineData("no case matches '1.1'. '1.1.*' selects all cases below it.", "test", "core", "--cases", "1.1")]
    [InlineData("'http://localhost/' is not a URL of a server to test", "test", "server", "http://localhost/")]
    [InlineData("the URL of localhost contains a user, which a WebSocket URL must not", "test", "server", "ws://me:secret@localhost/")]
    [InlineData("ws://127.0.0.1:1/ cannot be reached", "test", "server", "ws://127.0.0.1:1/")]
    [InlineData("cannot be reached: no address was found for the host nowhere.invalid (", "test", "server", "ws://nowhere.invalid/")]
    [InlineData("'frobnicate' is not a command of 'purews'.", "frobnicate")]
    [InlineData("'tset' is not a command of 'purews'; did you mean 'test'?", "tset")]
    [InlineData("'sever' is not a command of 'purews test'; did you mean 'server'?", "test", "sever")]
    [InlineData("'--paralel' is not an option of 'purews test core'; did you mean '--parallel'?", "test", "core", "--paralel", "3")]
    [InlineData("'--shards' is not an option of 'purews test core'; did you mean '--shard'?", "test", "core", "--shards=1/2")]
    [InlineData(
        "'--patince' is not an option of 'purews test server'; did you mean '--patience'?",
        "test",
        "server",
        "--patince",
        "3",
        "ws://127.0.0.1:1/"
    )]
    [InlineData(
        "'--insecur' is not an option of 'purews test server'; did you mean '--insecure'?",
        "test",
        "server",
        "--insecur",
        "ws://127.0.0.1:1/"
    )]
    [InlineData("'--jsn' is not an option of 'purews cases'; did you mean '--json'?", "cases", "--jsn")]
    [InlineData("'b' is one argument too many for 'purews test server'.", "test", "server", "ws://127.0.0.1:1/", "b")]
    [InlineData("--patience '0' is not a number from 1 to 1000.", "test", "core", "--patience", "0")]
    [InlineData(
        "--time '2000000' is not a time such as 30s, 500ms, 2m or 1h, longer than zero, of at most 1000000s.",
        "fuzz",
        "core",
        "--time",
        "2000000"
    )]
    [InlineData("--time '0' is not a time", "fuzz", "core", "--time", "0")]
    [InlineData("--time '0.0000001ms' is not a time", "learn", "core", "--time", "0.0000001ms")]
    [InlineData("--time 'NaN' is not a time", "learn", "core", "--time", "NaN")]
    [InlineData("--time '1e3s' is not a time", "learn", "core", "--time", "1e3s")]
    [InlineData("--silence '300h' is not a time", "learn", "core", "--silence", "300h")]
    [InlineData("--wait '-1s' is not a time", "test", "server", "ws://127.0.0.1:1/", "--wait", "-1s")]
    [InlineData("--wait '99999999999999999999999h' is not a time", "test", "server", "ws://h/", "--wait", "99999999999999999999999h")]
    [InlineData("--cases '0' is not a whole number from 1 to 4611686018427387904.", "fuzz", "core", "--cases", "0")]
    [InlineData("--cases '-1' is not a whole number from 1 to ", "fuzz", "core", "--cases", "-1")]
    [InlineData("--cases '5s' is not a whole number from 1 to ", "fuzz", "core", "--cases", "5s")]
    [InlineData("--first '4611686018427387905' is not a whole number from 0", "fuzz", "core", "--first", "4611686018427387905")]
    [InlineData("--seed 'NaN' is not a whole number from 0 to 18446744073709551615.", "fuzz", "core", "--seed", "NaN")]
    [InlineData("--seed '18446744073709551616' is not a whole number", "learn", "core", "--seed", "18446744073709551616")]
    [InlineData("--port '65536' is not a whole number from 0 to 65535.", "serve", "--port", "65536")]
    [InlineData("--port '-1' is not a whole number from 0 to 65535.", "serve", "--port", "-1")]
    [InlineData("--patience 'Infinity' is not a number from 1 to 1000.", "test", "core", "--patience", "Infinity")]
    [InlineData("--patience 'NaN' is not a number from 1 to 1000.", "test", "core", "--patience", "NaN")]
    [InlineData("--shard '0/1' is not a part", "test", "core", "--shard", "0/1")]
    [InlineData("--most-states '2147483648' is not a whole number", "learn", "core", "--most-states", "2147483648")]
    [InlineData("--wait 'soon' is not a time such as 30s", "test", "server", "ws://127.0.0.1:1/", "--wait", "soon")]
    [InlineData("--header 'Host: x': the handshake sets Host itself", "test", "server", "ws://127.0.0.1:1/", "--header", "Host: x")]
    [InlineData("--header ':path: x': the handshake sets :path itself", "test", "server", "ws://127.0.0.1:1/", "--header", ":path: x")]
    [InlineData(
        "--cookie 'a=***' and a --header set the field Cookie; use --cookie for each cookie.",
        "test",
        "server",
        "ws://127.0.0.1:1/",
        "--cookie",
        "a=1",
        "--header",
        "cookie: b=2"
    )]
    [InlineData("--header 'x' is not a header field such as 'Name: value'", "test", "server", "ws://127.0.0.1:1/", "--header", "x")]
    [InlineData("--cookie '***' is not a cookie of the form name=value", "test", "server", "ws://127.0.0.1:1/", "--cookie", "x")]
    [InlineData("--subprotocol 'a b' is not a token", "test", "server", "ws://127.0.0.1:1/", "--subprotocol", "a b")]
    [InlineData("--hostname 'a b' is not a host name", "test", "server", "wss://127.0.0.1:1/", "--hostname", "a b")]
    [InlineData("--ca '/nowhere': there is no such file.", "test", "server", "wss://127.0.0.1:1/", "--ca", "/nowhere")]
    [InlineData("no case matches '7.99'", "cases", "7.99")]
    [InlineData("--parallel '0' is not a whole number from 1 to 1024.", "test", "core", "--parallel", "0")]
    [InlineData("--address 'somewhere' is not an IP address", "serve", "--address", "somewhere")]
    [InlineData("--transport 'pigeons' is neither sockets nor epoll", "serve", "--transport", "pigeons")]
    [InlineData("--out cannot be written to '/dev/null/reports': '/dev/null' is a file", "test", "core", "--out", "/dev/null/reports")]
    public async Task Wrong_use_is_reported_in_one_line_and_ends_with_2(string message, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_port_in_use_is_reported_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (code, _, error) = await RunAsync("serve", "--port", $"{port}");
        Assert.Equal(2, code);
        Assert.Contains($"127.0.0.1:{port}", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        ToolProcess.RunAsync(TestContext.Current.CancellationToken, arguments);
}
