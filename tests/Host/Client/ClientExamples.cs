using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using LanguageExt;

namespace Pure.WebSockets.Host.Tests;

/// <summary>The code of docs/client.md, compiled here, and run where it has an effect.</summary>
public sealed class ClientExamples
{
    [Fact]
    public void Each_piece_of_code_on_the_page_stands_here()
    {
        var here = Lines(File.ReadAllText(Path.Combine(Root(), "tests/Host/Client/ClientExamples.cs")));
        var blocks = File.ReadAllText(Path.Combine(Root(), "docs/client.md"))
            .Split("```csharp\n")
            .Skip(1)
            .Select(block => Lines(block.Split("```")[0]))
            .ToArray();
        Assert.InRange(blocks.Length, 7, 20);
        foreach (var block in blocks) Assert.Contains(block, here, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_connections_share_a_TCP_connection()
    {
        await using var server = await KestrelServer.StartAsync();
        await Sharing(server.Uri);
        Assert.Equal(2, Assert.Single(server.Connections).Value);
    }

    [Fact]
    public async Task The_loop_of_attempts_subscribes_anew_until_the_server_refuses()
    {
        var asked = 0;
        var subscriptions = 0;
        await using var serving = Serving.With(
            async connection =>
            {
                if ((await connection.ReceiveAsync())?.ToText() == "subscribe") Interlocked.Increment(ref subscriptions);
            },
            new WebSocketServerOptions
            {
                Accept = _ => new(Interlocked.Increment(ref asked) > 2 ? Rejection.WithStatus(403) : Acceptance.Plain),
            }
        );
        await Attempts(serving.Uri, WebSocketClientOptions.Default, CancellationToken.None).Within();
        Assert.Equal((3, 2), (asked, subscriptions));
    }

    [Fact]
    public async Task Each_attempt_has_a_new_token()
    {
        await using var serving = Serving.Echo(new WebSocketServerOptions
        {
            Accept = context => new(HeaderList.Single(context.Request.Headers, "Authorization") == "Bearer token2"
                ? Acceptance.Plain
                : Rejection.WithStatus(401)),
        });
        var reconnect = Renewing(new Tokens()) with { FirstDelay = TimeSpan.Zero };
        await using var attempts = ReconnectingClient.AttemptsAsync(serving.Uri, reconnect: reconnect).GetAsyncEnumerator();
        Assert.True(await attempts.MoveNextAsync().AsTask().Within());
        Assert.IsType<ConnectAttempt.Failed>(attempts.Current);
        Assert.True(await attempts.MoveNextAsync().AsTask().Within());
        Assert.IsType<ConnectAttempt.Connected>(attempts.Current);
    }

    [Theory]
    [InlineData(401, "no challenge")]
    [InlineData(404, "")]
    public async Task Every_failure_has_its_case(int status, string says)
    {
        await using var serving = Serving.Echo(new WebSocketServerOptions { Accept = _ => new(Rejection.WithStatus(status)) });
        Assert.Equal(says, Why(await Connecting.Fails<ConnectFailure.Rejected>(serving.Uri)));
        Assert.Equal(
            "http://proxy.example:80: Unreachable",
            Why(new ConnectFailure.ProxyFailed(new ClientProxy.Http("proxy.example", 80), ProxyFault.Unreachable, ""))
        );
    }

    [Fact]
    public async Task The_options_are_such_that_a_server_is_reached_with_them()
    {
        await using var serving = Serving.Echo(new WebSocketServerOptions { Origins = Seq.create("*") });
        await using var client = await Connecting.To(serving.Uri, Asking("token", new CookieContainer()));
        Assert.Equal("reached", await client.EchoAsync("reached"));
        await using var direct = await Connecting.To(serving.Uri, Going(Certificates.Own) with { Proxy = null });
        Assert.Equal("reached", await direct.EchoAsync("reached"));
        Assert.Equal(
            ["socks5://127.0.0.1:9050", "http://proxy.example:3128"],
            Proxies().Select(options => $"{options.Proxy!(serving.Uri)}")
        );
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Conversing(WebSocketClientOptions.Default, stop.Token));
    }

    private static async Task Conversing(WebSocketClientOptions options, CancellationToken stop)
    {
        await using var connection = await WebSocketClient.ConnectAsync(new Uri("wss://example.com/chat"), options, stop);
        await connection.SendTextAsync("hello");
        await foreach (var message in connection.ReadAllAsync(stop)) Console.WriteLine(message.ToText());
    }

    private static async Task Trying()
    {
        var connecting = await WebSocketClient.TryConnectAsync(new Uri("wss://example.com/chat"));
        switch (connecting.Case)
        {
            case ConnectFailure failure:
                Console.Error.WriteLine(failure.Message);
                break;
            case WebSocketConnection connection:
                await using (connection) await connection.SendTextAsync("hello");
                break;
        }
    }

    private static WebSocketClientOptions Asking(string token, CookieContainer cookies)
    {
        var options = new WebSocketClientOptions
        {
            Headers = [new Header("Origin", "https://example.com")],
            Subprotocols = ["chat.v2", "chat.v1"],
            Authorization = HttpAuthorization.Bearer(token),
            Cookies = cookies,
            Protocol = ConnectionOptions.Default with { Compression = CompressionOptions.Default },
        };
        return options;
    }

    private static WebSocketClientOptions Going(X509Certificate2 certificate)
    {
        var options = new WebSocketClientOptions
        {
            Proxy = ClientProxy.FromEnvironment,
            Tls = new SslClientAuthenticationOptions { ClientCertificates = [certificate] },
            MaxRedirects = 5,
        };
        return options;
    }

    private static WebSocketClientOptions[] Proxies()
    {
        var proxied = new WebSocketClientOptions { Proxy = _ => new ClientProxy.Socks5("127.0.0.1", 9050) };
        var named = new WebSocketClientOptions { Proxy = _ => ClientProxy.FromUri(new Uri("http://user:password@proxy.example:3128")) };
        return [proxied, named];
    }

    private static async Task Sharing(Uri target)
    {
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        var shared = new WebSocketClientOptions { HttpVersion = HttpVersion.Version20, Invoker = invoker };
        var first = await WebSocketClient.ConnectAsync(target, shared);
        var second = await WebSocketClient.ConnectAsync(target, shared);
        foreach (var connection in new[] { first, second }) await connection.DisposeAsync();
    }

    private static string Why(ConnectFailure failure)
    {
        var why = failure switch
        {
            ConnectFailure.Unreachable(_, _, var error) => $"TCP says {error}",
            ConnectFailure.TlsFailed tls => $"TLS says {tls.Reason}",
            ConnectFailure.TimedOut late => $"{late.Step} took more than {late.After}",
            ConnectFailure.Rejected({ Head.Status: 401 } response) => HeaderList
                .Single(response.Head.Headers, "WWW-Authenticate")
                .IfNone("no challenge"),
            ConnectFailure.Rejected(var response) => response.Body.ToText(),
            ConnectFailure.BadResponse(var error) => $"it is no WebSocket server: {error.Rule}",
            ConnectFailure.RedirectFailed redirect => $"{redirect.Response.Head.Status}: {redirect.Reason}",
            ConnectFailure.ProxyRefused { Response.Head.Status: 407 } => "the proxy wants credentials",
            ConnectFailure.SocksRefused(var proxy, var reply) => $"{proxy} replies {reply}",
            ConnectFailure.ProxyFailed(var proxy, var fault, _) => $"{proxy}: {fault}",
            _ => failure.Message,
        };
        return why;
    }

    private static async Task Attempts(Uri target, WebSocketClientOptions options, CancellationToken stop)
    {
        await foreach (var attempt in ReconnectingClient.AttemptsAsync(target, options, ReconnectOptions.Default, stop))
        {
            if (attempt is ConnectAttempt.Failed failed) Console.Error.WriteLine($"{failed.Failure.Message} Again in {failed.RetryDelay}.");
            if (attempt is not ConnectAttempt.Connected(var connection)) continue;
            try
            {
                await connection.SendTextAsync("subscribe");
                await foreach (var message in connection.ReadAllAsync(stop)) Console.WriteLine(message.ToText());
            }
            catch (WebSocketClosedException)
            {
                // The connection closed before all was sent; the next attempt makes another.
            }
        }
    }

    private static ReconnectOptions Renewing(Tokens tokens)
    {
        var reconnect = ReconnectOptions.Default with
        {
            RenewOptions = async (options, cancellationToken) =>
                options with { Authorization = HttpAuthorization.Bearer(await tokens.NewAsync(cancellationToken)) },
            ShouldRetry = failure => failure is ConnectFailure.Rejected({ Head.Status: 401 }) || ReconnectOptions.IsTransient(failure),
        };
        return reconnect;
    }

    private static string Lines(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()));

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    /// <summary>A service that issues a new token for each call.</summary>
    private sealed class Tokens
    {
        private int count;

        public async Task<string> NewAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(1, cancellationToken);
            return $"token{Interlocked.Increment(ref count)}";
        }
    }
}
