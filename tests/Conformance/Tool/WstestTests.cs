using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The command line of the Autobahn Testsuite, as processes that connect to each other.</summary>
public sealed partial class WstestTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Fuzzingclient_tests_the_servers_of_its_spec_one_after_the_other_into_one_folder()
    {
        await using var right = FaultyServer.With(Fault.None);
        await using var faulty = FaultyServer.With(Fault.SendsNoPong);
        var spec = Write("spec.json", $$"""
            {
               "outdir": "{{folder.Path}}/out",
               "servers": [{"agent": "right", "url": "{{right.Url}}"}, {"agent": "faulty", "url": "{{faulty.Url}}"},
                  {"agent": "gone", "url": "ws://127.0.0.1:1"}],
               "cases": ["2.*", "7.3.*"], "exclude-cases": ["2.10"], "exclude-agent-cases": {"fau*": ["7.*"]}
            }
            """);
        var (code, output, error) = await ToolProcess.RunAsync(Stop, "wstest", "-m", "fuzzingclient", "-s", spec, "--patience", "4");
        Assert.Equal(2, code);
        Assert.Contains("gone: ws://127.0.0.1:1/ cannot be reached", error, StringComparison.Ordinal);
        Assert.Contains("16 cases, 0 failed", output, StringComparison.Ordinal);
        Assert.Contains("10 cases, 7 failed", output, StringComparison.Ordinal);
        using var index = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder.Path, "out", "index.json"), Stop));
        Assert.Equal(
            [("faulty", 10), ("right", 16)],
            index.RootElement.EnumerateObject().Select(agent => (agent.Name, agent.Value.EnumerateObject().Count()))
        );
        Assert.Equal("FAILED", index.RootElement.GetProperty("faulty").GetProperty("2.2").GetProperty("behavior").GetString());
        Assert.All(
            index.RootElement.EnumerateObject().SelectMany(agent => agent.Value.EnumerateObject()),
            one => Assert.True(File.Exists(Path.Combine(folder.Path, "out", one.Value.GetProperty("reportfile").GetString()!)))
        );
    }

    [Fact]
    public async Task Fuzzingclient_keeps_the_reports_of_an_earlier_run_if_no_server_can_be_reached()
    {
        await using var server = FaultyServer.With(Fault.None);
        var (output, junit) = (Path.Combine(folder.Path, "out"), Path.Combine(folder.Path, "junit.xml"));
        Assert.Equal(0, (await RunAsync(server.Url.ToString())).Code);
        string[] files = [.. Directory.GetFiles(output), junit];
        var before = files.ToDictionary(file => file, File.ReadAllText);
        Assert.Contains("1.1.1", before[Path.Combine(output, "index.json")], StringComparison.Ordinal);
        var (code, error) = await RunAsync("ws://127.0.0.1:1");
        Assert.Equal(2, code);
        Assert.Contains("cannot be reached", error, StringComparison.Ordinal);
        Assert.Equal(before, files.ToDictionary(file => file, File.ReadAllText));

        async Task<(int Code, string Error)> RunAsync(string url)
        {
            var spec = Write(
                "spec.json",
                $$"""{"outdir": "{{output}}", "servers": [{"agent": "a", "url": "{{url}}"}], "cases": ["1.1.1"]}"""
            );
            var (ended, _, said) = await ToolProcess.RunAsync(
                Stop,
                ["wstest", "-m", "fuzzingclient", "-s", spec, "--patience", "4", "--junit", junit]
            );
            return (ended, said);
        }
    }

    [Fact]
    public async Task Fuzzingclient_takes_the_url_of_the_command_line_and_a_servers_own_name_when_the_spec_names_none()
    {
        await using var server = FaultyServer.With(Fault.None);
        var spec = Write("spec.json", $$"""{"outdir": "{{folder.Path}}/out", "cases": ["1.1.1"]}""");
        var (code, output, _) = await ToolProcess.RunAsync(
            Stop,
            "wstest",
            "--mode=fuzzingclient",
            "--spec",
            spec,
            "-w",
            server.Url.ToString(),
            "--patience",
            "4"
        );
        Assert.Equal(0, code);
        Assert.Contains("1 case against UnknownServer", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.Path, "out", "unknownserver_case_1_1_1.json")));
    }

    [Fact]
    public async Task Fuzzingclient_tests_testeeserver_over_tls()
    {
        var (certificate, key) = Certificate();
        using var server = ToolProcess.Start(
            "wstest",
            "-m",
            "testeeserver",
            "-w",
            "wss://127.0.0.1:0",
            "-i",
            "me/1.0",
            "-c",
            certificate,
            "-k",
            key
        );
        var spec = Write(
            "spec.json",
            $$"""
            {"outdir": "{{folder.Path}}/out", "servers": [{"url": "wss://127.0.0.1:{{await PortAsync(server)}}"}],
            "cases": ["1.*", "7.*", "9.1.1", "12.1.1"]}
            """
        );
        var (code, output, error) = await ToolProcess.RunAsync(
            Stop,
            "wstest",
            "-m",
            "fuzzingclient",
            "-s",
            spec,
            "--quick",
            "--patience",
            "10"
        );
        Assert.True(code == 0, output + error);
        Assert.Contains("55 cases against me/1.0 at wss://", output, StringComparison.Ordinal);
        Assert.Contains("55 cases, 0 failed", output, StringComparison.Ordinal);
        await EndAsync(server);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_command_of_a_page_repeats_the_case_with_the_settings_of_the_spec_and_the_certificates_of_the_run(bool isVerified)
    {
        using var certificate = Certificates.SelfSigned("example.org");
        await using var server = WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            async (connection, stop) =>
            {
                await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
            },
            WebSocketServerOptions.Default with
            {
                Origins = Seq.create("https://example.com"),
                Accept = context => new(context.Request.Subprotocols.SequenceEqual(["it's", "two"])
                    ? Acceptance.Plain with { Subprotocol = "two" }
                    : Rejection.WithStatus(401)),
                Tls = new SslServerAuthenticationOptions
                {
                    ServerCertificateSelectionCallback = (_, name) =>
                        name == "example.org" ? certificate : throw new InvalidOperationException($"the name is {name}"),
                },
                OnError = static _ => { },
            }
        );
        var authority = Write("ca.pem", certificate.ExportCertificatePem());
        var spec = Write("spec.json", $$"""
            {
               "outdir": "{{folder.Path}}/out", "cases": ["1.1.1", "12.1.1"],
               "servers": [{"agent": "me", "url": "wss://localhost:{{server.Port}}/", "origin": "https://example.com",
                  "protocols": ["it's", "two"], "hostname": "example.org"}]
            }
            """);
        string[] trust = isVerified ? ["--ca", authority] : [];
        var (code, output, error) = await ToolProcess.RunAsync(
            Stop, ["wstest", "-m", "fuzzingclient", "-s", spec, "--quick", "--patience", "10", .. trust]);
        Assert.True(code == 0, output + error);
        var page = WebUtility.HtmlDecode(await File.ReadAllTextAsync(Path.Combine(folder.Path, "out", "me_case_12_1_1.html"), Stop));
        string[] expected =
        [
            "test",
            "server",
            $"wss://localhost:{server.Port}/",
            .. isVerified ? trust : ["--insecure"],
            "--origin",
            "https://example.com",
            "--subprotocol",
            "it's",
            "--subprotocol",
            "two",
            "--hostname",
            "example.org",
            "--patience",
            "10",
            "--quick",
            "--cases",
            "12.1.1",
        ];
        var command = string.Join(' ', expected.Select(word => word == "it's" ? "'it'\\''s'" : word));
        Assert.Contains($"purews {command}<", page, StringComparison.Ordinal);
        (code, output, error) = await ToolProcess.RunAsync(Stop, [.. expected, "--out", Path.Combine(folder.Path, "again")]);
        Assert.True(code == 0, output + error);
    }

    /// <summary>The command "test server" has no option for the options of a spec file, so the command of a page names the file.</summary>
    [Fact]
    public async Task The_command_of_a_page_repeats_the_case_with_the_options_of_the_spec()
    {
        await using var server = FaultyServer.With(Fault.None);
        var spec = Write("spec.json", $$"""
            {
               "outdir": "{{folder.Path}}/out", "cases": ["1.1.1", "5.1"], "options": {"failByDrop": true},
               "servers": [{"agent": "me", "url": "{{server.Url}}"}]
            }
            """);
        var (code, output, error) = await ToolProcess.RunAsync(Stop, "wstest", "-m", "fuzzingclient", "-s", spec, "--patience", "10");
        Assert.True(code == 0, output + error);
        var page = WebUtility.HtmlDecode(await File.ReadAllTextAsync(Path.Combine(folder.Path, "out", "me_case_5_1.html"), Stop));
        string[] expected = ["wstest", "-m", "fuzzingclient", "-s", spec, "--patience", "10", "--cases", "5.1"];
        Assert.Contains($"purews {string.Join(' ', expected)}<", page, StringComparison.Ordinal);
        (code, output, error) = await ToolProcess.RunAsync(Stop, expected);
        Assert.True(code == 0, output + error);
        Assert.Contains("1 case, 0 failed", output, StringComparison.Ordinal);
        (code, _, error) = await ToolProcess.RunAsync(Stop, "wstest", "-m", "fuzzingclient", "-s", spec, "--cases", "5.2");
        Assert.Equal(2, code);
        Assert.Contains("no case matches '5.2'", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ws")]
    [InlineData("wss")]
    public async Task Testeeclient_passes_a_fuzzingserver(string scheme)
    {
        var (certificate, key) = Certificate();
        var spec = Write(
            "spec.json",
            $$$"""
            {"url": "{{{scheme}}}://127.0.0.1:0", "key": "{{{key}}}", "cert": "{{{certificate}}}",
            "outdir": "{{{folder.Path}}}/out", "webport": 1, "cases": ["1.*", "2.*", "5.*", "7.*", "12.1.*"],
            "exclude-agent-cases": {"t*": ["1.1.1"]}}
            """
        );
        using var server = ToolProcess.Start(
            "wstest",
            "-m",
            "fuzzingserver",
            "-s",
            spec,
            "--quick",
            "--patience",
            "10",
            "-u",
            "0",
            "--junit",
            Path.Combine(folder.Path, "junit.xml")
        );
        var port = await PortAsync(server);
        var (code, output, error) = await ToolProcess.RunAsync(
            Stop,
            "wstest",
            "-m",
            "testeeclient",
            "-w",
            $"{scheme}://127.0.0.1:{port}",
            "-i",
            "testee",
            "--parallel",
            "4"
        );
        Assert.True(code == 0, output + error);
        Assert.Contains("102 of 102 cases ran", output, StringComparison.Ordinal);
        using var index = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder.Path, "out", "index.json"), Stop));
        var verdicts = index.RootElement.GetProperty("testee").EnumerateObject().ToArray();
        Assert.Equal(101, verdicts.Length);
        Assert.Empty(
            verdicts
                .Where(one =>
                    one.Value.GetProperty("behavior").GetString() is not ("OK" or "INFORMATIONAL")
                    || one.Value.GetProperty("behaviorClose").GetString() is not ("OK" or "INFORMATIONAL")
                )
                .Select(one => one.ToString())
        );
        await EndAsync(server);
        Assert.Contains(
            "tests=\"101\"",
            await File.ReadAllTextAsync(Path.Combine(folder.Path, "junit.xml"), Stop),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Echoclient_and_broadcastclient_print_what_their_servers_send()
    {
        using var echo = ToolProcess.Start("wstest", "-m", "echoserver", "-w", "ws://127.0.0.1:0");
        using var broadcast = ToolProcess.Start("wstest", "-m", "broadcastserver", "-w", "ws://127.0.0.1:0");
        using var asking = ToolProcess.Start("wstest", "-m", "echoclient", "-w", $"ws://127.0.0.1:{await PortAsync(echo)}");
        var port = await PortAsync(broadcast);
        using var listening = ToolProcess.Start("wstest", "-m", "broadcastclient", "-w", $"ws://127.0.0.1:{port}");
        Assert.Matches("^received: hello 1 \\(", await asking.LineAsync("received", Stop));
        Assert.Matches("^received: hello from ", await listening.LineAsync("received: hello", Stop));
        Assert.Matches("^received: tick \\d+$", await listening.LineAsync("received: tick", Stop));

        // The message of one client is sent to all, including that client.
        using var client = new ClientWebSocket();
        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/"), Stop);
        await client.SendAsync(Encoding.UTF8.GetBytes("to all"), WebSocketMessageType.Text, endOfMessage: true, Stop);
        Assert.Equal("received: to all", await listening.LineAsync("received: to all", Stop));
        await EndAsync(asking);
        await EndAsync(echo);
        await EndAsync(listening);
        await EndAsync(broadcast);
    }

    [Fact]
    public async Task Servers_without_a_name_or_with_the_same_are_all_reported_and_the_exit_code_is_by_verdicts()
    {
        await using var right = FaultyServer.With(Fault.None);
        await using var faulty = FaultyServer.With(Fault.SendsNoPong);
        var spec = Write(
            "spec.json",
            $$"""
            {"outdir": "{{folder.Path}}/out", "servers": [{"url": "{{right.Url}}"}, {"url": "{{right.Url}}"},
            {"agent": "x", "url": "{{right.Url}}"}, {"agent": "x", "url": "{{right.Url}}"}], "cases": ["2.2"]}
            """
        );
        var (code, output, error) = await ToolProcess.RunAsync(Stop, "wstest", "-m", "fuzzingclient", "-s", spec, "--patience", "4");
        Assert.True(code == 0, output + error);
        Assert.Equal(["UnknownServer", "UnknownServer (2)", "x", "x (2)"], Agents());
        Assert.Contains("warning: 2 servers have the agent \"x\"", error, StringComparison.Ordinal);
        spec = Write(
            "spec.json",
            $$"""{"outdir": "{{folder.Path}}/out", "servers": [{"url": "{{right.Url}}"}, {"url": "{{faulty.Url}}"}], "cases": ["2.2"]}"""
        );
        Assert.Equal(1, (await ToolProcess.RunAsync(Stop, "wstest", "-m", "fuzzingclient", "-s", spec, "--patience", "4")).Code);
        Assert.Equal(["UnknownServer", "UnknownServer (2)"], Agents());

        string[] Agents()
        {
            using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder.Path, "out", "index.json")));
            return [.. index.RootElement.EnumerateObject().Select(agent => agent.Name)];
        }
    }

    [Fact]
    public async Task Two_runs_with_equal_verdicts_give_equal_indexes_except_for_the_durations()
    {
        await using var server = FaultyServer.With(Fault.None);
        var indexes = new List<string>();
        foreach (var name in new[] { "one", "two" })
        {
            var spec = Write(
                "spec.json",
                $$"""
                {"outdir": "{{folder.Path}}/{{name}}", "servers": [{"agent": "me", "url": "{{server.Url}}"}],
                "cases": ["1.*", "2.*"], "exclude-cases": ["99.9"], "enable-ssl": false}
                """
            );
            var (code, output, error) = await ToolProcess.RunAsync(
                Stop,
                "wstest",
                "-m",
                "fuzzingclient",
                "-s",
                spec,
                "-t",
                "x",
                "-o",
                "y",
                "--patience",
                "10"
            );
            Assert.True(code == 0, output + error);
            Assert.Contains("Ok, will run 27 test cases against 1 servers", output, StringComparison.Ordinal);
            Assert.Contains("warning: --testset is ignored: it belongs to modes that are not supported", error, StringComparison.Ordinal);
            indexes.Add(DurationLine().Replace(await File.ReadAllTextAsync(Path.Combine(folder.Path, name, "index.json"), Stop), ""));
            Assert.True(File.Exists(Path.Combine(folder.Path, name, "details.json")));
        }

        Assert.Equal(indexes[0], indexes[1]);
    }

    [Fact]
    public async Task A_fuzzingserver_prints_the_lines_that_scripts_wait_for()
    {
        var spec = Write("spec.json", $$"""{"url": "ws://127.0.0.1:0", "outdir": "{{folder.Path}}/out", "cases": ["1.1.1"]}""");
        using var server = ToolProcess.Start("wstest", "-m", "fuzzingserver", "-s", spec, "-u", "0", "--patience", "4");
        Assert.Matches("^Autobahn WebSocket .* Fuzzing Server \\(Port \\d+\\)$", await server.LineAsync("Fuzzing Server", Stop));
        Assert.Equal("Ok, will run 1 test cases for any clients connecting", await server.LineAsync("Ok, will run", Stop));
        Assert.Equal("Cases = ['1.1.1']", await server.LineAsync("Cases", Stop));
        var client = await ToolProcess.RunAsync(
            Stop,
            "wstest",
            "-m",
            "testeeclient",
            "-w",
            $"ws://127.0.0.1:{await PortAsync(server)}",
            "-i",
            "me"
        );
        Assert.True(client.Code == 0, client.Output + client.Error);
        Assert.StartsWith(
            "Running test case ID 1.1.1 for agent me from peer tcp4:",
            await server.LineAsync("Running test case", Stop),
            StringComparison.Ordinal
        );
        await EndAsync(server);
    }

    [GeneratedRegex("\"duration\": \\d+", RegexOptions.None, 1000)]
    private static partial Regex DurationLine();

    [Fact]
    public async Task Massconnect_opens_the_connections_of_its_spec()
    {
        using var server = ToolProcess.Start("wstest", "-m", "testeeserver", "-w", "ws://127.0.0.1:0");
        var spec = Write(
            "spec.json",
            $$$"""
            {"options": {"connections": 250, "batchsize": 100, "batchdelay": 1, "retrydelay": 1},
            "servers": [{"name": "mine", "uri": "ws://127.0.0.1:{{{await PortAsync(server)}}}/", "desc": ""}]}
            """
        );
        var (code, output, _) = await ToolProcess.RunAsync(Stop, "wstest", "-m", "massconnect", "-s", spec);
        Assert.Equal(0, code);
        Assert.Contains("connected 250 of 250 clients to mine", output, StringComparison.Ordinal);
        await EndAsync(server);
        var gone = Write("gone.json", """{"options": {"connections": 2, "retrydelay": 0}, "servers": [{"uri": "ws://127.0.0.1:1"}]}""");
        (code, output, _) = await ToolProcess.RunAsync(Stop, "wstest", "-m", "massconnect", "-s", gone);
        Assert.Equal(1, code);
        Assert.Contains("connected 0 of 2 clients", output, StringComparison.Ordinal);
        Assert.Contains("the last failure: Cannot reach 127.0.0.1:1", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_use_is_reported_with_the_possible_values_and_ends_with_2()
    {
        var spec = Write("bad.json", "{\n  \"servers\": [{\"url\": \"ws://h\", \"agents\": \"a\"}],\n  \"cases\": [\"1.1.9\"]\n}");
        await IsReportedAsync(
            $"{spec}:2:33: warning: a server has no key \"agents\", it is ignored; did you mean \"agent\"?\npurews: {spec}:3:13: "
                + $"\"cases\": there is no case 1.1.9. The nearest id is 1.1.",
            "-m",
            "fuzzingclient",
            "-s",
            spec
        );
        await IsReportedAsync("-m 'fuzingclient' is not one of fuzzingclient, fuzzingserver, ", "-m", "fuzingclient");
        await IsReportedAsync("-m is missing", "-s", spec);
        await IsReportedAsync("mode testeeserver needs a URL: -w", "-m", "testeeserver");
        await IsReportedAsync("-w 'http://x' is not a WebSocket URL", "-m", "echoclient", "-w", "http://x");
        await IsReportedAsync(
            $"-s '{folder.Path}/none.json': there is no such file.",
            "-m",
            "fuzzingserver",
            "-s",
            $"{folder.Path}/none.json"
        );
        await IsReportedAsync("wss://127.0.0.1:0/ needs a certificate", "-m", "testeeserver", "-w", "wss://127.0.0.1:0");
        await IsReportedAsync("ws://127.0.0.1:1/: Cannot reach 127.0.0.1:1", "-m", "testeeclient", "-w", "ws://127.0.0.1:1");
    }

    [Fact]
    public async Task The_version_is_printed()
    {
        var (code, output, _) = await ToolProcess.RunAsync(Stop, "wstest", "-a");
        Assert.Equal(0, code);
        Assert.Matches("^purews/\\d+\\.\\d+\\.\\d+\n$", output);
    }

    private static async Task IsReportedAsync(string message, params string[] arguments)
    {
        var (code, _, error) = await ToolProcess.RunAsync(Stop, ["wstest", .. arguments]);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    /// <summary>The port in the first line that has an address.</summary>
    private static async Task<int> PortAsync(Process server) =>
        int.Parse(Port().Match(await server.LineAsync("://", Stop)).Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<=:)\d+(?=/)", RegexOptions.None, 1000)]
    private static partial Regex Port();

    /// <summary>Ends it, as a service is ended.</summary>
    private static async Task EndAsync(Process process)
    {
        await process.TerminateAsync(Stop);
        Assert.Equal(0, process.ExitCode);
    }

    private (string Certificate, string Key) Certificate()
    {
        var made = Tested.Tls.ServerCertificate as X509Certificate2;
        return (Write("cert.pem", made!.ExportCertificatePem()), Write("key.pem", made.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()));
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, content);
        return path;
    }
}
