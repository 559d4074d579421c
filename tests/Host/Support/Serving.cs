using System.Collections.Concurrent;
using System.Net;

namespace Pure.WebSockets.Host.Tests;

/// <summary>A server under test on a free port. Disposing it checks that no connection is left and every buffer was returned.</summary>
internal sealed class Serving : IAsyncDisposable
{
    private readonly VirtualTime? time;

    private Serving(Func<WebSocketServerOptions, WebSocketServer> start, WebSocketServerOptions options)
    {
        time = options.Clock as VirtualTime;
        Server = start(
            options with
            {
                OnError = context => Errors.Enqueue(context.Exception),
                Transport = Transport,
            }
        );
    }

    /// <summary>The transport of all servers under test: sockets, or the one named by the environment.</summary>
    public static ServerTransport Transport { get; } =
        Enum.Parse<ServerTransport>(
            Environment.GetEnvironmentVariable("PUREWS_TRANSPORT") ?? nameof(ServerTransport.Sockets),
            ignoreCase: true
        );

    public WebSocketServer Server { get; }

    public ConcurrentQueue<Exception> Errors { get; } = new();

    public IPEndPoint EndPoint => (IPEndPoint)Server.LocalEndPoint;

    public Uri Uri =>
        new(
            $"ws://{(EndPoint.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, EndPoint.Port) : EndPoint)}"
                + $"/chat?room=1"
        );

    /// <summary>The URI of a server with TLS.</summary>
    public Uri SecureUri => new UriBuilder(Uri) { Scheme = "wss" }.Uri;

    public static Serving Echo(WebSocketServerOptions? options = null, IPAddress? address = null) => With(EchoAll, options, address);

    public static Serving With(
        Func<WebSocketConnection, CancellationToken, Task> application,
        WebSocketServerOptions? options = null,
        IPAddress? address = null
    ) =>
        new(
            given => WebSocketServer.Start(new IPEndPoint(address ?? IPAddress.Loopback, 0), application, given),
            options ?? WebSocketServerOptions.Default
        );

    public static Serving With(WebSocketHandler handler, WebSocketServerOptions? options = null) =>
        new(
            given => WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, 0), handler, given),
            options ?? WebSocketServerOptions.Default
        );

    public static Serving With(Func<WebSocketConnection, Task> application, WebSocketServerOptions? options = null) =>
        With((connection, _) => application(connection), options);

    public static async Task EchoAll(WebSocketConnection connection, CancellationToken stop)
    {
        await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
    }

    /// <summary>Waits until no connection and no buffer is left. A virtual clock starts to run, so that deadlines elapse.</summary>
    public async Task BecomesEmpty()
    {
        time?.Flow();
        try
        {
            await Patience.Until(() => Server.ConnectionCount == 0 && Server.Buffers.Rented == 0);
        }
        catch (TimeoutException)
        {
            throw Patience.Over(
                $"an empty server; it has {Server.ConnectionCount} connections and {Server.Buffers.Rented} buffers: "
                    + $"{string.Join("; ", Errors)}"
            );
        }
    }

    /// <summary>The only reported error. It may be reported after the peer has seen the end of its connection.</summary>
    public async Task<Exception> OneError()
    {
        await Patience.Until(() => !Errors.IsEmpty);
        return Assert.Single(Errors);
    }

    public async ValueTask DisposeAsync()
    {
        time?.Flow();
        await Server.DisposeAsync();
        Assert.Equal(0, Server.ConnectionCount);
        Assert.Equal(0, Server.Buffers.Rented);
    }
}
