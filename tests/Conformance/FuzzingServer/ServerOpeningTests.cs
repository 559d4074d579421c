using System.Net.Sockets;
using System.Text;
using Pure.WebSockets.Host.Tests;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The fuzzing server's answers to valid and invalid requests, byte by byte, and to bytes that are not a request.</summary>
public sealed class ServerOpeningTests
{
    private const string Handshake =
        "Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
            + "dGhlIHNhbXBsZSBub25jZQ==\r\n";

    [Theory]
    [InlineData("GET /getCaseCount HTTP/1.1\r\n" + Handshake + "\r\n", "101", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")]
    [InlineData(
        "GET /getCaseCount HTTP/1.1\r\n"
            + Handshake
            + "Origin: https://example.org\r\nSec-WebSocket-Protocol: a, b\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
        "101",
        "Server: purews/"
    )]
    [InlineData("POST /getCaseCount HTTP/1.1\r\n" + Handshake + "\r\n", "405", "RFC 6455 §4.2.1")]
    [InlineData("GET /getCaseCount HTTP/1.0\r\n" + Handshake + "\r\n", "505", "RFC 6455 §4.1")]
    [InlineData("GET /getCaseCount HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\n\r\n", "426", "Upgrade: websocket")]
    [InlineData("GET /getCaseCount HTTP/1.1\r\n" + "Host: y\r\n" + Handshake + "\r\n", "400", "exactly one Host")]
    [InlineData(
        "GET /getCaseCount HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: "
            + "8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        "426",
        "Sec-WebSocket-Version: 13"
    )]
    [InlineData(
        "GET /getCaseCount HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: "
            + "13\r\nSec-WebSocket-Key: short\r\n\r\n",
        "400",
        "Sec-WebSocket-Key"
    )]
    [InlineData("GET /runCase?case=0&agent=a HTTP/1.1\r\n" + Handshake + "\r\n", "500", "case=0 is not the number of a case, from 1 to 1")]
    [InlineData("GET /runCase?case=1 HTTP/1.1\r\n" + Handshake + "\r\n", "500", "/runCase must have agent=NAME")]
    [InlineData("GET /getCaseInfo?case=1&case=1 HTTP/1.1\r\n" + Handshake + "\r\n", "500", "twice")]
    [InlineData("GET /\r\n", "400", "the request line does not have three parts")]
    [InlineData("GET / HTTP/1.1\n\n", "400", "CR LF")]
    [InlineData("hello\r\n\r\n", "400", "the request line")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000", "400", "the input is TLS")]
    public async Task A_request_is_answered(string request, string status, string says)
    {
        await using var tested = Tested.With("2.1");
        var answer = await AskAsync(tested, request);
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains(says, answer, StringComparison.Ordinal);
        if (status != "101")
            Assert.Equal(
                int.Parse(status, System.Globalization.CultureInfo.InvariantCulture),
                tested.Events.OfType<FuzzingServerEvent.Rejected>().Single().Status.IfNone(0)
            );
        Assert.Equal(("1", 1000), await tested.AskAsync("/getCaseCount"));
    }

    [Fact]
    public async Task An_answer_is_a_text_frame_and_an_empty_close_frame()
    {
        await using var tested = Tested.With("2.1", "2.2");
        var answer = await AskAsync(tested, "GET /getCaseCount HTTP/1.1\r\n" + Handshake + "\r\n", Encoding.Latin1);
        Assert.EndsWith("\r\n\r\n\u0081\u00012\u0088\u0000", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_head_is_rejected()
    {
        await using var tested = Tested.With("2.1");
        var answer = await AskAsync(tested, "GET / HTTP/1.1\r\nX: " + new string('x', HeadBound.Bytes));
        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no request within 0.2 s, only nothing")]
    [InlineData("GET / HT", "no request within 0.2 s, only 8 bytes of a head, from \"GET / HT\"")]
    public async Task A_client_that_sends_too_little_is_disconnected_after_a_while(string said, string told)
    {
        await using var tested = Tested.With(options =>
            options with
            {
                Tester = options.Tester with { OpenHandshakeTimeout = TimeSpan.FromSeconds(0.2), Patience = 1 },
            }
        );
        Assert.Equal("", await AskAsync(tested, said));
        Assert.Equal(told, tested.Events.OfType<FuzzingServerEvent.Rejected>().Single().Why);
    }

    [Fact]
    public async Task A_client_that_leaves_at_once_disturbs_nothing()
    {
        await using var tested = Tested.With("2.1");
        for (var at = 0; at < 20; at++)
        {
            using var socket = await ConnectAsync(tested);
            if (at % 2 == 0) socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        Assert.Equal(("1", 1000), await tested.AskAsync("/getCaseCount"));
    }

    [Theory]
    [InlineData("https://example.org", "101")]
    [InlineData("https://EXAMPLE.org", "101")]
    [InlineData("https://example.org.evil.example", "403")]
    public async Task Only_allowed_origins_are_accepted(string origin, string status)
    {
        await using var tested = Tested.With(options =>
            options with
            {
                Tester = options.Tester with { AllowedOrigins = ["https://*.test", "https://example.org"] },
            }
        );
        Assert.StartsWith(
            $"HTTP/1.1 {status} ",
            await AskAsync(tested, $"GET /runCase?case=1&agent=a HTTP/1.1\r\n{Handshake}Origin: {origin}\r\n\r\n"),
            StringComparison.Ordinal
        );
        Assert.Equal(status == "101" ? 1 : 0, tested.Ended().Length);
    }

    [Fact]
    public async Task More_than_the_maximum_of_connections_are_rejected()
    {
        await using var tested = Tested.With(options => options with { Tester = options.Tester with { MaxConnections = 2 } });
        using var first = await tested.ConnectAsync("/");
        using var second = await tested.ConnectAsync("/");
        Assert.StartsWith(
            "HTTP/1.1 503 Service Unavailable",
            await AskAsync(tested, "GET /getCaseCount HTTP/1.1\r\n" + Handshake + "\r\n"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_client_whose_handshake_is_wrong_fails_the_case_that_it_asked_for()
    {
        await using var tested = Tested.With("2.1");
        var answer = await AskAsync(
            tested,
            "GET /runCase?case=1&agent=a HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: "
                + "13\r\n\r\n"
        );
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        var judgement = tested.Ended().Single().Result.Judgement;
        Assert.Equal(
            "The connection was never open: the request must have exactly one Sec-WebSocket-Key, with 16 bytes in base64 "
                + "(RFC 6455 §4.2.1).",
            judgement.Result
        );
        Assert.Equal(judgement.Result, judgement.Sentence);
    }

    [Fact]
    public async Task A_plain_GET_gets_no_page_if_pages_are_off()
    {
        await using var tested = Tested.With(options => options with { Tester = options.Tester with { WebStatus = false } });
        Assert.StartsWith("HTTP/1.1 426 ", await AskAsync(tested, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_HTTP_on_a_TLS_port_is_reported()
    {
        await using var tested = Tested.With(options => options with { Tls = Tested.Tls });
        await AskAsync(tested, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        // The client may see the end before the event is raised.
        await Patience.Until(() => !tested.Events.IsEmpty);
        Assert.Contains(
            "the connection could not be opened",
            tested.Events.OfType<FuzzingServerEvent.Rejected>().Single().Why,
            StringComparison.Ordinal
        );
    }

    private static async Task<Socket> ConnectAsync(Tested tested)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(tested.Server.EndPoint, TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>Returns what comes for these bytes until the server ends the connection; a close frame is not answered.</summary>
    private static Task<string> AskAsync(Tested tested, string request) => AskAsync(tested, request, Encoding.UTF8);

    private static async Task<string> AskAsync(Tested tested, string request, Encoding encoding)
    {
        using var socket = await ConnectAsync(tested);
        await socket.SendAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        var said = new List<byte>();
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken) is > 0 and var read)
                said.AddRange(buffer.AsSpan(0, read));
        }
        catch (SocketException)
        {
            // A server that did not read everything may end with a reset.
        }

        return encoding.GetString([.. said]);
    }
}
