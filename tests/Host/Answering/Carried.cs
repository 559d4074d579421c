using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pure.WebSockets.AspNetCore;

namespace Pure.WebSockets.Host.Tests;

/// <summary>An application on a connection of this library over one carrier. The peer is a stream of bytes.</summary>
internal sealed class Carried : IAsyncDisposable
{
    private readonly Func<Talk, Task> application;
    private readonly ConnectionHostOptions options;
    private readonly Stack<IAsyncDisposable> held = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Carried(Func<Talk, Task> application, ConnectionHostOptions options) =>
        (this.application, this.options) = (application, options);

    public FarEnd Peer { get; private set; } = null!;

    /// <summary>The application's task.</summary>
    public Task Application => ended.Task.Within();

    public static TheoryData<Carrier> All { get; } =
        [.. Enum.GetValues<Carrier>().Where(carrier => carrier != Carrier.ServerEpoll || OperatingSystem.IsLinux())];

    /// <param name="carrier">The carrier of the connection.</param>
    /// <param name="application">Runs on the connection. At a client the connection is disposed when it returns, as a server's is.</param>
    /// <param name="options">The connection's options.</param>
    public static async Task<Carried> OpenAsync(Carrier carrier, Func<Talk, Task> application, ConnectionHostOptions options)
    {
        var carried = new Carried(application, options);
        carried.Peer = await (carrier switch
        {
            Carrier.ServerSockets => carried.AtServerAsync(ServerTransport.Sockets, Talk.Over),
            Carrier.ServerEpoll => carried.AtServerAsync(ServerTransport.Epoll, Talk.Over),
            Carrier.ServerDropIn => carried.AtServerAsync(ServerTransport.Sockets, connection => Talk.Over(new PureWebSocket(connection))),
            Carrier.ServerTls => carried.AtServerAsync(ServerTransport.Sockets, Talk.Over, Certificates.Server.Tls),
            Carrier.ServerStream => carried.OverStreamAsync(),
            Carrier.ServerPipes => carried.OverPipesAsync(),
            Carrier.AspNetCore => carried.AtSiteAsync(Http.One, dropIn: false),
            Carrier.AspNetCoreHttp2 => carried.AtSiteAsync(Http.Two, dropIn: false),
            Carrier.AspNetCoreDropIn => carried.AtSiteAsync(Http.One, dropIn: true),
            Carrier.AspNetCoreDropInHttp2 => carried.AtSiteAsync(Http.Two, dropIn: true),
            Carrier.ClientSockets => carried.AtClientAsync(secure: false, Talk.Over),
            Carrier.ClientTls => carried.AtClientAsync(secure: true, Talk.Over),
            Carrier.ClientDropIn => carried.AtClientAsync(secure: false, connection => Talk.Over(new PureWebSocket(connection))),
            Carrier.ClientStream => carried.ClientOverStreamAsync(),
            Carrier.ClientHttp2 => carried.ClientOverHttp2Async(),
            _ => throw new InvalidOperationException($"{carrier}"),
        });
        return carried;
    }

    public async ValueTask DisposeAsync()
    {
        await Peer.DisposeAsync();
        while (held.TryPop(out var one)) await one.DisposeAsync();
    }

    private async Task RunAsync(Talk talk)
    {
        try
        {
            await application(talk);
            ended.TrySetResult();
        }
        catch (Exception exception)
        {
            ended.TrySetException(exception);
        }
    }

    private async Task RunAsync(WebSocketConnection connection, Func<WebSocketConnection, Talk> over)
    {
        await using var own = connection;
        await RunAsync(over(connection));
    }

    private WebSocketServerOptions ServerOptions(SslServerAuthenticationOptions? tls = null) =>
        new() { AnswerTimeout = options.AnswerTimeout, Time = options.Time, Tls = tls };

    private WebSocketClientOptions ClientOptions(WebSocketClientOptions like) =>
        like with { AnswerTimeout = options.AnswerTimeout, Time = options.Time };

    private async Task<FarEnd> AtServerAsync(
        ServerTransport transport, Func<WebSocketConnection, Talk> over, SslServerAuthenticationOptions? tls = null)
    {
        var anywhere = new IPEndPoint(IPAddress.Loopback, 0);
        var own = ServerOptions(tls) with { Transport = transport };
        var server = WebSocketServer.Start(anywhere, (connection, _) => RunAsync(over(connection)), own);
        held.Push(server);
        var stream = await Loopback.ConnectAsync(server.Port);
        if (tls is null) return await AskAsync(stream, stream);
        var secure = new SslStream(stream);
        var trusting = new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = Certificates.Policy() };
        await secure.AuthenticateAsClientAsync(trusting, Patience.Token);
        return await AskAsync(secure, stream);
    }

    private async Task<FarEnd> OverStreamAsync()
    {
        var (far, near) = await Loopback.PairAsync();
        _ = ServeAsync(WebSocketServer.TryAcceptAsync(near, ServerOptions()));
        return await AskAsync(far, far);
    }

    private async Task<FarEnd> OverPipesAsync()
    {
        var (there, back) = (new Pipe(), new Pipe());
        _ = ServeAsync(WebSocketServer.TryAcceptAsync(new Ends(there.Reader, back.Writer), ServerOptions()));
        return await AskAsync(new TwoStreams(back.Reader.AsStream(), there.Writer.AsStream()), () => there.Writer.CompleteAsync().AsTask());
    }

    private async Task ServeAsync(Task<LanguageExt.Either<CloseResult, WebSocketConnection>> accepting)
    {
        try
        {
            await RunAsync((await accepting).IfLeft(closure => throw new InvalidOperationException($"{closure}")), Talk.Over);
        }
        catch (Exception exception)
        {
            ended.TrySetException(exception);
        }
    }

    private async Task<FarEnd> AtSiteAsync(Http http, bool dropIn)
    {
        var site = await Site.StartAsync(http, app =>
        {
            if (!dropIn)
            {
                var endpoint = new PureWebSocketEndpointOptions { AnswerTimeout = options.AnswerTimeout, Time = options.Time };
                app.MapPureWebSocket("/chat", connection => RunAsync(Talk.Over(connection)), endpoint);
                return;
            }

            app.UsePureWebSockets(new PureWebSocketOptions { AnswerTimeout = options.AnswerTimeout, Time = options.Time });
            app.Run(async context =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await RunAsync(Talk.Over(socket));
            });
        });
        held.Push(site);
        if (http != Http.Two)
        {
            // Kestrel does not write to a client of HTTP/1.1 that has ended its half.
            var stream = await Loopback.ConnectAsync(site.EndPoint.Port);
            return await AskAsync(stream, () => EndAsync(stream, stream), endsByHalves: false);
        }

        var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        held.Push(new Disposing(invoker));
        var request = new HttpRequestMessage(HttpMethod.Connect, site.Uri("http", "/chat"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Protocol = "websocket";
        request.Headers.Add("Sec-WebSocket-Version", "13");
        var response = await invoker.SendAsync(request, Patience.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        // .NET's client cannot end one half.
        var exchange = await response.Content.ReadAsStreamAsync(Patience.Token);
        return new FarEnd(exchange, Role.Client, () => exchange.DisposeAsync().AsTask(), endsByHalves: false);
    }

    private async Task<FarEnd> AtClientAsync(bool secure, Func<WebSocketConnection, Talk> over)
    {
        using var listener = Loopback.Listen();
        var target = new Uri($"ws{(secure ? "s" : "")}://127.0.0.1:{listener.Port()}/");
        var chosen = ClientOptions(secure ? Certificates.Client : WebSocketClientOptions.Default);
        var connecting = WebSocketClient.TryConnectAsync(target, chosen);
        var server = await (secure ? RawServer.AcceptSecurelyAsync(listener) : RawServer.AcceptAsync(listener));
        _ = ConnectedAsync(connecting, over);
        await server.SendAsync(RawServer.Accept(await server.ReadHeadAsync()));
        return new FarEnd(server.Stream, Role.Server, server.EndAsync);
    }

    private async Task<FarEnd> ClientOverStreamAsync()
    {
        var (near, far) = await Loopback.PairAsync();
        var connecting = WebSocketClient.TryConnectAsync(near, new Uri("ws://example/"), ClientOptions(WebSocketClientOptions.Default));
        _ = ConnectedAsync(connecting, Talk.Over);
        await far.WriteAsync(RawServer.Accept(await HeadAsync(far)), Patience.Token);
        return new FarEnd(far, Role.Server, () => EndAsync(far, far));
    }

    private async Task<FarEnd> ClientOverHttp2Async()
    {
        var leave = new TaskCompletionSource();
        var opened = new TaskCompletionSource<(Stream Stream, HttpContext Context)>();
        var site = await Site.StartAsync(Http.Two, app => app.Run(async context =>
        {
            opened.SetResult((await context.Features.GetRequiredFeature<IHttpExtendedConnectFeature>().AcceptAsync(), context));
            await leave.Task;
        }));
        held.Push(site);
        held.Push(new Disposing(new Leaving(leave)));
        var http2 = ClientOptions(WebSocketClientOptions.Default with { HttpVersion = HttpVersion.Version20 });
        _ = ConnectedAsync(WebSocketClient.TryConnectAsync(site.Uri("ws", "/"), http2), Talk.Over);
        var (stream, context) = await opened.Task.Within();
        await stream.FlushAsync(Patience.Token);

        // Kestrel does not read after the end of its response.
        return new FarEnd(stream, Role.Server, context.Response.CompleteAsync, endsByHalves: false);
    }

    private async Task ConnectedAsync(
        Task<LanguageExt.Either<ConnectFailure, WebSocketConnection>> connecting, Func<WebSocketConnection, Talk> over)
    {
        try
        {
            await RunAsync((await connecting).IfLeft(failure => throw new InvalidOperationException(failure.Message)), over);
        }
        catch (Exception exception)
        {
            ended.TrySetException(exception);
        }
    }

    private static Task<FarEnd> AskAsync(Stream stream, Stream network) => AskAsync(stream, () => EndAsync(stream, network));

    private static async Task<FarEnd> AskAsync(Stream stream, Func<Task> end, bool endsByHalves = true)
    {
        await stream.WriteAsync(RawPeer.Request(), Patience.Token);
        await stream.FlushAsync(Patience.Token);
        Assert.StartsWith("HTTP/1.1 101 ", await HeadAsync(stream), StringComparison.Ordinal);
        return new FarEnd(stream, Role.Client, end, endsByHalves);
    }

    private static async Task<string> HeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, Patience.Token);
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private static async Task EndAsync(Stream stream, Stream network)
    {
        if (stream is SslStream secure) await secure.ShutdownAsync();
        ((NetworkStream)network).Socket.Shutdown(SocketShutdown.Send);
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Leaving(TaskCompletionSource leave) : IDisposable
    {
        public void Dispose() => leave.TrySetResult();
    }

    private sealed class Disposing(IDisposable one) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            one.Dispose();
            return default;
        }
    }

    /// <summary>Combines a stream to read and a stream to write.</summary>
    private sealed class TwoStreams(Stream input, Stream output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            output.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            output.Dispose();
            input.Dispose();
        }
    }
}
