using System.Net;
using System.Net.Sockets;
using System.Text;
using LanguageExt;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// Whatever bytes a server or proxy sends, connecting ends with a connection or a <see cref="ConnectFailure"/>, and all resources are
/// freed. An answer's number always produces the same bytes.
/// </summary>
public sealed class HostileAnswersTests
{
    private const int Answers = 200;

    // Hosts without a name look-up, and some that .NET rejects as arguments.
    private static readonly string[] Locations =
    [
        "/again",
        "//",
        "?",
        "",
        "ws:again",
        "http:///",
        "ws://",
        "http://[::",
        "http://[::ffff:127.0.0.1]:1/",
        "ws://0.0.0.0:1/",
        "ws://[::]:1/",
        "ws://127.1:1/",
        "ws://0x7f.1:1/",
        "ws://127.0.0.1:0/",
        "ws://127.0.0.1:65536/",
        "ws://255.255.255.255:1/",
        "ws://[fe80::1%25lo]:1/",
        "ws://a..b:1/",
        "ws://-:1/",
        "ws://*/",
        "ws://xn--/",
        "ws://\u00fc" + new string('a', 70) + "/",
        "http://" + new string('a', 64) + ":1/",
        "ws://" + Name(256) + ":1/",
        "wss://" + Name(4000) + "/",
        "ws://user@127.0.0.1:1/",
        "file:///etc/passwd",
        "javascript:0",
        "http://127.0.0.1:1/%00%ff",
        "ws://127.0.0.1:1/\\..\\",
        "ws://127.0.0.1:1/#\u00ff",
    ];

    private static readonly string[] Cookies =
    [
        "a=b",
        "a",
        "=",
        ";",
        "a=b; Max-Age=99999999999999999999",
        "a=b; Max-Age=-1",
        "a=b; Expires=Thu, 99 Foo 9999 99:99:99 GMT",
        "a=b; Expires=Fri, 31 Dec 9999 23:59:59 GMT",
        "a=b; Domain=..",
        "a=b; Domain=" + Name(300),
        "a=b; Path=\u00ff",
        "a=b; Version=9",
        "a=b; Port=\"x\"",
        "a=\"b",
        "$a=b",
        "a=\u0080\u00ff",
        "a=b, c=d; Secure, e",
        "a=" + new string('x', 5000),
    ];

    [Theory]
    [InlineData("server")]
    [InlineData("secure server")]
    [InlineData("server of HTTP/2")]
    [InlineData("HTTP proxy")]
    [InlineData("SOCKS proxy")]
    public async Task Nothing_that_is_answered_makes_connecting_throw(string who)
    {
        await using var hostile = new HostilePeer(number => Answer(who, number));
        var cookies = new CookieContainer();
        var options = Options(who, hostile.Port) with { MaxRedirects = 3, Cookies = cookies };
        for (var number = 0; number < Answers; number++)
        {
            hostile.Number = number;
            var buffers = new BufferPool();
            try
            {
                var outcome = await WebSocketClient
                    .TryConnectAsync(Target(who, hostile.Port), options, buffers, CancellationToken.None)
                    .Within();
                await outcome.Match(Left: failure => Told(failure), Right: connection => connection.DisposeAsync().AsTask());
                Assert.Equal(0, buffers.Rented);
            }
            catch (Exception exception)
            {
                Assert.Fail(
                    $"answer {number} of the {who}: "
                        + $"{exception}\n{Convert.ToHexString(Answer(who, number))}\n{Encoding.Latin1.GetString(Answer(who, number))}"
                );
            }
        }
    }

    [Fact]
    public async Task Whatever_a_Location_says_is_followed_or_told()
    {
        foreach (var location in Locations)
        {
            await using var serving = Serving.Echo(
                new WebSocketServerOptions { Accept = context => new(context.Request.Path == "/again" ? Acceptance.Plain : To(location)) }
            );
            var outcome = await WebSocketClient
                .TryConnectAsync(serving.Uri, new WebSocketClientOptions { MaxRedirects = 2, ConnectTimeout = TimeSpan.FromSeconds(1) })
                .Within();
            await outcome.Match(Left: failure => Told(failure), Right: connection => connection.DisposeAsync().AsTask());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_redirect_to_a_name_that_no_host_can_have_is_a_host_that_is_not_there_and_a_reconnecting_client_goes_on(bool socks)
    {
        var host = Name(256);
        var asked = 0;
        await using var proxy = new SocksProxy();
        await using var serving = Serving.Echo(
            new WebSocketServerOptions
            {
                Accept = _ => new(Interlocked.Increment(ref asked) == 1 ? To($"ws://{host}:81/") : Acceptance.Plain),
            }
        );
        var options = new WebSocketClientOptions
        {
            MaxRedirects = 1,
            Proxy = socks ? _ => new ClientProxy.Socks5("127.0.0.1", proxy.Port) : null,
        };
        var attempts = ReconnectingClient
            .AttemptsAsync(serving.Uri, options, new ReconnectOptions { FirstDelay = TimeSpan.Zero })
            .GetAsyncEnumerator();
        await using var ending = attempts;
        Assert.True(await attempts.MoveNextAsync().AsTask().Within());
        var failure = Assert.IsType<ConnectFailure.Unreachable>(Assert.IsType<ConnectAttempt.Failed>(attempts.Current).Failure);
        Assert.Equal((host, 81, SocketError.HostNotFound), (failure.Host, failure.Port, failure.Error));
        Assert.True(await attempts.MoveNextAsync().AsTask().Within());
        Assert.IsType<ConnectAttempt.Connected>(attempts.Current);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task So_it_is_with_a_name_of_the_callers_own(bool socks)
    {
        var options = new WebSocketClientOptions { Proxy = socks ? _ => new ClientProxy.Socks5("127.0.0.1", 9) : null };
        Assert.Equal(
            SocketError.HostNotFound,
            (await Connecting.Fails<ConnectFailure.Unreachable>(new Uri($"ws://{Name(256)}/"), options)).Error
        );
    }

    [Fact]
    public async Task A_proxy_of_such_a_name_is_not_there_either()
    {
        var failure = await Connecting.Fails<ConnectFailure.ProxyFailed>(
            new Uri("ws://127.0.0.1:9/"),
            new WebSocketClientOptions { Proxy = _ => new ClientProxy.Http(Name(256), 80) }
        );
        Assert.Equal(ProxyFault.Unreachable, failure.Fault);
    }

    /// <summary>A name of that many characters, whose labels are each valid.</summary>
    private static string Name(int length) =>
        string.Concat(Enumerable.Range(1, length).Select(at => at % 50 == 0 && at < length ? '.' : 'a'));

    private static Task Told(ConnectFailure failure)
    {
        Assert.NotEmpty(failure.Message);
        return Task.CompletedTask;
    }

    private static Rejection To(string location) =>
        new(302, Seq.create<Header>(new[] { new Header("Location", location) }), ByteString.Empty);

    private static Uri Target(string who, int port) => new(who switch
    {
        "server" or "server of HTTP/2" => $"ws://127.0.0.1:{port}/",
        "secure server" => $"wss://127.0.0.1:{port}/",
        _ => "ws://127.0.0.1:9/",
    });

    private static WebSocketClientOptions Options(string who, int port)
    {
        var options = Certificates.Client with
        {
            ConnectTimeout = TimeSpan.FromSeconds(1),
            Protocol = ConnectionOptions.Default with { Limits = Limits.Default with { MaxHeadBytes = 16384 } },
        };
        return who switch
        {
            "server of HTTP/2" => options with { HttpVersion = HttpVersion.Version20 },
            "HTTP proxy" => options with
            {
                Proxy = _ => new ClientProxy.Http("127.0.0.1", port) { Credentials = new NetworkCredential("user", "word") },
            },
            "SOCKS proxy" => options with
            {
                Proxy = _ => new ClientProxy.Socks5("127.0.0.1", port) { Credentials = new NetworkCredential("user", "word") },
            },
            _ => options,
        };
    }

    private static byte[] Answer(string who, int number)
    {
        var random = new Random(number);
        var answer = who switch
        {
            "server of HTTP/2" => Frames(random),
            "SOCKS proxy" => Socks(random),
            "secure server" => Records(random),
            _ => Encoding.Latin1.GetBytes(Response(random)),
        };
        return Damaged(answer, random);
    }

    private static T One<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];

    private static string Response(Random random)
    {
        var text = new StringBuilder(One(random, "HTTP/1.1 ", "HTTP/1.1 ", "HTTP/1.1 ", "HTTP/1.0 ", "HTTP/9.9 ", "SSH-2.0 ", ""));
        text.Append(
                One(
                    random,
                    "101 Switching Protocols",
                    "302 Found",
                    "302",
                    "200 OK",
                    "407 Who",
                    "503 Busy",
                    "999 ",
                    "000 ",
                    "-1 ",
                    "100 Continue"
                )
            )
            .Append("\r\n");
        for (var fields = random.Next(8); fields > 0; fields--)
        {
            text.Append(
                    One(
                        random,
                        $"Location: {One(random, Locations)}",
                        $"Location: {One(random, Locations)}",
                        $"Set-Cookie: {One(random, Cookies)}",
                        $"Content-Length: {One(random, "0", "5", "-1", "99999999999999999999", "x")}",
                        "Transfer-Encoding: chunked",
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        $"Sec-WebSocket-Accept: {One(random, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "", "\u00ff")}",
                        $"Sec-WebSocket-Extensions: "
                            + $"{One(random, "permessage-deflate", ",", "permessage-deflate; server_max_window_bits=99", "x; y=\"")}",
                        $"Sec-WebSocket-Protocol: {One(random, "", "a", ",")}",
                        $"Retry-After: {One(random, "99999999999999", "-1", "Fri, 31 Dec 9999 23:59:59 GMT")}",
                        $"X: {new string('x', random.Next(20000))}",
                        " folded",
                        ":",
                        "\0"
                    )
                )
                .Append(One(random, "\r\n", "\r\n", "\r\n", "\n", "\r"));
        }

        return text.Append("\r\n")
            .Append(One(random, "", "5\r\nhello\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFF\r\n", "\u0082\u0005hello", "\u00ff\u00ff"))
            .ToString();
    }

    private static byte[] Socks(Random random) =>
        [
            5,
            One<byte>(random, 0, 2, 2, 255, 7),
            .. One<byte[]>(random, [1, 0], [1, 9], []),
            5,
            One<byte>(random, 0, 0, 1, 99),
            0,
            .. One<byte[]>(random, [1, 127, 0, 0, 1, 0, 9], [4, .. new byte[18]], [3, 255, .. new byte[200]], [3, 0, 0, 0], [9]),
            .. Encoding.Latin1.GetBytes(Response(random)),
        ];

    /// <summary>Bytes of a TLS server: alerts, the start of a handshake, or no TLS at all.</summary>
    private static byte[] Records(Random random)
    {
        var body = new byte[random.Next(300)];
        random.NextBytes(body);
        return One(
            random,
            [21, 3, 3, 0, 2, 2, (byte)random.Next(256)],
            (byte[])[22, 3, 3, (byte)(body.Length >> 8), (byte)body.Length, .. body],
            Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n\r\n"),
            []
        );
    }

    /// <summary>HTTP/2 frames: the server's settings, and a response to the first request.</summary>
    private static byte[] Frames(Random random)
    {
        List<byte> frames = [.. Frame(4, 0, 0, [0, 8, 0, 0, 0, One<byte>(random, 1, 1, 1, 0, 2)]), .. Frame(4, 1, 0, [])];
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            byte[] status = One<byte[]>(random, [0x88], [0x88], [0x8d], [0x08, 3, .. "302"u8], [0x08, 3, .. "xyz"u8], []);
            byte[] fields =
            [
                .. status,
                .. Literal("location", One(random, Locations)),
                .. Literal("set-cookie", One(random, Cookies)),
                .. Literal(One(random, "sec-websocket-protocol", "Upper", "", "a b"), "x"),
            ];
            frames.AddRange(
                One(
                    random,
                    Frame(1, One<byte>(random, 4, 4, 5, 0), 1, fields),
                    Frame(0, 0, 1, "hello"u8),
                    Frame(3, 0, 1, [0, 0, 0, 7]),
                    Frame(7, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]),
                    Frame((byte)random.Next(256), 0, random.Next(4), new byte[random.Next(20)])
                )
            );
        }

        return [.. frames];
    }

    private static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload) =>
        [0, (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, (byte)stream, .. payload];

    // A name and a value of less than 127 bytes each, without Huffman codes (RFC 7541 §6.2.2).
    private static byte[] Literal(string name, string value)
    {
        var octets = Encoding.Latin1.GetBytes(value).AsSpan(0, Math.Min(value.Length, 126));
        return [0, (byte)name.Length, .. Encoding.Latin1.GetBytes(name), (byte)octets.Length, .. octets];
    }

    /// <summary>The same with a few bytes changed; every other answer stays intact.</summary>
    private static byte[] Damaged(byte[] answer, Random random)
    {
        if (answer.Length == 0 || random.Next(2) == 0) return answer;
        var damaged = answer.ToList();
        for (var count = random.Next(1, 4); count > 0 && damaged.Count > 0; count--)
        {
            var at = random.Next(damaged.Count);
            switch (random.Next(4))
            {
                case 0: damaged[at] = (byte)random.Next(256); break;
                case 1: damaged.Insert(at, (byte)random.Next(256)); break;
                case 2: damaged.RemoveAt(at); break;
                default: damaged.RemoveRange(at, damaged.Count - at); break;
            }
        }

        return [.. damaged];
    }

    /// <summary>Reads the request, sends the answer with the current number, and ends.</summary>
    private sealed class HostilePeer : IAsyncDisposable
    {
        private readonly Socket listener = Loopback.Listen();
        private readonly CancellationTokenSource stop = new();
        private readonly Func<int, byte[]> answer;
        private readonly Task serving;

        public HostilePeer(Func<int, byte[]> answer)
        {
            this.answer = answer;
            serving = ServeAsync();
        }

        public int Port => listener.Port();

        public int Number { get; set; }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await serving.Within();
            listener.Dispose();
            stop.Dispose();
        }

        private async Task ServeAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    using var client = await listener.AcceptAsync(stop.Token);
                    await client.ReceiveAsync(new byte[4096], stop.Token);
                    await client.SendAsync(answer(Number), stop.Token);
                    client.Shutdown(SocketShutdown.Send);

                    // Remaining bytes of the client are read, because a reset would destroy the answer. Some connections are reset anyway.
                    if (Number % 7 == 0) client.LingerState = new LingerOption(true, 0);
                    else while (await client.ReceiveAsync(new byte[4096], stop.Token) > 0) continue;
                }
                catch (Exception exception) when (exception is SocketException or OperationCanceledException)
                {
                    // The client has gone, or the test has ended.
                }
            }
        }
    }
}
