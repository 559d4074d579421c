using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The options for requests, certificates and the time to wait for a server.</summary>
public sealed class ServerOptionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_server_gets_the_fields_of_the_options_and_the_page_contains_the_command_to_repeat()
    {
        await using var server = WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            EchoAsync,
            WebSocketServerOptions.Default with
            {
                Origins = Seq.create("https://example.org"),
                Accept = context =>
                    new(HeaderList.Values(context.Request.Headers, "Authorization") == Seq.create("Bearer it's x")
                    && HeaderList.Values(context.Request.Headers, "Cookie") == Seq.create("a=1; b=2")
                    && context.Request.Subprotocols.SequenceEqual(["one", "two"])
                        ? Acceptance.Plain with
                        {
                            Subprotocol = "two",
                        }
                        : Rejection.WithStatus(401)),
            }
        );
        string[] wanted =
        [
            "--header",
            "Authorization: Bearer it's x",
            "--cookie",
            "a=1",
            "--cookie",
            "b=2",
            "--origin",
            "https://example.org",
            "--subprotocol",
            "one",
            "--subprotocol",
            "two",
        ];
        var (code, output, error) = await ToolProcess.RunAsync(
            Stop,
            [
                "test",
                "server",
                $"ws://{server.LocalEndPoint}/",
                "--cases",
                "1.1.1,2.2",
                "--agent",
                "me",
                "--out",
                folder.Path,
                "--patience",
                "10",
                .. wanted,
            ]
        );
        Assert.True(code == 0, output + error);
        var page = WebUtility.HtmlDecode(await File.ReadAllTextAsync(Path.Combine(folder.Path, "me_case_2_2.html"), Stop));
        Assert.Contains(
            $"purews test server ws://{server.LocalEndPoint}/ --header 'Authorization: ***' --cookie 'a=***' --cookie 'b=***' "
                + $"--origin https://example.org --subprotocol one --subprotocol two --patience 10 --out reports/repeated --cases 2.2",
            page,
            StringComparison.Ordinal
        );
        var run = Assert.Single(
            RunDetails.Read(Seq<IndexEntry>.Empty, folder.Path).IfLeft(wrong => throw new InvalidOperationException(wrong.ToString())).Runs
        );
        Assert.Equal(("me", $"ws://{server.LocalEndPoint}/", 10d, Product.Token), (run.Agent, run.Target, run.Patience, run.Version));
        Assert.StartsWith("purews test server ws://", run.Command, StringComparison.Ordinal);
        Assert.Equal(
            1,
            (await ToolProcess.RunAsync(
                Stop, "test", "server", $"ws://{server.LocalEndPoint}/", "--cases", "1.1.1", "--out", folder.Path)).Code
        );
    }

    [Fact]
    public async Task The_tool_waits_for_a_server_that_has_not_started_yet()
    {
        var port = FreePort();
        using var run = ToolProcess.Start(
            "test",
            "server",
            $"ws://127.0.0.1:{port}/",
            "--cases",
            "1.1.1",
            "--out",
            folder.Path,
            "--wait",
            "120s"
        );
        Assert.Contains(
            "waiting for the server: ",
            await run.StandardOutput.ReadLineAsync(Stop).AsTask().WaitAsync(TimeSpan.FromMinutes(2), Stop),
            StringComparison.Ordinal
        );
        await using var server = WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, port), EchoAsync);
        var output = await run.StandardOutput.ReadToEndAsync(Stop);
        await run.WaitForExitAsync(Stop).WaitAsync(TimeSpan.FromMinutes(2), Stop);
        Assert.True(run.ExitCode == 0, output);
    }

    [Theory]
    [InlineData("test", "server", "URL", "--out", "OUT")]
    [InlineData("wstest", "-m", "fuzzingclient", "-s", "SPEC")]
    public async Task A_port_without_TLS_cannot_be_reached_by_wss(params string[] arguments)
    {
        await using var server = FaultyServer.With(Fault.None);
        var url = new UriBuilder(server.Url) { Scheme = "wss" }.Uri.ToString();
        var spec = Write("spec.json", $$"""{"outdir": "{{folder.Path}}/out", "servers": [{"url": "{{url}}"}], "cases": ["1.*"]}""");
        var (code, _, error) = await ToolProcess.RunAsync(
            Stop,
            Array.ConvertAll(
                arguments,
                argument =>
                    argument switch
                    {
                        "URL" => url,
                        "SPEC" => spec,
                        "OUT" => folder.Path + "/out",
                        _ => argument,
                    }
            )
        );
        Assert.Equal(2, code);
        Assert.Contains($"{url} cannot be reached: ", error, StringComparison.Ordinal);
        Assert.Contains("TLS", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_verified_and_the_message_states_how_to_accept_a_self_signed_one()
    {
        using var certificate = Certificates.SelfSigned("localhost");
        await using var server = WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            EchoAsync,
            WebSocketServerOptions.Default with
            {
                Tls = new() { ServerCertificate = certificate },
            }
        );
        string[] test =
        [
            "test",
            "server",
            $"wss://localhost:{server.Port}/",
            "--cases",
            "1.1.1",
            "--agent",
            "me",
            "--out",
            folder.Path,
            "--patience",
            "10",
        ];
        var (plain, _, wrong) = await ToolProcess.RunAsync(
            Stop,
            "test",
            "server",
            $"ws://localhost:{server.Port}/",
            "--cases",
            "1.1.1",
            "--out",
            folder.Path
        );
        Assert.Equal(2, plain);
        Assert.Contains("the server uses TLS. Use a URL that begins with wss://", wrong, StringComparison.Ordinal);
        var (code, _, error) = await ToolProcess.RunAsync(Stop, test);
        Assert.Equal(2, code);
        Assert.Contains(
            "its certificate is not trusted: it is self-signed. For a server on this machine, --insecure accepts any certificate, and "
                + "--ca FILE",
            error,
            StringComparison.Ordinal
        );
        var insecure = await ToolProcess.RunAsync(Stop, [.. test, "--insecure"]);
        Assert.True(insecure.Code == 0, insecure.Output + insecure.Error);
        Assert.Contains(
            " --insecure --patience 10 --out reports/repeated --cases 1.1.1",
            await File.ReadAllTextAsync(Path.Combine(folder.Path, "me_case_1_1_1.html"), Stop),
            StringComparison.Ordinal
        );
        var trusted = await ToolProcess.RunAsync(Stop, [.. test, "--ca", Write("ca.pem", certificate.ExportCertificatePem())]);
        Assert.True(trusted.Code == 0, trusted.Output + trusted.Error);
        var both = await ToolProcess.RunAsync(Stop, [.. test, "--insecure", "--ca", Path.Combine(folder.Path, "ca.pem")]);
        Assert.Equal(2, both.Code);
        Assert.Contains("--insecure and --ca cannot be combined", both.Error, StringComparison.Ordinal);
        using var other = Certificates.SelfSigned("localhost");
        Assert.Equal(2, (await ToolProcess.RunAsync(Stop, [.. test, "--ca", Write("other.pem", other.ExportCertificatePem())])).Code);
    }

    [Theory]
    [InlineData("other.example", 1, "it is not valid for localhost. --hostname NAME names the server as its certificate does")]
    [InlineData("localhost", -1, "UTC. The server needs a new certificate. --insecure accepts any certificate")]
    public async Task The_advice_about_a_trusted_certificate_names_what_is_wrong_with_it(string name, int days, string advice)
    {
        using var certificate = Certificates.SelfSigned(name, TimeSpan.FromDays(days));
        await using var server = WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            EchoAsync,
            WebSocketServerOptions.Default with { Tls = new() { ServerCertificate = certificate } }
        );
        var authorities = Write("ca.pem", certificate.ExportCertificatePem());
        foreach (var command in (string[])["test", "fuzz"])
        {
            var (code, _, error) = await ToolProcess.RunAsync(
                Stop,
                command,
                "server",
                $"wss://localhost:{server.Port}/",
                "--ca",
                authorities
            );
            Assert.Equal(2, code);
            Assert.Contains(advice, error, StringComparison.Ordinal);
            Assert.DoesNotContain("accepts this one", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT then TERM")]
    public async Task A_run_that_ignores_SIGINT_continues_and_SIGTERM_always_ends_it_with_the_partial_report(string signals)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals as Linux has them");
        // As a shell starts a background job.
        using var run = ToolProcess.StartIgnoring("INT", "test", "core", "--quick", "false", "--agent", "me", "--out", folder.Path);
        var (output, error) = (run.StandardOutput.ReadToEndAsync(Stop), run.StandardError.ReadToEndAsync(Stop));
        await RanAsync(3);
        if (signals != "TERM")
        {
            await SignalAsync(run, "INT");
            await RanAsync(Ran() + 3);
            Assert.False(run.HasExited);
        }

        await SignalAsync(run, "TERM");
        await run.WaitForExitAsync(Stop).WaitAsync(TimeSpan.FromMinutes(2), Stop);
        Assert.True(run.ExitCode == 2, await output + await error);
        Assert.Contains("cases ran, and are in the report.", await error, StringComparison.Ordinal);
        Assert.NotEmpty(IndexReport.Read(folder.Path).IfLeft(wrong => throw new InvalidOperationException(wrong.ToString())));
    }

    [Fact]
    public async Task Cases_are_listed_with_what_they_send_and_as_JSON()
    {
        var (code, output, _) = await ToolProcess.RunAsync(Stop, "cases", "7.3.*", "2.1");
        Assert.Equal(0, code);
        Assert.Equal(["2 Pings/Pongs", "  2.1      " + Entries.Case("2.1").Description, "7 Close Handling"], output.Split('\n').Take(3));
        using var json = System.Text.Json.JsonDocument.Parse((await ToolProcess.RunAsync(Stop, "cases", "--json")).Output);
        Assert.Equal(
            Catalogue.All.Map(found => (found.Id.Text, found.Description)),
            json.RootElement.EnumerateArray()
                .Select(found => (found.GetProperty("id").GetString()!, found.GetProperty("description").GetString()!))
        );
    }

    private int Ran() => Directory.Exists(folder.Path) ? Directory.GetFiles(folder.Path, "me_case_*.json").Length : 0;

    private async Task RanAsync(int count)
    {
        for (var clock = Stopwatch.StartNew(); Ran() < count; await Task.Delay(10, Stop))
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), $"{Ran()} cases ran, not {count}");
    }

    private static async Task SignalAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync(Stop);
    }

    private static async Task EchoAsync(WebSocketConnection connection, CancellationToken stop)
    {
        await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, content);
        return path;
    }
}
