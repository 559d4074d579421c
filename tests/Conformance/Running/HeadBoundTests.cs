using System.Net.Sockets;
using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests that every head of a peer has the same bound, and that nothing after a rejected handshake is collected.</summary>
public sealed class HeadBoundTests
{
    private const string TooLong = "the head is longer than 1048576 bytes, the limit of the tester";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, "the server rejected the upgrade with 404")]
    [InlineData(1, TooLong)]
    public async Task The_head_of_a_response_has_at_most_1_MiB(int more, string why)
    {
        const string Start = "HTTP/1.1 404 Not Found\r\nX: ";
        var filler = new string('x', HeadBound.Bytes + more - Start.Length - 4);
        await using var server = Answering(async (socket, stop) =>
            await socket.SendAsync(Encoding.Latin1.GetBytes($"{Start}{filler}\r\n\r\n"), stop)
        );
        Assert.Contains(why, await WhyAsync(server), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void The_head_of_a_request_has_at_most_1_MiB(int more, bool isTooLong)
    {
        const string Start = "GET / HTTP/1.1\r\nHost: h\r\nX: ";
        var filler = new string('x', HeadBound.Bytes + more - Start.Length - 4);
        var read = new IncomingHead().Read(Encoding.Latin1.GetBytes($"{Start}{filler}\r\n\r\n"));
        Assert.Equal(
            isTooLong ? TooLong : "",
            read.Match(Some: head => head.Match(Right: _ => "", Left: error => error.Seen), None: () => "not complete")
        );
    }

    [Theory]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n", "X: y\r\n", TooLong)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nX: ", "y", TooLong)]
    [InlineData("", "HTTP/1.1 100 Continue\r\n\r\n", "the opening handshake was not complete within 0.5 s")]
    public async Task A_head_without_an_end_does_not_open_the_connection(string start, string repeated, string why)
    {
        await using var server = Answering(async (socket, stop) =>
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(start), stop);
            await SendForeverAsync(socket, repeated, stop);
        });
        var options = why == TooLong ? Tested.Patient : TesterOptions.Default with { OpenHandshakeTimeout = TimeSpan.FromSeconds(0.5) };
        Assert.Contains(why, await WhyAsync(server, options), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_without_an_end_after_a_rejection_is_not_collected()
    {
        var ended = new TaskCompletionSource();
        await using var server = Answering(async (socket, stop) =>
        {
            try
            {
                await SendForeverAsync(socket, "HTTP/1.1 404 Not Found\r\n\r\n" + new string('x', 65536), stop);
            }
            finally
            {
                ended.TrySetResult();
            }
        });
        Assert.Contains("the server rejected the upgrade with 404", await WhyAsync(server), StringComparison.Ordinal);
        // The tester disconnects, although the body has no end.
        await ended.Task.WaitAsync(ToolProcess.Patience, Stop);
    }

    [Theory]
    [InlineData(500_000, "the server rejected the connection with 404 (RFC 8441 §5)")]
    [InlineData(1_500_000, TooLong)]
    public async Task A_head_over_HTTP_2_has_the_same_bound(int length, string why)
    {
        await using var server = await KestrelEcho.StartRejectingAsync(length);
        var target = new TestTarget(new Uri(server.Url, "/")) { IsHttp2 = true };
        var result = await new TcpRunner(target, Tested.Patient).RunAsync(Tested.Only(Classic.Quick, "2.1")[0], Stop);
        Assert.Contains(why, result.Judgement.Result, StringComparison.Ordinal);
    }

    private static async Task<string> WhyAsync(LoopbackServer server, TesterOptions? options = null)
    {
        var runner = new TcpRunner(new TestTarget(server.Url), options ?? Tested.Patient);
        var result = await runner.RunAsync(Tested.Only(Classic.Quick, "2.1")[0], Stop).WaitAsync(ToolProcess.Patience, Stop);
        Assert.Equal(Verdict.Failed, result.Judgement.Behavior);
        Assert.InRange(result.Observation.Response.Length, 0, HeadBound.Bytes + 1);
        return result.Judgement.Result;
    }

    private static async Task SendForeverAsync(Socket socket, string repeated, CancellationToken stop)
    {
        var octets = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(repeated, Math.Max(1, 65536 / repeated.Length))));
        while (true) await socket.SendAsync(octets, stop);
    }

    private static LoopbackServer Answering(Func<Socket, CancellationToken, Task> answer) => new(async (socket, stop) =>
    {
        await socket.ReceiveAsync(new byte[4096], stop);
        await answer(socket, stop);
        while (await socket.ReceiveAsync(new byte[4096], stop) > 0)
        {
            // Until the tester disconnects.
        }
    });
}
