namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Nothing that is printed or written contains the passwords and tokens of a command line.</summary>
public sealed class SecretTests : IDisposable
{
    private const string Secret = "s3cr3t";

    private static readonly string[] Fields =
    [
        "--header",
        $"Authorization: Bearer {Secret}",
        "--header",
        $"x-api-KEY: {Secret}",
        $"--header=X-Access-Token:{Secret}",
        "--header",
        "X-Plain: visible",
        "--cookie",
        $"sid={Secret}",
    ];

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_report_contains_no_secret_in_any_format()
    {
        await using var server = FaultyServer.With(Fault.SendsNoPong);
        string PathOf(string name) => Path.Combine(folder.Path, name);
        var run = await ToolProcess.RunAsync(
            Stop,
            [
                "test",
                "server",
                $"{server.Url}",
                "--cases",
                "1.1.2,2.2",
                "--agent",
                "me",
                "--out",
                folder.Path,
                "--junit",
                PathOf("junit.xml"),
                "--markdown",
                PathOf("page.md"),
                "--tap",
                PathOf("run.tap"),
                "--annotations",
                PathOf("annotations.txt"),
                .. Fields,
            ]
        );
        Assert.True(run.Code == 1, run.Output + run.Error);
        AssertNoSecret(run);
        var page = File.ReadAllText(PathOf("me_case_2_2.html"));
        Assert.Contains("Authorization: ***\n", page, StringComparison.Ordinal);
        Assert.Contains("X-Plain: visible\n", page, StringComparison.Ordinal);
        Assert.Contains(SecretText.Note, page, StringComparison.Ordinal);
        // The key of the opening handshake is no secret.
        Assert.DoesNotContain("Sec-WebSocket-Key: ***", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finding_contains_no_secret()
    {
        await using var server = FaultyServer.With(Fault.SendsNoPong);
        var run = await ToolProcess.RunAsync(
            Stop,
            ["fuzz", "server", $"{server.Url}", "--cases", "40", "--out", folder.Path, .. Fields]
        );
        Assert.True(run.Code == 1, run.Output + run.Error);
        AssertNoSecret(run);
        Assert.Contains("--header 'Authorization: ***'", run.Output, StringComparison.Ordinal);
        Assert.Contains(SecretText.Note, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--header", "Authorization: ***")]
    [InlineData("--cookie", "sid=***")]
    public async Task A_command_of_a_report_needs_its_secrets_again(string option, string value)
    {
        var (code, _, error) = await ToolProcess.RunAsync(Stop, "test", "server", "ws://127.0.0.1:9/", option, value);
        Assert.Equal(2, code);
        Assert.Equal($"purews: {option} '{value}': *** stands for a secret. Write the secret instead.", error.Trim());
    }

    [Theory]
    [InlineData("test", "server", "http://user:s3cr3t@host/")]
    [InlineData("test", "server", "user:s3cr3t@host")]
    [InlineData("test", "server", "ws://user:s3cr3t@host/")]
    [InlineData("test", "server", "ws://user:s3cr3t@host:99999/")]
    [InlineData("test", "server", "ws://host/", "https://user:s3cr3t@host/")]
    [InlineData("test", "server", "ws://host/", "--origin=http://user:s3cr3t@host/\n")]
    [InlineData("test", "server", "ws://host/", "--header", "Authorization=s3cr3t")]
    [InlineData("test", "server", "ws://host/", "--header", "Authorization s3cr3t")]
    [InlineData("test", "server", "ws://host/", "--header", "Proxy-Authorization: s3cr3t\u0001")]
    [InlineData("test", "server", "ws://host/", "--cookie", "a=s3cr3t;b=s3cr3t")]
    [InlineData("test", "server", "ws://host/", "--cookie", "s3cr3t")]
    [InlineData("test", "server", "ws://host/", "--cookie", "a=s3cr3t", "--header", "Cookie: b=s3cr3t")]
    [InlineData("test", "server", "ws://host/", "--haeder=Authorization: s3cr3t")]
    [InlineData("fuzz", "server", "https://user:s3cr3t@host/")]
    [InlineData("fuzz", "client", "--url", "ws://user:s3cr3t@127.0.0.1:9001")]
    [InlineData("test", "client", "--url", "http://user:s3cr3t@127.0.0.1:9001")]
    [InlineData("test", "client", "--url", "ws://user:s3cr3t@host:9001")]
    [InlineData("learn", "http://user:s3cr3t@host/")]
    [InlineData("learn", "core", "http://user:s3cr3t@host/")]
    [InlineData("wstest", "-m", "testeeclient", "-w", "http://user:s3cr3t@host/")]
    [InlineData("http://user:s3cr3t@host/")]
    public async Task An_error_message_contains_no_secret(params string[] arguments)
    {
        var run = await ToolProcess.RunAsync(Stop, arguments);
        Assert.True(run.Code == 2, run.Output + run.Error);
        AssertNoSecret(run);
    }

    [Fact]
    public async Task An_error_in_a_spec_file_contains_no_secret()
    {
        var file = Path.Combine(folder.Path, "spec.json");
        await File.WriteAllTextAsync(file, """{"servers": [{"url": "http://user:s3cr3t@host/"}], "cases": ["*"]}""", Stop);
        var run = await ToolProcess.RunAsync(Stop, "wstest", "-m", "fuzzingclient", "-s", file);
        Assert.Equal(2, run.Code);
        File.Delete(file);
        AssertNoSecret(run);
    }

    [Fact]
    public void The_head_of_a_request_contains_no_secret_on_several_lines() =>
        Assert.Equal(
            "GET /?key=1 HTTP/1.1\r\nHost: a\r\nCookie: ***\r\n ***\r\nX-Plain: 1\r\n more\r\n:authority: b\r\n\r\n",
            SecretText.Head(
                "GET /?key=1 HTTP/1.1\r\nHost: a\r\nCookie: s3cr3t\r\n s3cr3t\r\nX-Plain: 1\r\n more\r\n:authority: b\r\n\r\n"
            )
        );

    private void AssertNoSecret((int Code, string Output, string Error) run)
    {
        Assert.DoesNotContain(Secret, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, run.Error, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
            Assert.False(File.ReadAllText(file).Contains(Secret, StringComparison.Ordinal), file);
    }
}
