using System.Text;
using System.Text.Json;
using Json.Schema;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// Tests that no option, profile or target sets a field that the opening handshake itself sets, and that the edits of a case still can.
/// </summary>
public sealed class RequestFieldsTests : IDisposable
{
    private static readonly JsonSchema Schema = JsonSchema.FromText(Documented.Text("profiles.schema.json"));

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Fields => new()
    {
        { "Host", "the host of the URL" },
        { "origin", "use --origin" },
        { "Upgrade", "\"edits\" of a case file" },
        { "Connection", "\"edits\" of a case file" },
        { "Sec-WebSocket-Key", "\"edits\" of a case file" },
        { "sec-websocket-version", "\"edits\" of a case file" },
        { "Sec-WebSocket-Accept", "\"edits\" of a case file" },
        { "Sec-WebSocket-Unheard-Of", "\"edits\" of a case file" },
        { "Sec-WebSocket-Extensions", "\"compression\" of a case file" },
        { "Sec-WebSocket-Protocol", "use --subprotocol" },
        { "Content-Length", "has no body" },
        { "TRANSFER-ENCODING", "has no body" },
        { "Trailer", "has no body" },
        { "Expect", "has no body" },
        { "TE", "a field of the connection" },
        { "Keep-Alive", "a field of the connection" },
        { "Proxy-Connection", "a field of the connection" },
        { "HTTP2-Settings", "a field of the connection" },
        { ":protocol", "a pseudo-header field of HTTP/2" },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_of_the_handshake_is_refused_everywhere_with_what_to_use_instead(string name, string advice)
    {
        var option = Assert.Single(Tool.Commands.Root().Parse(["test", "server", "ws://h/", "--header", $"{name}: 1"]).Errors).Message;
        Assert.StartsWith($"--header '{name}: 1': the handshake sets {name} itself; ", option, StringComparison.Ordinal);
        Assert.Contains(advice, option, StringComparison.Ordinal);

        var text = "{\"name\": \"x\", \"handshake\": {\"headers\": {\"" + name + "\": \"1\"}}}";
        var problem = Assert.Single(PeerProfile.Parse(Encoding.UTF8.GetBytes(text)).LeftToSeq().SelectMany(problems => problems));
        Assert.StartsWith($"the handshake sets {name} itself; ", problem.Message, StringComparison.Ordinal);
        Assert.Equal((1, text.IndexOf("\"1\"", StringComparison.Ordinal) + 1), (problem.Line, problem.Column));
        using var file = JsonDocument.Parse(text);
        Assert.False(Schema.Evaluate(file.RootElement).IsValid);

        var error = Assert.Throws<ArgumentException>(() => new TestTarget(new Uri("ws://h/")) { Headers = [new Header(name, "1")] });
        Assert.StartsWith($"the handshake sets {name} itself; ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("User-Agent")]
    [InlineData("cache-control")]
    [InlineData("Pragma")]
    public void A_usual_field_is_replaced_and_not_repeated(string name)
    {
        var headers = new TestTarget(new Uri("ws://h/")) { Headers = [new Header(name, "mine")] }.ToOffer().Headers.ToArray();
        Assert.Equal("mine", Assert.Single(headers, field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value);
        Assert.Equal(3, headers.Length);
    }

    [Fact]
    public void A_subprotocol_of_the_target_and_of_the_case_is_offered_once()
    {
        var running = Catalogue.All.First(found => !found.Opening.Protocols.IsEmpty);
        var named = running.Opening.Protocols[0];
        var target = new TestTarget(new Uri("ws://h/")) { Protocols = ["mine", named, "mine"] };
        Assert.Contains(
            $"\r\nSec-WebSocket-Protocol: {string.Join(',', new[] { "mine", named }.Concat(running.Opening.Protocols.Skip(1)))}\r\n",
            TcpOpening.For(target, running).Request.ToText(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("ws://exämple.invalid/", "xn--exmple-cua.invalid:80")]
    [InlineData("ws://[::1]:9/", "[::1]:9")]
    public void The_host_of_any_URL_has_its_form_for_the_wire(string url, string host) =>
        Assert.Contains(
            $"\r\nHost: {host}\r\n",
            TcpOpening.For(new TestTarget(new Uri(url)), Catalogue.All[0]).Request.ToText(),
            StringComparison.Ordinal
        );

    [Fact]
    public void The_edits_of_a_case_change_the_fields_of_the_handshake()
    {
        var running = Exported.Read(
            CaseFileErrorTests.Head
                + """
                "tests": "servers", "handshake": {"edits": [{"replace": "Upgrade", "with": "Upgrade: x"}, {"append": "Content-Length: 3"}]}}
                """
        )[0];
        var request = TcpOpening.For(new TestTarget(new Uri("ws://h/")), running).Request.ToText();
        Assert.Contains("\r\nUpgrade: x\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Length: 3\r\n", request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"protocols\": [\"a b\"]", "1:57: \"a b\" is not the name of a subprotocol")]
    [InlineData("\"protocols\": [\"a\", \"a\"]", "1:62: \"a\" is offered twice")]
    [InlineData("\"origin\": \"a\\nb\"", "1:53: \"origin\" has a character that is not allowed")]
    [InlineData("\"hostname\": \"a b\"", "1:55: \"hostname\" must be the name of a host")]
    public async Task A_wrong_value_for_the_request_in_a_spec_file_is_reported_with_its_place(string member, string problem)
    {
        var spec = Path.Combine(folder.Path, "spec.json");
        await File.WriteAllTextAsync(spec, $$"""{"servers": [{"url": "ws://127.0.0.1:1/", {{member}}}], "cases": ["*"]}""", Stop);
        var (code, _, error) = await ToolProcess.RunAsync(Stop, "wstest", "-m", "fuzzingclient", "-s", spec);
        Assert.Equal(2, code);
        Assert.StartsWith($"purews: {spec}:{problem}", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }
}
