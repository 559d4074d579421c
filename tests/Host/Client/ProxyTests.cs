using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Real tunnels through proxies to real servers.</summary>
public sealed class ProxyTests
{
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(150);

    // A time limit for steps that must complete first, even on a busy machine.
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("http", "ws")]
    [InlineData("http", "wss")]
    [InlineData("https", "ws")]
    [InlineData("https", "wss")]
    [InlineData("socks", "ws")]
    [InlineData("socks", "wss")]
    public async Task A_conversation_goes_through_each_kind_of_proxy_with_TLS_to_the_server_and_without(string kind, string scheme)
    {
        await using var proxy = Start(kind);
        await using var serving = Serving.Echo(scheme == "wss" ? Certificates.Server : null);
        var target = new Uri($"{scheme}://localhost:{serving.EndPoint.Port}/through");
        await using (var client = await Connecting.To(target, Through(proxy)))
        {
            Assert.Equal("Grüße, κόσμε 🌍", await client.EchoAsync("Grüße, κόσμε 🌍"));
            var data = new byte[3 * 1024 * 1024];
            new Random(1928).NextBytes(data);
            Assert.True((await client.EchoAsync(MessageKind.Binary, data)).Data.Span.SequenceEqual(data));
            Assert.Equal(proxy.Port, Assert.IsType<IPEndPoint>(client.Connection.RemoteEndPoint).Port);
            Assert.Equal($"localhost:{serving.EndPoint.Port}", Assert.Single(proxy.Asked));
            Assert.True((await client.Connection.CloseAsync().Within()).Clean);
        }

        await serving.BecomesEmpty();
    }

    [Theory]
    [InlineData("http")]
    [InlineData("socks")]
    public async Task It_is_the_proxy_that_looks_up_the_servers_name(string kind)
    {
        await using var proxy = Start(kind);
        await using var serving = Serving.Echo();
        await using var client = await Connecting.To(new Uri($"ws://only.there.invalid:{serving.EndPoint.Port}/"), Through(proxy));
        Assert.Equal("found", await client.EchoAsync("found"));
        Assert.Equal(
            $"only.there.invalid:{serving.EndPoint.Port}",
            HeaderList.Single(client.Connection.Request.Headers, "Host").IfNone("")
        );
    }

    [Theory]
    [InlineData("127.0.0.1", 1)]
    [InlineData("[::1]", 4)]
    [InlineData("localhost", 3)]
    public async Task A_SOCKS_proxy_is_told_addresses_as_addresses_and_names_as_names(string host, byte type)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "no IPv6 here");
        await using var proxy = new SocksProxy();
        await using var serving = Serving.Echo(address: host == "[::1]" ? IPAddress.IPv6Loopback : IPAddress.Loopback);
        await using var client = await Connecting.To(new Uri($"ws://{host}:{serving.EndPoint.Port}/"), Through(proxy));
        Assert.Equal("typed", await client.EchoAsync("typed"));
        Assert.Equal(type, Assert.Single(proxy.Types));
    }

    [Fact]
    public async Task An_HTTP_proxy_is_asked_by_CONNECT_with_host_and_port_and_what_is_for_it_alone()
    {
        await using var proxy = new HttpProxy();
        await using var serving = Serving.Echo(address: IPAddress.IPv6Any);
        var options = Through(proxy) with { Authorization = HttpAuthorization.Bearer("for-the-server") };
        await using var client = await Connecting.To(new Uri($"ws://[::1]:{serving.EndPoint.Port}/path"), options);
        Assert.Equal(
            $"CONNECT [::1]:{serving.EndPoint.Port} HTTP/1.1\r\nHost: [::1]:{serving.EndPoint.Port}\r\n\r\n",
            Assert.Single(proxy.Requests)
        );
    }

    [Theory]
    [InlineData("HTTP/1.0 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 Connection established\r\nVia: here\r\n\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 Connection established\r\n\r\n")]
    [InlineData("HTTP/1.0 102 Processing\r\nVia: 1.0 here\r\n\r\nHTTP/1.1 103 Early\r\n\r\nHTTP/1.0 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")]
    public async Task An_HTTP_proxy_may_say_yes_in_other_ways(string yes)
    {
        await using var proxy = new HttpProxy { Yes = yes };
        await using var serving = Serving.Echo();
        await using var client = await Connecting.To(serving.Uri, Through(proxy));
        Assert.Equal("yes", await client.EchoAsync("yes"));
    }

    [Fact]
    public async Task An_HTTP_proxy_gets_basic_credentials_and_without_them_its_407_is_told_whole()
    {
        await using var proxy = new HttpProxy { Login = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==" };
        await using var serving = Serving.Echo();
        await using (var client = await Connecting.To(serving.Uri, Through(proxy, new NetworkCredential("Aladdin", "open sesame"))))
            Assert.Equal("in", await client.EchoAsync("in"));

        var failure = await Connecting.Fails<ConnectFailure.ProxyRefused>(serving.Uri, Through(proxy));
        Assert.Equal((407, "who are you"), (failure.Response.Head.Status, failure.Response.Body.ToText()));
        Assert.Equal("Basic realm=\"tests\"", HeaderList.Single(failure.Response.Head.Headers, "Proxy-Authenticate").IfNone(""));
        Assert.Equal(
            $"The proxy http://127.0.0.1:{proxy.Port} rejected the tunnel with 407 Proxy Authentication Required.",
            failure.Message
        );
    }

    [Fact]
    public async Task A_SOCKS_proxy_gets_user_and_password_and_says_whether_it_takes_them()
    {
        await using var proxy = new SocksProxy { Login = "Aladdin:öffne dich" };
        await using var serving = Serving.Echo();
        await using (var client = await Connecting.To(serving.Uri, Through(proxy, new NetworkCredential("Aladdin", "öffne dich"))))
            Assert.Equal("in", await client.EchoAsync("in"));

        var wrong = await Connecting.Fails<ConnectFailure.ProxyFailed>(
            serving.Uri,
            Through(proxy, new NetworkCredential("Aladdin", "wrong-word"))
        );
        Assert.Equal(
            (
                ProxyFault.Credentials,
                $"The proxy socks5://127.0.0.1:{proxy.Port} did not open a tunnel: it rejected the username and password (status 9, RFC "
                    + $"1929 §2)."
            ),
            (wrong.Fault, wrong.Message)
        );
        var nobody = await Connecting.Fails<ConnectFailure.ProxyFailed>(serving.Uri, Through(proxy));
        Assert.Equal((ProxyFault.Credentials, "it requires credentials (RFC 1928 §3)"), (nobody.Fault, nobody.Reason));
    }

    [Theory]
    [InlineData(SocksReply.GeneralFailure, "it failed")]
    [InlineData(SocksReply.NotAllowed, "rules")]
    [InlineData(SocksReply.NetworkUnreachable, "network")]
    [InlineData(SocksReply.HostUnreachable, "cannot be reached")]
    [InlineData(SocksReply.ConnectionRefused, "refused the connection")]
    [InlineData(SocksReply.TtlExpired, "too long")]
    [InlineData(SocksReply.CommandNotSupported, "does not support CONNECT")]
    [InlineData(SocksReply.AddressTypeNotSupported, "type of address")]
    [InlineData((SocksReply)77, "unknown")]
    public async Task What_a_SOCKS_proxy_replies_is_told_by_name(SocksReply reply, string says)
    {
        await using var proxy = new SocksProxy { Refusal = (byte)reply };
        var failure = await Connecting.Fails<ConnectFailure.SocksRefused>(new Uri("ws://127.0.0.1:9/"), Through(proxy));
        Assert.Equal(reply, failure.Reply);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http", "HTTP/1.1 20", "ended before")]
    [InlineData("http", "SSH-2.0-OpenSSH_9.9\r\n\r\n", "RFC 9112")]
    [InlineData("http", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/2.0")]
    [InlineData("http", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.2 200 OK\r\n\r\n", "HTTP/1.2")]
    [InlineData("http", "HTTP/1.1 101 Switching Protocols\r\n\r\n", "Upgrade")]
    [InlineData("socks", "HTTP/1.1 400 Bad Request\r\n\r\n", "version 72 instead of 5")]
    [InlineData("socks", "\u0005\u0007", "method 7")]
    [InlineData("socks", "\u0005\u0000\u0004\u0000\u0000\u0001", "version 4 instead of 5")]
    [InlineData("socks", "\u0005\u0000\u0005\u0000\u0000\u0009", "type 9")]
    [InlineData("socks", "\u0005", "closed the connection before")]
    public async Task An_answer_that_is_none_is_told(string kind, string answer, string says)
    {
        using var listener = Loopback.Listen();
        var failing = Connecting.Fails<ConnectFailure.ProxyFailed>(
            new Uri("ws://127.0.0.1:9/"),
            new WebSocketClientOptions { Proxy = _ => Of(kind, listener.Port()) }
        );
        await using var peer = await RawServer.AcceptAsync(listener);
        await peer.SendAsync(answer);
        await peer.EndAsync();
        var failure = await failing.Within();
        Assert.Equal(ProxyFault.Answer, failure.Fault);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.True(await peer.SeesTheEndAsync());
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    [InlineData("socks")]
    public async Task A_proxy_that_never_answers_takes_its_own_time(string kind)
    {
        using var listener = Loopback.Listen();
        var failing = Connecting.Fails<ConnectFailure.TimedOut>(
            new Uri("wss://127.0.0.1:9/"),
            new WebSocketClientOptions { Proxy = _ => Of(kind, listener.Port()), ProxyTimeout = Brief }
        );
        await using var peer = await RawServer.AcceptAsync(listener);
        var failure = await failing.Within();
        Assert.Equal(
            (ConnectStep.Proxy, Brief, "The proxy's tunnel was not complete after 0.15 s."),
            (failure.Step, failure.After, failure.Message)
        );
        Assert.True(await peer.SeesTheEndAsync());
    }

    [Fact]
    public async Task What_comes_behind_a_yes_is_the_servers()
    {
        using var listener = Loopback.Listen();
        var failing = Connecting.Fails<ConnectFailure.Rejected>(
            new Uri("ws://127.0.0.1:9/"),
            new WebSocketClientOptions { Proxy = _ => Of("http", listener.Port()) }
        );
        await using var peer = await RawServer.AcceptAsync(listener);
        await peer.SendAsync("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
        Assert.Equal("no", (await failing.Within()).Response.Body.ToText());
    }

    [Fact]
    public async Task A_refusal_whose_body_never_ends_is_told_as_far_as_it_came()
    {
        using var listener = Loopback.Listen();
        var failing = Connecting.Fails<ConnectFailure.ProxyRefused>(
            new Uri("ws://127.0.0.1:9/"),
            new WebSocketClientOptions { Proxy = _ => Of("http", listener.Port()), ProxyTimeout = Enough }
        );
        await using var peer = await RawServer.AcceptAsync(listener);
        await peer.SendAsync("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 100\r\n\r\nno route");
        Assert.Equal("no route", (await failing.Within()).Response.Body.ToText());
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_told_as_the_proxy()
    {
        int port;
        using (var listener = Loopback.Listen())
            port = listener.Port();
        var failure = await Connecting.Fails<ConnectFailure.ProxyFailed>(
            new Uri("wss://127.0.0.1:9/"),
            new WebSocketClientOptions { Proxy = _ => new ClientProxy.Http("localhost", port) }
        );
        Assert.Equal(
            (ProxyFault.Unreachable, $"The proxy http://localhost:{port} did not open a tunnel: the connection was refused."),
            (failure.Fault, failure.Message)
        );
    }

    [Fact]
    public async Task The_certificate_of_a_proxy_is_its_own_affair_and_the_servers_the_servers()
    {
        await using var proxy = Start("https");
        await using var serving = Serving.Echo(Certificates.Server with { OnError = null });
        var trusting = Through(proxy);
        var noProxy = await Connecting.Fails<ConnectFailure.ProxyFailed>(
            serving.SecureUri,
            trusting with
            {
                Proxy = _ => new ClientProxy.Http("127.0.0.1", proxy.Port) { Tls = new SslClientAuthenticationOptions() },
            }
        );
        Assert.Equal(ProxyFault.Tls, noProxy.Fault);
        var noServer = await Connecting.Fails<ConnectFailure.TlsFailed>(serving.SecureUri, trusting with { Tls = null });
        Assert.Equal(serving.EndPoint.Port, noServer.Port);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    [InlineData("socks")]
    public async Task Given_up_within_the_tunnels_making_it_throws_and_frees_the_socket(string kind)
    {
        using var listener = Loopback.Listen();
        using var cancellation = new CancellationTokenSource();
        var connecting = WebSocketClient.TryConnectAsync(
            new Uri("ws://127.0.0.1:9/"),
            new WebSocketClientOptions { Proxy = _ => Of(kind, listener.Port()) },
            cancellation.Token
        );
        await using var peer = await RawServer.AcceptAsync(listener);
        await peer.ReadAsync(3);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.Within());
        Assert.True(await peer.SeesTheEndAsync());
    }

    [Fact]
    public void Credentials_that_a_proxy_cannot_be_told_are_misuse()
    {
        foreach (
            var proxy in new ClientProxy[]
            {
                new ClientProxy.Socks5("127.0.0.1") { Credentials = new NetworkCredential("user", new string('x', 256)) },
                new ClientProxy.Socks5("127.0.0.1") { Credentials = new NetworkCredential("", "word") },
                new ClientProxy.Http("127.0.0.1", 1) { Credentials = new NetworkCredential("us:er", "word") },
            }
        )
            Assert.Throws<ArgumentException>(() =>
            {
                _ = WebSocketClient.TryConnectAsync(new Uri("ws://127.0.0.1:9/"), new WebSocketClientOptions { Proxy = _ => proxy });
            });
        Assert.Throws<ArgumentException>(() => new ClientProxy.Http("", 80));
        Assert.Throws<ArgumentException>(() => new ClientProxy.Socks5("host", 0));
    }

    private static TunnelServer Start(string kind) => kind switch
    {
        "http" => new HttpProxy(),
        "https" => new HttpProxy { Tls = new SslServerAuthenticationOptions { ServerCertificate = Certificates.Own } },
        _ => new SocksProxy(),
    };

    private static ClientProxy Of(string kind, int port, NetworkCredential? credentials = null) => kind switch
    {
        "http" => new ClientProxy.Http("127.0.0.1", port) { Credentials = credentials },
        "https" => new ClientProxy.Http("127.0.0.1", port) { Credentials = credentials, Tls = Certificates.Trusting() },
        _ => new ClientProxy.Socks5("127.0.0.1", port) { Credentials = credentials },
    };

    private static WebSocketClientOptions Through(TunnelServer proxy, NetworkCredential? credentials = null) =>
        Certificates.Client with
        {
            Proxy = _ =>
                Of(
                    proxy is SocksProxy ? "socks"
                        : proxy.Tls is null ? "http"
                        : "https",
                    proxy.Port,
                    credentials
                ),
        };
}
