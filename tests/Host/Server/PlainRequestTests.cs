using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using LanguageExt;
using Microsoft.Extensions.Logging;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Clients that do not ask for a WebSocket: health probes, with or without HTTP.</summary>
public sealed class PlainRequestTests
{
    private const string Get = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

    [Theory]
    [InlineData(Get, "HTTP/1.1 200 OK", "ok /healthz")]
    [InlineData("GET /healthz HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK", "ok /healthz")]
    [InlineData("\r\nGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n", "HTTP/1.1 200 OK", "ok /healthz")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK", "ok *")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody", "HTTP/1.1 200 OK", "ok /")]
    [InlineData("HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK", "")]
    public async Task A_hook_answers_them_with_status_fields_and_body_however_the_request_is_cut(string request, string line, string body)
    {
        var log = new LevelledLines();
        await using var serving = Serving.Echo(
            new WebSocketServerOptions
            {
                Logger = log,
                Respond = asked => new PlainResponse(
                    200,
                    LanguageExt.Seq.create(new Header("Cache-Control", "no-store")),
                    ByteString.FromText($"ok {asked.Target}")
                ),
            }
        );
        foreach (var chop in new[] { request.Length, 1 })
        {
            using var peer = await RawPeer.ConnectAsync(serving.EndPoint, socket => socket.NoDelay = true);
            foreach (var part in Encoding.ASCII.GetBytes(request).Chunk(chop)) await peer.SendAsync(part);
            var head = await peer.ReadHeadAsync();
            Assert.StartsWith(line + "\r\n", head, StringComparison.Ordinal);
            Assert.Contains("\r\nConnection: close\r\n", head, StringComparison.Ordinal);
            Assert.Contains("\r\nCache-Control: no-store\r\n", head, StringComparison.Ordinal);
            Assert.Contains(
                $"\r\nContent-Length: {"ok ".Length + (body.Length == 0 ? "/healthz".Length : body.Length - "ok ".Length)}\r\n",
                head,
                StringComparison.Ordinal
            );
            Assert.Equal(body, await peer.ReadRestAsync());
        }

        Assert.Equal(LogLevel.Debug, (await log.LineWith("is answered with 200")).Level);
        Assert.DoesNotContain(log.All, seen => seen.Text.Contains("did not open", StringComparison.Ordinal));
        Assert.Empty(serving.Errors);
    }

    [Fact]
    public async Task What_the_hook_does_not_answer_is_answered_by_the_rules_of_the_opening_handshake()
    {
        await using var serving = Serving.Echo(
            new WebSocketServerOptions
            {
                Respond = asked => asked.Target == "/healthz" ? PlainResponse.Create(204) : null,
            }
        );
        Assert.StartsWith("HTTP/1.1 426 ", (await AskAsync(serving, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")).Head, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 505 ", (await AskAsync(serving, "GET / HTTP/1.0\r\n\r\n")).Head, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400 ", (await AskAsync(serving, "GET /healthz HTTP/1.1\r\n\r\n")).Head, StringComparison.Ordinal);
        var (head, body) = await AskAsync(serving, Get);
        Assert.Equal(("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", ""), (head, body));
    }

    [Fact]
    public async Task Those_who_ask_for_a_WebSocket_are_none_of_its_business()
    {
        var asked = new ConcurrentQueue<RequestHead>();
        await using var serving = Serving.Echo(new WebSocketServerOptions { Respond = Note });
        await using var client = await Connecting.To(serving.Uri);
        Assert.Equal("opened", await client.EchoAsync("opened"));
        Assert.StartsWith(
            "HTTP/1.1 426 ",
            (await AskAsync(serving, "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")).Head,
            StringComparison.Ordinal
        );
        Assert.Empty(asked);

        PlainResponse? Note(RequestHead head)
        {
            asked.Enqueue(head);
            return PlainResponse.Create(200);
        }
    }

    public static TheoryData<string, Func<RequestHead, PlainResponse?>> Wrong { get; } =
        new()
        {
            { "on purpose", _ => throw new InvalidDataException("on purpose") },
            { "status 101", _ => PlainResponse.Create(101) },
            { "the body has 65537 bytes", _ => new PlainResponse(200, Seq<Header>.Empty, new byte[PlainResponse.MaxBodyBytes + 1]) },
            { "has no body", _ => PlainResponse.Create(204, "text") },
            {
                "must not set Content-Length",
                _ => new PlainResponse(200, LanguageExt.Seq.create(new Header("Content-Length", "7")), ByteString.Empty)
            },
            { "the value of X", _ => new PlainResponse(200, LanguageExt.Seq.create(new Header("X", "a\r\nb")), ByteString.Empty) },
        };

    [Theory, MemberData(nameof(Wrong))]
    public async Task A_hook_that_fails_or_says_what_may_not_stand_there_is_told_and_the_probe_sees_500(
        string why,
        Func<RequestHead, PlainResponse?> respond
    )
    {
        await using var serving = Serving.Echo(new WebSocketServerOptions { Respond = respond });
        Assert.StartsWith("HTTP/1.1 500 ", (await AskAsync(serving, Get)).Head, StringComparison.Ordinal);
        Assert.Contains(why, Assert.Single(serving.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_probe_that_sends_nothing_is_a_line_for_debugging(bool secured, bool reset)
    {
        var log = new LevelledLines();
        await using var serving = Serving.Echo((secured ? Certificates.Server : WebSocketServerOptions.Default) with { Logger = log });
        using (var peer = await RawPeer.ConnectAsync(serving.EndPoint))
        {
            if (reset) peer.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        Assert.Equal(LogLevel.Debug, (await log.LineWith("sent nothing")).Level);
        await serving.BecomesEmpty();
        Assert.DoesNotContain(
            log.All,
            line => line.Level > LogLevel.Information || line.Text.Contains("did not open", StringComparison.Ordinal)
        );
        Assert.Empty(serving.Errors);
    }

    private static async Task<(string Head, string Body)> AskAsync(Serving serving, string request)
    {
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await peer.SendAsync(Encoding.ASCII.GetBytes(request));
        return (await peer.ReadHeadAsync(), await peer.ReadRestAsync());
    }
}
