using System.Net;
using System.Text.Json;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The option --profile of the commands that test servers.</summary>
public sealed class ProfileCommandTests : IDisposable
{
    private static readonly string[] Fields =
    [
        "--header",
        "X-Key: k",
        "--cookie",
        "a=1",
        "--origin",
        "https://example.org",
        "--subprotocol",
        "one",
    ];

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_silent_server_is_tested_and_the_reports_say_how_many_cases_apply()
    {
        await using var server = RequestServer.Start("json-rpc");
        var arguments = Arguments("silent", $"ws://{server.LocalEndPoint}/", "", "1.1.2,2.2,3.2,7.1.6");
        var (code, output, error) = await ToolProcess.RunAsync(
            Stop,
            ["test", "server", .. arguments, "--markdown", Path.Combine(folder.Path, "report.md")]
        );
        Assert.True(code == 0, output + error);
        Assert.Contains("Profile silent: 2 of 4 cases apply, 1 in part, 1 not.", output, StringComparison.Ordinal);
        Assert.Contains("Not applicable, 1 (1 of family 7): the case only records which echoes arrive", output, StringComparison.Ordinal);
        Assert.Contains(
            "Profile silent",
            await File.ReadAllTextAsync(Path.Combine(folder.Path, "report.md"), Stop),
            StringComparison.Ordinal
        );
        using var details = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder.Path, "details.json"), Stop));
        var profile = details.RootElement.GetProperty("me").GetProperty("runs")[0].GetProperty("profile");
        Assert.Equal("7.1.6", profile.GetProperty("leftOut")[0].GetProperty("cases")[0].GetString());
        var page = await File.ReadAllTextAsync(Path.Combine(folder.Path, "me_case_2_2.html"), Stop);
        Assert.Contains("--profile silent", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_answers_requests_is_tested_with_a_file()
    {
        await using var server = RequestServer.Start("json-rpc");
        var arguments = Arguments("FILE", $"ws://{server.LocalEndPoint}/", "reports", "5.3,6.2.3,1.1.1");
        var (code, output, error) = await ToolProcess.RunAsync(Stop, ["test", "server", .. arguments]);
        Assert.True(code == 0, output + error);
        Assert.Contains("Profile JSON-RPC 2.0: 2 of 3 cases apply, 1 in part, 0 not.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("silent")]
    [InlineData("FILE")]
    public async Task A_server_gets_the_fields_of_the_options_and_of_the_profile(string given)
    {
        await using var server = RequestServer.Start("json-rpc", Guarded);
        var arguments = Arguments(given, $"ws://{server.LocalEndPoint}/", "reports");
        var (code, output, error) = await ToolProcess.RunAsync(Stop, ["test", "server", .. arguments, .. Fields]);
        Assert.True(code == 0, output + error);
        var page = WebUtility.HtmlDecode(await File.ReadAllTextAsync(Path.Combine(folder.Path, "reports", "me_case_2_2.html"), Stop));
        Assert.Contains(
            $"purews test server ws://{server.LocalEndPoint}/ --header 'X-Key: ***' --cookie 'a=***' --origin https://example.org "
                + "--subprotocol one "
                + $"--patience 10 --profile {arguments[2]} --out reports/repeated --cases 2.2",
            page,
            StringComparison.Ordinal
        );
        // Without the options, the server rejects each opening handshake.
        Assert.Equal(1, (await ToolProcess.RunAsync(Stop, ["test", "server", .. Arguments(given, arguments[0], "others")])).Code);
    }

    [Theory]
    [InlineData("silent")]
    [InlineData("FILE")]
    public async Task Generated_conversations_have_the_fields_of_the_options(string given)
    {
        await using var server = RequestServer.Start("json-rpc", Guarded);
        var url = $"ws://{server.LocalEndPoint}/";
        var arguments = FuzzArguments(given, url);
        var (code, output, error) = await ToolProcess.RunAsync(Stop, [.. arguments, .. Fields]);
        Assert.True(code == 0, output + error);
        Assert.NotEqual(0, (await ToolProcess.RunAsync(Stop, arguments)).Code);
    }

    [Fact]
    public async Task A_server_with_TLS_is_tested_with_a_profile()
    {
        using var certificate = Certificates.SelfSigned("localhost");
        await using var server = RequestServer.Start(
            "json-rpc",
            options => options with
            {
                Tls = new() { ServerCertificate = certificate },
            }
        );
        var arguments = Arguments("FILE", $"wss://localhost:{server.Port}/", "reports");
        Assert.Equal(2, (await ToolProcess.RunAsync(Stop, ["test", "server", .. arguments])).Code);
        var insecure = await ToolProcess.RunAsync(Stop, ["test", "server", .. arguments, "--insecure"]);
        Assert.True(insecure.Code == 0, insecure.Output + insecure.Error);
        var authorities = Path.Combine(folder.Path, "ca.pem");
        await File.WriteAllTextAsync(authorities, certificate.ExportCertificatePem(), Stop);
        var trusted = await ToolProcess.RunAsync(Stop, ["test", "server", .. arguments, "--ca", authorities]);
        Assert.True(trusted.Code == 0, trusted.Output + trusted.Error);
        var fuzz = FuzzArguments("FILE", arguments[0]);
        Assert.Equal(2, (await ToolProcess.RunAsync(Stop, fuzz)).Code);
        var conversations = await ToolProcess.RunAsync(Stop, [.. fuzz, "--ca", authorities]);
        Assert.True(conversations.Code == 0, conversations.Output + conversations.Error);
    }

    [Fact]
    public async Task Conversations_are_generated_for_a_silent_server()
    {
        await using var server = RequestServer.Start("json-rpc");
        var (code, output, error) = await ToolProcess.RunAsync(
            Stop,
            FuzzArguments("silent", $"ws://{server.LocalEndPoint}/", cases: "300", seed: "5")
        );
        Assert.True(code == 0, output + error);
        Assert.Contains("; 0 failures", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"nme\": \"x\"}", "mine.json:1:2: a profile has no key \"nme\"; did you mean \"name\"?")]
    [InlineData("{", "mine.json:1:2: not JSON: ")]
    public async Task A_bad_file_is_reported_with_the_place(string text, string problem)
    {
        var file = Path.Combine(folder.Path, "mine.json");
        await File.WriteAllTextAsync(file, text, Stop);
        var (code, _, error) = await ToolProcess.RunAsync(Stop, "test", "server", "ws://127.0.0.1:9/", "--profile", file);
        Assert.Equal(2, code);
        Assert.Contains(problem, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("slient", "did you mean 'silent'?")]
    [InlineData("missing.json", "--profile 'missing.json' is not echo, silent, or a file that can be read")]
    public async Task An_unknown_profile_is_reported_with_the_nearest_name(string given, string problem)
    {
        var (code, _, error) = await ToolProcess.RunAsync(Stop, "fuzz", "server", "ws://127.0.0.1:9/", "--profile", given, "--cases", "1");
        Assert.Equal(2, code);
        Assert.Contains(problem, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_selection_of_which_no_case_applies_is_reported()
    {
        await using var server = RequestServer.Start("json-rpc");
        var (code, _, error) = await ToolProcess.RunAsync(
            Stop,
            ["test", "server", .. Arguments("silent", $"ws://{server.LocalEndPoint}/", "", "7.1.6")]
        );
        Assert.Equal(2, code);
        Assert.Contains("none of the selected cases applies to a peer with profile silent", error, StringComparison.Ordinal);
    }

    /// <summary>Changes a server so that it accepts only requests with the fields of <see cref="Fields"/>.</summary>
    private static WebSocketServerOptions Guarded(WebSocketServerOptions options) =>
        options with
        {
            Origins = Seq.create("https://example.org"),
            Accept = context =>
                new(HeaderList.Values(context.Request.Headers, "X-Key") == Seq.create("k")
                && HeaderList.Values(context.Request.Headers, "Cookie") == Seq.create("a=1")
                && context.Request.Subprotocols.SequenceEqual(["one"])
                    ? Acceptance.Plain with
                    {
                        Subprotocol = "one",
                    }
                    : Rejection.WithStatus(401)),
        };

    private string[] FuzzArguments(string profile, string url, string cases = "60", string seed = "3") =>
        ["fuzz", "server", url, "--profile", ProfileOf(profile), "--cases", cases, "--seed", seed, "--patience", "10"];

    private string[] Arguments(string profile, string url, string reports, string cases = "1.1.2,2.2") =>
    [
        url,
        "--profile",
        ProfileOf(profile),
        "--cases",
        cases,
        "--agent",
        "me",
        "--patience",
        "10",
        "--out",
        Path.Combine(folder.Path, reports),
    ];

    private string ProfileOf(string given)
    {
        if (given != "FILE") return given;
        var file = Path.Combine(folder.Path, "rpc.json");
        File.WriteAllText(file, KeptDocument.Read("docs/profiles/json-rpc.json"));
        return file;
    }
}
