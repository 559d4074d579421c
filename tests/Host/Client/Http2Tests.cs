using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Reflection;
using LanguageExt;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Pure.WebSockets.Host.Tests;

/// <summary>WebSockets over HTTP/2 (RFC 8441), with Kestrel and .NET's WebSocket server.</summary>
public sealed class Http2Tests
{
    private static readonly WebSocketClientOptions Http2 = Certificates.Client with
    {
        HttpVersion = HttpVersion.Version20,
        ConnectTimeout = Patience.Time,
        Protocol = ConnectionOptions.Default with { OpeningHandshakeTimeout = Patience.Time },
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_conversation_with_messages_of_all_sizes_and_a_clean_close(bool secure)
    {
        await using var server = await KestrelServer.StartAsync(secure);
        await using var client = await Connecting.To(server.Uri, Http2);
        Assert.Equal("Grüße, κόσμε 🌍", await client.EchoAsync("Grüße, κόσμε 🌍"));
        foreach (var size in new[] { 0, 1, 126, 65_536, 3 * 1024 * 1024 })
        {
            var data = new byte[size];
            new Random(size).NextBytes(data);
            Assert.True((await client.EchoAsync(MessageKind.Binary, data)).Data.Span.SequenceEqual(data));
        }

        var closure = await client.Connection.CloseAsync(3000, "done").Within();
        Assert.True(closure.Clean, $"{closure}");
        Assert.Equal((3000, Side.Ours), (closure.Code, closure.First));
        Assert.Equal("closed 3000", await Taken(server));
        Assert.Equal(server.Uri.Port, Assert.IsType<IPEndPoint>(client.Connection.RemoteEndPoint).Port);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Its_small_writes_are_sent_at_once_over_each_way_to_the_server(bool secure, bool throughProxy)
    {
        await using var server = await KestrelServer.StartAsync(secure);
        await using var proxy = new HttpProxy();
        var options = Http2 with { Proxy = _ => throughProxy ? new ClientProxy.Http("127.0.0.1", proxy.Port) : null };
        var (stream, _) = await TransportConnector.OpenAsync(
            ClientTarget.Of(server.Uri, options), options, SslApplicationProtocol.Http2, Patience.Token);
        await using var held = stream;
        const BindingFlags Inside = BindingFlags.Instance | BindingFlags.NonPublic;
        var inner = stream is SslStream ? typeof(AuthenticatedStream).GetProperty("InnerStream", Inside)!.GetValue(stream) : stream;
        Assert.True(Assert.IsType<NetworkStream>(inner).Socket.NoDelay);
    }

    [Fact]
    public async Task Both_ends_see_what_was_asked_and_what_was_answered()
    {
        await using var server = await KestrelServer.StartAsync();
        var cookies = new CookieContainer();
        await using var client = await Connecting.To(server.Uri, Http2 with
        {
            Headers = Seq.create<Header>(new[] { new Header("X-Mine", "yes") }),
            Subprotocols = Seq.create<string>(new[] { "v1", "v2" }),
            Cookies = cookies,
        });
        Assert.Equal("HTTP/2 CONNECT yes", HeaderList.Single(client.Connection.ResponseHeaders, "X-Seen").IfNone(""));
        Assert.Equal("v2", client.Connection.Subprotocol);
        Assert.Equal(("/chat", true), (client.Connection.Request.Path, client.Connection.Request.Key.IsNone));
        Assert.Equal("kept=1", cookies.GetCookieHeader(new Uri($"http://127.0.0.1:{server.Uri.Port}/chat")));
    }

    [Fact]
    public async Task Compression_is_agreed_on_and_used()
    {
        await using var server = await KestrelServer.StartAsync(compression: true);
        await using var client = await Connecting.To(
            server.Uri,
            Http2 with
            {
                Protocol = Http2.Protocol with { Compression = CompressionOptions.Default },
            }
        );
        Assert.True(client.Connection.Agreement.Compression.IsSome);
        for (var round = 0; round < 3; round++)
        {
            var text = new string('a', 100_000) + round;
            Assert.Equal(text, await client.EchoAsync(text));
        }
    }

    [Fact]
    public async Task A_refusal_comes_with_status_fields_and_body()
    {
        await using var server = await KestrelServer.StartAsync(refuses: context =>
        {
            context.Response.StatusCode = 403;
            context.Response.Headers.Append("X-Why", "origin");
            context.Response.WriteAsync("not from there").Wait(Patience.Time);
            return true;
        });
        var response = (await Connecting.Fails<ConnectFailure.Rejected>(server.Uri, Http2)).Response;
        Assert.Equal(
            (403, "origin", "not from there"),
            (response.Head.Status, HeaderList.Single(response.Head.Headers, "X-Why").IfNone(""), response.Body.ToText())
        );
    }

    [Fact]
    public async Task A_redirect_is_followed()
    {
        await using var server = await KestrelServer.StartAsync(refuses: context =>
        {
            if (context.Request.Path == "/there") return false;
            context.Response.Redirect("/there");
            return true;
        });
        await using var client = await Connecting.To(server.Uri, Http2 with { MaxRedirects = 1 });
        Assert.Equal(("/there", "arrived"), (client.Connection.Request.Target, await client.EchoAsync("arrived")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_goes_through_a_proxy_and_leaves_no_TCP_connection_behind(bool secure)
    {
        await using var server = await KestrelServer.StartAsync(secure);
        await using TunnelServer proxy = secure ? new SocksProxy() : new HttpProxy();
        await using (
            var client = await Connecting.To(
                server.Uri,
                Http2 with
                {
                    Proxy = _ => secure ? new ClientProxy.Socks5("127.0.0.1", proxy.Port) : new ClientProxy.Http("127.0.0.1", proxy.Port),
                }
            )
        )
        {
            Assert.Equal("through", await client.EchoAsync("through"));
            Assert.Equal(1, proxy.Open);
        }

        await Patience.Until(() => proxy.Open == 0);
        Assert.Single(proxy.Asked);
    }

    [Fact]
    public async Task Connections_of_one_invoker_share_a_TCP_connection_and_end_each_for_itself()
    {
        await using var server = await KestrelServer.StartAsync();
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        var shared = Http2 with { Tls = null, Invoker = invoker };
        await using (var first = await Connecting.To(server.Uri, shared))
        {
            await using var second = await Connecting.To(server.Uri, shared);
            await using var third = await Connecting.To(server.Uri, shared);
            second.Connection.Abort();
            Assert.Equal("broken", await Taken(server));
            Assert.True((await third.Connection.CloseAsync().Within()).Clean);
            Assert.Equal("closed 1000", await Taken(server));
            Assert.Equal("first", await first.EchoAsync("first"));
        }

        await using var fourth = await Connecting.To(server.Uri, shared);
        Assert.Equal("fourth", await fourth.EchoAsync("fourth"));
        Assert.Equal(4, Assert.Single(server.Connections).Value);
    }

    [Fact]
    public async Task An_HttpClient_serves_as_well()
    {
        await using var server = await KestrelServer.StartAsync();
        using var http = new HttpClient();
        await using var client = await Connecting.To(server.Uri, Http2 with { Tls = null, Invoker = http });
        Assert.Equal("plain", await client.EchoAsync("plain"));

        using var listener = Loopback.Listen();
        using var hasty = new HttpClient { Timeout = TimeSpan.FromMilliseconds(150) };
        var late = await Connecting.Fails<ConnectFailure.TimedOut>(
            new Uri($"ws://127.0.0.1:{listener.Port()}/"),
            Http2 with
            {
                Tls = null,
                Invoker = hasty,
            }
        );
        Assert.Equal((ConnectStep.OpeningHandshake, hasty.Timeout), (late.Step, late.After));
    }

    [Fact]
    public async Task Disposing_says_1000_and_aborting_breaks_off()
    {
        await using var server = await KestrelServer.StartAsync();
        await (await Connecting.To(server.Uri, Http2)).DisposeAsync();
        Assert.Equal("closed 1000", await Taken(server));
        var aborted = await Connecting.To(server.Uri, Http2);
        aborted.Connection.Abort();
        Assert.Equal("broken", await Taken(server));
        Assert.Equal(Side.Ours, (await aborted.Connection.Closed.Within()).First);
        await aborted.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_breaks_off_is_noticed()
    {
        await using var server = await KestrelServer.StartAsync();
        await using var client = await Connecting.To(server.Uri, Http2);
        await client.Connection.SendTextAsync("abort");
        while (await client.Connection.ReceiveAsync(Patience.Token) is not null)
        {
            // The echo may come before the end or not at all.
        }

        var closure = await client.Connection.Closed.Within();
        Assert.Equal((false, CloseCode.AbnormalClosure), (closure.Clean, closure.Code));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_without_HTTP_2_is_told(bool secure)
    {
        await using var server = await KestrelServer.StartAsync(secure, HttpProtocols.Http1);
        var failure = (await WebSocketClient.TryConnectAsync(server.Uri, Http2).Within()).Match(
            Left: failure => failure,
            Right: _ => throw new InvalidOperationException()
        );
        Assert.True(failure is ConnectFailure.BadResponse or ConnectFailure.TlsFailed, failure.Message);
        Assert.Contains(secure ? "TLS" : "RFC 9113", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_or_trusted_is_told_as_over_HTTP_1()
    {
        int port;
        using (var listener = Loopback.Listen()) port = listener.Port();
        var gone = new Uri($"ws://127.0.0.1:{port}/");
        Assert.Equal(
            $"Cannot reach 127.0.0.1:{port}: the connection was refused.",
            (await Connecting.Fails<ConnectFailure.Unreachable>(gone, Http2)).Message
        );
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        Assert.Equal(
            System.Net.Sockets.SocketError.ConnectionRefused,
            (await Connecting.Fails<ConnectFailure.Unreachable>(gone, Http2 with { Tls = null, Invoker = invoker })).Error
        );
        await using var server = await KestrelServer.StartAsync(secure: true);
        await Connecting.Fails<ConnectFailure.TlsFailed>(server.Uri, Http2 with { Tls = null });
        await Connecting.Fails<ConnectFailure.TlsFailed>(server.Uri, Http2 with { Tls = null, Invoker = invoker });
    }

    [Fact]
    public async Task A_server_that_never_answers_takes_the_time_of_the_opening_handshake()
    {
        using var listener = Loopback.Listen();
        var brief = TimeSpan.FromMilliseconds(150);
        var failing = Connecting.Fails<ConnectFailure.TimedOut>(
            new Uri($"ws://127.0.0.1:{listener.Port()}/"),
            Http2 with
            {
                Protocol = ConnectionOptions.Default with { OpeningHandshakeTimeout = brief },
            }
        );
        await using var peer = await RawServer.AcceptAsync(listener);
        Assert.Equal((ConnectStep.OpeningHandshake, brief), ((await failing.Within()).Step, (await failing).After));
        Assert.True(await peer.SeesTheEndAsync());
    }

    [Theory]
    [InlineData("ws")]
    [InlineData("wss")]
    public async Task Given_up_while_the_server_is_silent_it_throws_and_frees_the_socket(string scheme)
    {
        using var listener = Loopback.Listen();
        using var cancellation = new CancellationTokenSource();
        var connecting = WebSocketClient.TryConnectAsync(new Uri($"{scheme}://127.0.0.1:{listener.Port()}/"), Http2, cancellation.Token);
        await using var peer = await RawServer.AcceptAsync(listener);
        await peer.ReadAsync(5);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.Within());
        Assert.True(await peer.SeesTheEndAsync());
    }

    [Fact]
    public async Task Fifty_connections_at_once_and_no_buffer_is_left()
    {
        await using var server = await KestrelServer.StartAsync();
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async number =>
        {
            await using var client = await Connecting.To(server.Uri, Http2 with { Tls = null, Invoker = invoker });
            for (var round = 0; round < 5; round++) Assert.Equal($"{number}.{round}", await client.EchoAsync($"{number}.{round}"));
            Assert.Equal(100_000 + number, (await client.EchoAsync(MessageKind.Binary, new byte[100_000 + number])).Data.Length);
        }));
        Assert.Single(server.Connections);
    }

    [Fact]
    public void What_makes_no_sense_is_misuse()
    {
        var target = new Uri("ws://127.0.0.1:9/");
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        Assert.Throws<ArgumentException>(
            "options",
            () =>
            {
                _ = WebSocketClient.TryConnectAsync(target, new WebSocketClientOptions { HttpVersion = HttpVersion.Version30 });
            }
        );
        Assert.Throws<ArgumentException>(
            "options",
            () =>
            {
                _ = WebSocketClient.TryConnectAsync(target, new WebSocketClientOptions { Invoker = invoker });
            }
        );
        Assert.Throws<ArgumentException>(
            "options",
            () =>
            {
                _ = WebSocketClient.TryConnectAsync(target, Http2 with { Invoker = invoker });
            }
        );
        Assert.Throws<ArgumentException>(
            "options",
            () =>
            {
                _ = WebSocketClient.TryConnectAsync(target, Http2 with { Tls = null, Invoker = invoker, Proxy = _ => null });
            }
        );
        Assert.Throws<ArgumentException>(
            "options",
            () =>
            {
                _ = WebSocketClient.TryConnectAsync(Stream.Null, target, Http2);
            }
        );
        Assert.Throws<ArgumentException>(
            "options",
            () =>
            {
                _ = WebSocketClient.TryConnectAsync(
                    target,
                    Http2 with
                    {
                        Headers = Seq.create<Header>(new[] { new Header("Sec-WebSocket-Key", "mine") }),
                    }
                );
            }
        );
        Assert.Throws<ArgumentException>(() =>
        {
            _ = WebSocketClient.TryConnectAsync(
                target,
                Http2 with
                {
                    Headers = Seq.create<Header>(new[] { new Header("Content-Type", "text/plain") }),
                }
            );
        });
        Assert.Throws<ArgumentOutOfRangeException>("MaxRedirects", () => new WebSocketClientOptions { MaxRedirects = -1 });
    }

    private static Task<string> Taken(KestrelServer server) => server.Ends.Reader.ReadAsync(Patience.Token).AsTask();
}
