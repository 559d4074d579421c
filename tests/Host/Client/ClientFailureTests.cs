using System.Net;
using System.Net.Sockets;
using LanguageExt;

namespace Pure.WebSockets.Host.Tests;

/// <summary>A failure to connect is a value, and all resources of the attempt are freed.</summary>
public sealed class ClientFailureTests
{
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_refused_upgrade_is_told_with_its_status_its_fields_and_its_body()
    {
        var rejection = new Rejection(
            403,
            Seq.create<Header>(new[] { new Header("X-Why", "origin") }),
            ByteString.FromText("not from there")
        );
        await using var serving = Serving.Echo(new WebSocketServerOptions { Accept = _ => new(rejection) });
        var response = (await Connecting.Fails<ConnectFailure.Rejected>(serving.Uri)).Response;
        Assert.Equal(
            (403, "Forbidden", "origin", "not from there"),
            (
                response.Head.Status,
                response.Head.Reason,
                HeaderList.Single(response.Head.Headers, "X-Why").IfNone(""),
                response.Body.ToText()
            )
        );
        await serving.BecomesEmpty();
    }

    [Fact]
    public async Task A_refusal_that_never_ends_is_told_as_far_as_it_came()
    {
        using var listener = Loopback.Listen();
        // Long enough for the answer to come first, even on a busy machine.
        var failing = Connecting.Fails<ConnectFailure.Rejected>(Uri(listener), Opening(Enough));
        await using var peer = await RawServer.AcceptAsync(listener);
        await peer.ReadHeadAsync();
        await peer.SendAsync("HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\nas far as");
        Assert.Equal("as far as", (await failing.Within()).Response.Body.ToText());
        Assert.Equal("The server rejected the upgrade with 503 Busy.", (await failing).Message);
    }

    [Theory]
    [InlineData(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
            + "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
        "RFC 6455 §4.1",
        "Sec-WebSocket-Accept"
    )]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n", "RFC 6455 §4.1", "Upgrade")]
    [InlineData("SSH-2.0-OpenSSH_9.9\r\n\r\n", "RFC 9112", "")]
    [InlineData("\u0015\u0003\u0003\u0000\u0002\u0002\u0046\n", "RFC 9112 §2.1", "the input is TLS")]
    [InlineData("", "RFC 6455 §4.1", "ended before")]
    public async Task An_answer_that_breaks_a_rule_is_told_with_the_rule(string answer, string rule, string seen)
    {
        using var listener = Loopback.Listen();
        var failing = Connecting.Fails<ConnectFailure.BadResponse>(Uri(listener));
        await using var peer = await RawServer.AcceptAsync(listener);
        await peer.ReadHeadAsync();
        await peer.SendAsync(answer);
        await peer.EndAsync();
        var error = (await failing.Within()).Error;
        Assert.StartsWith(rule, error.Rule, StringComparison.Ordinal);
        Assert.Contains(seen, error.Seen, StringComparison.Ordinal);
        Assert.True(await peer.SeesTheEndAsync());
    }

    [Fact]
    public async Task A_server_that_never_answers_takes_the_time_of_the_opening_handshake()
    {
        using var listener = Loopback.Listen();
        var failing = Connecting.Fails<ConnectFailure.TimedOut>(Uri(listener), Opening(Brief));
        await using var peer = await RawServer.AcceptAsync(listener);
        await peer.ReadHeadAsync();
        Assert.Equal((ConnectStep.OpeningHandshake, Brief), ((await failing.Within()).Step, (await failing).After));
        Assert.True(await peer.SeesTheEndAsync());
    }

    [Fact]
    public async Task A_server_that_accepts_and_never_speaks_TLS_takes_the_time_of_TLS()
    {
        using var listener = Loopback.Listen();
        var failing = Connecting.Fails<ConnectFailure.TimedOut>(Uri(listener, "wss"), Certificates.Client with { TlsTimeout = Brief });
        await using var peer = await RawServer.AcceptAsync(listener);
        Assert.Equal((ConnectStep.Tls, Brief), ((await failing.Within()).Step, (await failing).After));
        Assert.True(await peer.SeesTheEndAsync());
    }

    [Fact]
    public async Task A_host_that_does_not_answer_takes_the_time_of_connecting()
    {
        using var full = await FullListener.MakeAsync();
        var failure = await Connecting.Fails<ConnectFailure.TimedOut>(
            Uri(full.Socket),
            new WebSocketClientOptions { ConnectTimeout = Brief }
        );
        Assert.Equal((ConnectStep.Transport, Brief), (failure.Step, failure.After));
    }

    [Fact]
    public async Task Of_several_addresses_neither_one_that_refuses_nor_one_that_is_silent_keeps_the_client_from_the_next()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only there all of 127 is this machine");
        using var full = await FullListener.MakeAsync();
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), full.Socket.Port()));
        listener.Listen();
        var addresses = new[] { IPAddress.Parse("127.0.0.3"), IPAddress.Loopback, IPAddress.Parse("127.0.0.2") };
        using var socket = await HappyEyeballs.ConnectAsync(addresses, full.Socket.Port(), Patience.Token);
        Assert.Equal(listener.LocalEndPoint, socket.RemoteEndPoint);
        var refused = await Assert.ThrowsAsync<SocketException>(() =>
            HappyEyeballs.ConnectAsync(addresses[..1], full.Socket.Port(), Patience.Token)
        );
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    [Fact]
    public void Addresses_of_both_families_are_tried_by_turns_the_first_ones_family_first()
    {
        var addresses = new[] { "2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1", "192.0.2.2" }.Select(IPAddress.Parse).ToArray();
        Assert.Equal(
            ["2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "2001:db8::3"],
            HappyEyeballs.Interleave(addresses).Select(address => $"{address}")
        );
        Assert.Equal(
            ["192.0.2.1", "2001:db8::1", "192.0.2.2"],
            HappyEyeballs.Interleave([addresses[3], addresses[4], addresses[0]]).Select(address => $"{address}")
        );
    }

    [Fact]
    public async Task An_IPv4_address_that_is_written_as_an_IPv6_one_is_reached_by_IPv4()
    {
        await using var serving = Serving.Echo();
        await using var client = await Connecting.To(new Uri($"ws://[::ffff:127.0.0.1]:{serving.EndPoint.Port}/"));
        Assert.Equal("reached", await client.EchoAsync("reached"));
        Assert.Equal(serving.EndPoint, client.Connection.RemoteEndPoint);

        // A name server may return this beside the address itself: it is one address, tried once.
        IPAddress[] looked = [IPAddress.Parse("::ffff:127.0.0.1"), IPAddress.Loopback];
        Assert.Equal([IPAddress.Loopback], HappyEyeballs.Interleave(looked));
        using var socket = await HappyEyeballs.ConnectAsync(looked, serving.EndPoint.Port, Patience.Token);
        Assert.Equal(serving.EndPoint, socket.RemoteEndPoint);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("socks")]
    public async Task So_is_a_proxy_and_a_server_that_a_proxy_is_asked_for(string kind)
    {
        await using TunnelServer proxy = kind == "http" ? new HttpProxy() : new SocksProxy();
        await using var serving = Serving.Echo();
        ClientProxy way =
            kind == "http" ? new ClientProxy.Http("::ffff:127.0.0.1", proxy.Port) : new ClientProxy.Socks5("::ffff:127.0.0.1", proxy.Port);
        await using var client = await Connecting.To(
            new Uri($"ws://[::ffff:127.0.0.1]:{serving.EndPoint.Port}/"),
            new WebSocketClientOptions { Proxy = _ => way }
        );
        Assert.Equal("reached", await client.EchoAsync("reached"));
        if (proxy is SocksProxy socks) Assert.Equal(1, Assert.Single(socks.Types));
    }

    [Fact]
    public async Task And_a_server_listens_on_one()
    {
        await using var serving = Serving.Echo(address: IPAddress.Parse("::ffff:127.0.0.1"));
        await using var client = await Connecting.To(new Uri($"ws://127.0.0.1:{serving.EndPoint.Port}/"));
        Assert.Equal("reached", await client.EchoAsync("reached"));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task A_port_that_nobody_listens_on_is_told_with_host_and_port(string host)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "no IPv6 here");
        int port;
        using (var listener = Loopback.Listen()) port = listener.Port();
        var failure = await Connecting.Fails<ConnectFailure.Unreachable>(new Uri($"ws://{host}:{port}/"));
        Assert.Equal(SocketError.ConnectionRefused, failure.Error);
        Assert.Equal($"Cannot reach {host}:{port}: the connection was refused.", failure.Message);
    }

    [Fact]
    public async Task A_name_that_stands_for_nothing_is_told()
    {
        var failure = await Connecting.Fails<ConnectFailure.Unreachable>(new Uri("wss://no-such-host.invalid/"));
        Assert.Equal(("no-such-host.invalid", 443), (failure.Host, failure.Port));
        Assert.Contains(failure.Error, new[] { SocketError.HostNotFound, SocketError.TryAgain, SocketError.NoData });
    }

    [Theory]
    [InlineData("http://example.com/", "target", "not a ws or wss URI")]
    [InlineData("/relative", "target", "not a ws or wss URI")]
    [InlineData("ws://example.com/#part", "target", "fragment")]
    [InlineData("ws://user:word@example.com/", "target", "Set the option Authorization")]
    public void A_URI_that_is_no_WebSockets_is_misuse(string uri, string parameter, string says)
    {
        var misuse = Assert.Throws<ArgumentException>(
            parameter,
            () =>
            {
                _ = WebSocketClient.TryConnectAsync(new Uri(uri, UriKind.RelativeOrAbsolute));
            }
        );
        Assert.Contains(says, misuse.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("word", misuse.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sec-WebSocket-Key", "mine")]
    [InlineData("Host", "elsewhere")]
    [InlineData("X-Split", "a\r\nX-Other: b")]
    public void A_field_that_cannot_stand_in_the_request_is_misuse(string name, string value)
    {
        var options = new WebSocketClientOptions { Headers = Seq.create<Header>(new[] { new Header(name, value) }) };
        var misuse = Assert.Throws<ArgumentException>(
            "options",
            () =>
            {
                _ = WebSocketClient.TryConnectAsync(new Uri("ws://127.0.0.1:1/"), options);
            }
        );
        Assert.Contains(name, misuse.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused_by_name()
    {
        var target = new Uri("ws://127.0.0.1:1/");
        var tooLarge = ConnectionOptions.Default with { Limits = Limits.Default with { MaxMessageBytes = long.MaxValue } };
        var options = new WebSocketClientOptions { Protocol = tooLarge };
        Assert.Throws<ArgumentOutOfRangeException>("options", () => { _ = WebSocketClient.TryConnectAsync(target, options); });
        var twice = new WebSocketClientOptions { Subprotocols = Seq.create<string>(new[] { "a", "a" }) };
        Assert.Throws<ArgumentException>("options", () => { _ = WebSocketClient.TryConnectAsync(target, twice); });
    }

    // It fails at once, without lingering.
    private static WebSocketClientOptions Opening(TimeSpan time) =>
        new() { LingerTimeout = Patience.Time * 2, Protocol = ConnectionOptions.Default with { OpeningHandshakeTimeout = time } };

    private static Uri Uri(Socket listener, string scheme = "ws") => new($"{scheme}://127.0.0.1:{listener.Port()}/");
}
