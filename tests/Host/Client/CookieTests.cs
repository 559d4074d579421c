using System.Net;
using LanguageExt;

namespace Pure.WebSockets.Host.Tests;

/// <summary>A client uses the cookies of the http or https URI with the same host and path.</summary>
public sealed class CookieTests
{
    [Fact]
    public async Task What_the_101_sets_is_kept_told_and_sent_with_the_next_request()
    {
        var cookies = new CookieContainer();
        await using var serving = Serving.Echo(
            new WebSocketServerOptions
            {
                Accept = _ => new(new Acceptance(
                    Option<string>.None,
                    Fields("session=abc; HttpOnly; Path=/", "theme=dark; Path=/elsewhere", "foreign=1; Domain=example.com", "=;;;=")
                )),
            }
        );
        await using (var first = await Connecting.To(serving.Uri, new WebSocketClientOptions { Cookies = cookies }))
        {
            Assert.True(HeaderList.Values(first.Connection.Request.Headers, "Cookie").IsEmpty);
            Assert.Equal("session=abc; HttpOnly; Path=/", HeaderList.Values(first.Connection.ResponseHeaders, "Set-Cookie")[0]);
            Assert.Equal("websocket", HeaderList.Single(first.Connection.ResponseHeaders, "Upgrade").IfNone(""));
        }

        await using var second = await Connecting.To(serving.Uri, new WebSocketClientOptions { Cookies = cookies });
        Assert.Equal("session=abc", HeaderList.Single(second.Connection.Request.Headers, "Cookie").IfNone(""));
        await using var elsewhere = await Connecting.To(
            new Uri(serving.Uri, "/elsewhere/and/on"),
            new WebSocketClientOptions { Cookies = cookies }
        );
        Assert.Equal("theme=dark; session=abc", HeaderList.Single(elsewhere.Connection.Request.Headers, "Cookie").IfNone(""));
    }

    [Fact]
    public async Task What_a_refusal_sets_is_kept()
    {
        var cookies = new CookieContainer();
        await using var serving = Serving.Echo(
            new WebSocketServerOptions
            {
                Accept = context =>
                    new(HeaderList.Single(context.Request.Headers, "Cookie") == "ticket=7"
                        ? Acceptance.Plain
                        : new Rejection(401, Fields("ticket=7"), ByteString.Empty)),
            }
        );
        var options = new WebSocketClientOptions { Cookies = cookies };
        Assert.Equal(401, (await Connecting.Fails<ConnectFailure.Rejected>(serving.Uri, options)).Response.Head.Status);
        await using var client = await Connecting.To(serving.Uri, options);
        Assert.Equal("let in", await client.EchoAsync("let in"));
    }

    [Fact]
    public async Task A_secure_cookie_goes_to_wss_and_not_to_ws()
    {
        var cookies = new CookieContainer();
        cookies.Add(new Cookie("secret", "1", "/", "localhost") { Secure = true });
        await using var plain = Serving.Echo();
        await using var secure = Serving.Echo(Certificates.Server);
        await using var overWs = await Connecting.To(
            new Uri($"ws://localhost:{plain.EndPoint.Port}/"),
            new WebSocketClientOptions { Cookies = cookies }
        );
        Assert.True(HeaderList.Values(overWs.Connection.Request.Headers, "Cookie").IsEmpty);
        await using var overWss = await Connecting.To(
            new Uri($"wss://localhost:{secure.EndPoint.Port}/"),
            Certificates.Client with
            {
                Cookies = cookies,
            }
        );
        Assert.Equal("secret=1", HeaderList.Single(overWss.Connection.Request.Headers, "Cookie").IfNone(""));
    }

    [Fact]
    public async Task A_connection_over_a_given_stream_has_them_too()
    {
        var cookies = new CookieContainer();
        await using var serving = Serving.Echo(
            new WebSocketServerOptions { Accept = _ => new(new Acceptance(Option<string>.None, Fields("kept=1"))) }
        );
        var stream = await Loopback.ConnectAsync(serving.EndPoint.Port);
        await using var connection = (
            await WebSocketClient
                .TryConnectAsync(stream, new Uri("ws://named.example/"), new WebSocketClientOptions { Cookies = cookies })
                .Within()
        ).IfLeft(failure => throw new InvalidOperationException(failure.Message));
        Assert.Equal("kept=1", cookies.GetCookieHeader(new Uri("http://named.example/")));
    }

    private static Seq<Header> Fields(params string[] cookies) =>
        Seq.create<Header>(cookies.Select(cookie => new Header("Set-Cookie", cookie)).ToArray());
}
