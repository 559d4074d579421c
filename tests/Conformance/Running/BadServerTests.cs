using System.Net.Sockets;
using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// Servers that do not speak WebSocket, or stop doing so: each gets a verdict that says what was seen, and none blocks a run.
/// </summary>
public sealed class BadServerTests
{
    private static readonly TesterOptions Quick = TesterOptions.Default with { OpenHandshakeTimeout = TimeSpan.FromSeconds(0.5) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "the opening handshake was not complete within 0.5 s")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n", "the opening handshake was not complete within 0.5 s")]
    [InlineData("<html>\n<p>hello</p></html>\n", "CR LF")]
    [InlineData("<html></html>\r\n\r\n", "the status line does not have three parts")]
    [InlineData("HTTP/1.0 101 Switching Protocols\r\n\r\n", "the version is \"HTTP/1.0\"")]
    [InlineData("HTTP/1.0 200 OK\r\n\r\n", "the server rejected the upgrade with 200")]
    [InlineData("\u0015\u0003\u0001\u0000\u0002\u0002\u0046\r\n\r\n", "the status line does not have three parts")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "the server rejected the upgrade with 200")]
    public async Task A_server_that_does_not_open_the_connection_fails_the_case(string answer, string why)
    {
        await using var server = Answering(Encoding.Latin1.GetBytes(answer));
        var isLate = why.Contains("not complete", StringComparison.Ordinal);
        var result = await new TcpRunner(new TestTarget(server.Url), isLate ? Quick : Tested.Patient).RunAsync(Only("2.1"), Stop);
        Assert.Equal((Verdict.Failed, Verdict.Failed), (result.Judgement.Behavior, result.Judgement.Close));
        Assert.Contains(why, result.Judgement.Result, StringComparison.Ordinal);
        Assert.Equal(isLate, result.Observation.OpeningTimedOut);
    }

    [Fact]
    public async Task A_server_that_ends_the_connection_before_it_is_open_fails_the_case()
    {
        await using var server = new LoopbackServer((_, _) => Task.CompletedTask);
        var result = await new TcpRunner(new TestTarget(server.Url), Tested.Patient).RunAsync(Only("2.1"), Stop);
        Assert.Contains("the transport ended before the opening handshake was complete", result.Judgement.Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_drops_the_connection_in_the_middle_of_a_frame_fails_the_case()
    {
        await using var server = Trailing(async (socket, stop) => await socket.SendAsync(new byte[] { 0x81, 125, (byte)'*' }, stop));
        var result = await new TcpRunner(new TestTarget(server.Url), Tested.Patient).RunAsync(Only("1.1.2"), Stop);
        Assert.Equal(Verdict.Failed, result.Judgement.Behavior);
        Assert.Contains("the peer ended the transport", result.Judgement.CloseResult, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_the_close_frame_is_left_when_its_time_for_that_is_over()
    {
        await using var server = Trailing(async (socket, stop) =>
        {
            while (await socket.ReceiveAsync(new byte[4096], stop) > 0)
            {
                // Until the tester disconnects.
            }
        });
        var result = await new TcpRunner(server.Url).RunAsync(Only("7.3.3"), Stop);
        Assert.True(result.Observation is { ClosingTimedOut: true, DroppedByMe: true });
        Assert.Contains("the peer did not answer the tester's close frame in time", result.Judgement.CloseResult, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.1")]
    [InlineData("6.3.1")]
    public async Task A_server_that_never_stops_sending_is_given_up_before_it_fills_the_memory(string id)
    {
        var sent = 0L;
        await using var server = Trailing(async (socket, stop) =>
        {
            // Sends frames of 64 KiB, up to 1 GiB.
            byte[] frame = [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0, .. new byte[65536]];
            while (sent < 1L << 30) sent += await socket.SendAsync(frame, stop);
        });
        var result = await new TcpRunner(new TestTarget(server.Url), Tested.Patient).RunAsync(Only(id), Stop);
        Assert.Equal(Verdict.Failed, result.Judgement.Behavior);
        Assert.True(result.Reads.Sum(read => (long)read.Key * read.Value) < 8 * 1024 * 1024);
        Assert.True(Interlocked.Read(ref sent) < 1L << 30);
    }

    [Fact]
    public async Task A_request_names_the_tester_and_has_the_targets_fields()
    {
        var head = new TaskCompletionSource<string>();
        await using var server = new LoopbackServer(
            async (socket, stop) =>
            {
                var buffer = new byte[4096];
                head.SetResult(Encoding.Latin1.GetString(buffer, 0, await socket.ReceiveAsync(buffer, stop)));
            }
        );
        await new TcpRunner(
            new TestTarget(new Uri(server.Url, "/path?a=b")) { Origin = "https://example.org", Protocols = Seq.create("one", "two") },
            Tested.Patient
        ).RunAsync(Only("12.1.1"), Stop);
        var lines = (await head.Task).Split("\r\n");
        Assert.Equal("GET /path?a=b HTTP/1.1", lines[0]);
        Assert.StartsWith("User-Agent: purews/", lines[1], StringComparison.Ordinal);
        Assert.Equal(
            [
                "Host: " + server.Url.Authority,
                "Upgrade: WebSocket",
                "Connection: Upgrade",
                "Pragma: no-cache",
                "Cache-Control: no-cache",
                "Origin: https://example.org",
                "Sec-WebSocket-Protocol: one,two",
                "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover; client_max_window_bits",
                "Sec-WebSocket-Version: 13",
                "",
                "",
            ],
            lines.Skip(2).Where(line => !line.StartsWith("Sec-WebSocket-Key", StringComparison.Ordinal))
        );
    }

    private static Case Only(string id) => Tested.Only(Classic.Quick, id)[0];

    /// <summary>A server that answers a request with these bytes, and nothing more.</summary>
    private static LoopbackServer Answering(byte[] answer) => new(async (socket, stop) =>
    {
        await socket.ReceiveAsync(new byte[4096], stop);
        await socket.SendAsync(answer, stop);
        while (await socket.ReceiveAsync(new byte[4096], stop) > 0)
        {
            // Until the tester disconnects.
        }
    });

    /// <summary>A server that opens the connection correctly, and then does this.</summary>
    private static LoopbackServer Trailing(Func<Socket, CancellationToken, Task> then) => new(async (socket, stop) =>
    {
        var buffer = new byte[4096];
        var read = await socket.ReceiveAsync(buffer, stop);
        await socket.SendAsync(ServerOpening.Answer(buffer.AsSpan(0, read).ToArray(), Option<Compression>.None).Response.Memory, stop);
        await then(socket, stop);
    });
}
