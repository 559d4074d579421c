using System.Net;
using System.Security.Authentication;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// A WebSocket server over TCP or a Unix domain socket, or TLS on it: it accepts connections and runs an application, a function of a
/// connection, on each.
/// </summary>
/// <example>
/// An echo server:
/// <code>
/// await using var server = WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, 9001), async (connection, stop) =>
/// {
///     await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
/// });
/// </code>
/// </example>
public sealed partial class WebSocketServer : IAsyncDisposable, IConnectionHost
{
    private readonly Lock gate = new();
    private readonly System.Collections.Generic.HashSet<WebSocketConnection> connections = [];
    private readonly System.Collections.Generic.HashSet<WebSocketConnection> opening = [];
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationToken stopped;
    private readonly Func<WebSocketConnection, CancellationToken, Task> application;
    private readonly WebSocketServerOptions options;
    private readonly Listener listener;
    private readonly Task accepting;
    private readonly ITimer? resting;
    private readonly ITimer watching;
    private TaskCompletionSource? empty;
    private Task? stopping;

    private WebSocketServer(
        Listener listener,
        Func<WebSocketConnection, CancellationToken, Task> application,
        WebSocketServerOptions options
    )
    {
        this.listener = listener;
        this.application = application;
        this.options = options;
        Buffers = new BufferPool(HeldBytes.Of(options.MaxHeldBytes));
        stopped = stop.Token;
        stopped.UnsafeRegister(static server => ((WebSocketServer)server!).CancelReceives(), this);
        if (options.CompactsIdle)
        {
            resting = options.Clock.Timer(_ => RestIdle(), state: null);
            resting.Change(options.RestAfter, options.RestAfter);
        }

        watching = options.Clock.Timer(_ => FindDue(), state: null);
        watching.Change(TimeBetweenLooks, TimeBetweenLooks);

        // On the pool: whoever starts a server may have a context of one thread.
        accepting = Task.Run(() => listener.AcceptAllAsync(Serve));
        Log.Listening(options.Logger, listener.EndPoint);
    }

    /// <summary>Where the server listens: with the real port, where the one asked for was 0.</summary>
    /// <exception cref="InvalidOperationException">It listens at a Unix domain socket: see <see cref="LocalEndPoint"/>.</exception>
    public IPEndPoint EndPoint =>
        listener.EndPoint as IPEndPoint
        ?? throw new InvalidOperationException(
            $"The server listens at {listener.EndPoint}, which is no IP end point: see {nameof(LocalEndPoint)}."
        );

    /// <summary>Where the server listens, be it at an address and a port or at a Unix domain socket.</summary>
    public EndPoint LocalEndPoint => listener.EndPoint;

    /// <summary>
    /// The connections at this moment: those in the opening handshake, and those whose application has not returned, included.
    /// </summary>
    public int OpenConnections
    {
        get
        {
            lock (gate) return connections.Count;
        }
    }

    internal BufferPool Buffers { get; }

    CancellationToken IConnectionHost.Stopping => stopped;

    /// <summary>Starts a server.</summary>
    /// <param name="endPoint">
    /// Where to listen. Port 0: a free one, see <see cref="EndPoint"/>. <see cref="IPAddress.IPv6Any"/>: IPv4 as well.
    /// </param>
    /// <param name="application">
    /// What to do with a connection. The token is cancelled when the server stops. When the function returns the connection is closed
    /// with 1000; when an exception escapes it, with 1011, and <see cref="HostOptions.OnError"/> is told.
    /// </param>
    /// <param name="options">How; null for <see cref="WebSocketServerOptions.Default"/>.</param>
    /// <exception cref="IOException">
    /// The end point cannot be listened on, as when the port is in use; the message names it. Or too few file descriptors are free.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A message limit beyond what memory can hold in one piece, a bound that is not
    /// positive, or more than 512 MiB that may wait unsent.</exception>
    /// <exception cref="ArgumentException">
    /// <see cref="WebSocketServerOptions.Tls"/> without a certificate, or with one that lacks its private key.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException"><see cref="ServerTransport.Epoll"/> on another system than Linux.</exception>
    public static WebSocketServer Start(
        IPEndPoint endPoint,
        Func<WebSocketConnection, CancellationToken, Task> application,
        WebSocketServerOptions? options = null
    ) => Start((EndPoint)endPoint, application, options);

    /// <summary>
    /// Starts a server, be it at a Unix domain socket. Otherwise as
    /// <see cref="Start(IPEndPoint, Func{WebSocketConnection, CancellationToken, Task}, WebSocketServerOptions?)"/>.
    /// </summary>
    /// <param name="endPoint">
    /// An <see cref="IPEndPoint"/>; or a <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/>, whose file is made here and deleted
    /// when the server stops. See <see cref="LocalEndPoint"/>.
    /// </param>
    /// <param name="application">What to do with a connection.</param>
    /// <param name="options">How; null for <see cref="WebSocketServerOptions.Default"/>.</param>
    /// <exception cref="IOException">
    /// The end point cannot be listened on, as when the port is in use, or the file is there already; the message names it. Or too few
    /// file descriptors are free.
    /// </exception>
    /// <exception cref="ArgumentException">The end point is of another kind, or the options make no sense.</exception>
    public static WebSocketServer Start(
        EndPoint endPoint,
        Func<WebSocketConnection, CancellationToken, Task> application,
        WebSocketServerOptions? options = null
    )
    {
        options ??= WebSocketServerOptions.Default;
        WebSocketServerOptions.Check(options);
        if (endPoint is not (IPEndPoint or System.Net.Sockets.UnixDomainSocketEndPoint))
            throw new ArgumentException(
                $"{endPoint} is neither an IP end point nor a Unix domain socket's: a server listens at no other.",
                nameof(endPoint)
            );
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxConnections, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxHandshakes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxHeldBytes, nameof(options));
        DescriptorReserve.Check("start a server");
        WarmUp.Once();
        return new WebSocketServer(Listen(endPoint, options), application, options);
    }

    /// <summary>
    /// Stops: no more connections are accepted, each that is open is closed with 1001 (RFC 6455 §7.4.1), applications see their token
    /// cancelled, those in the opening handshake are dropped. Completes when all have ended; at the deadline those that have not are
    /// dropped.
    /// </summary>
    /// <param name="deadline">The time for the closing handshakes, and for the applications to return.</param>
    public Task StopAsync(TimeSpan deadline)
    {
        lock (gate) return stopping ??= Task.Run(() => StopOnceAsync(deadline));
    }

    /// <summary>
    /// Begins to leave: no more connections are accepted, and those that are open are closed with 1001 one after the other, evenly over
    /// that time, so that their clients do not all come to another server at once. Connections that are opened or end meanwhile are as
    /// usual. Applications do not see their token cancelled: that is <see cref="StopAsync"/>'s, which comes next.
    /// </summary>
    /// <param name="over">The time over which the closings are spread.</param>
    /// <param name="cancellationToken">Stops the waiting between the closings: no more connections are closed, and none are
    /// accepted.</param>
    /// <returns>Completes when a close frame is on its way to each.</returns>
    public async Task DrainAsync(TimeSpan over, CancellationToken cancellationToken = default)
    {
        listener.Dispose();
        await accepting.ConfigureAwait(false);
        var open = AllConnections();
        for (var index = 0; index < open.Length; index++)
        {
            if (index > 0) await Task.Delay(over / open.Length, cancellationToken).ConfigureAwait(false);
            open[index].BeginClose(CloseCode.GoingAway);
        }
    }

    /// <summary>Stops with <see cref="WebSocketServerOptions.StopTimeout"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(options.StopTimeout).ConfigureAwait(false);
        stop.Dispose();
    }

    ValueTask<Either<Rejection, Acceptance>> IConnectionHost.AnswerAsync(WebSocketConnection connection, UpgradeRequest request) =>
        options.AnswerAsync(connection, request);

    void IConnectionHost.OnOpened(WebSocketConnection connection)
    {
        connection.Hold();
        Opens(connection);
        _ = RunApplicationAsync(connection);
    }

    void IConnectionHost.OnReleased(WebSocketConnection connection)
    {
        lock (gate)
        {
            connections.Remove(connection);
            if (connections.Count == 0) empty?.TrySetResult();
        }

        Opens(connection);
        listener.FreeSlot();
    }

    // The application's return is what lets it go.
    void IConnectionHost.OnDisposed(WebSocketConnection connection)
    {
    }

    // A connection reports a failed TLS handshake as this exception.
    void IConnectionHost.Report(Exception exception) => options.Report(exception, byDefault: exception is not AuthenticationException);

    private static Listener Listen(EndPoint endPoint, WebSocketServerOptions options)
    {
        if (options.Transport == ServerTransport.Epoll && !OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException($"{nameof(ServerTransport)}.{nameof(ServerTransport.Epoll)} is Linux's.");
        if (options.Tls is not null && TlsSettings.Of(options.Tls) is var tls)
            return Listener.Listen(endPoint, options, socket => new TlsTransport(socket, tls));
        return options.Transport == ServerTransport.Epoll
            ? Listener.ListenOnReactors(endPoint, options)
            : Listener.Listen(endPoint, options, static socket => new SocketTransport(socket));
    }

    private void Serve(Transport transport)
    {
        var connection = new WebSocketConnection(Connection.Server(options.Protocol), transport, options, Buffers, this);
        lock (gate)
        {
            connections.Add(connection);
            opening.Add(connection);
        }

        connection.Start();
    }

    /// <summary>The connection's opening handshake is done, or never will be.</summary>
    private void Opens(WebSocketConnection connection)
    {
        bool first;
        lock (gate) first = opening.Remove(connection);
        if (first) listener.FreeHandshake();
    }

    private async Task RunApplicationAsync(WebSocketConnection connection)
    {
        var code = CloseCode.NormalClosure;
        try
        {
            await application(connection, stopped);
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            code = CloseCode.GoingAway;
        }
        catch (WebSocketClosedException exception) when (ReferenceEquals(exception.Connection, connection))
        {
            // The peer left while the application was sending: an ordinary end.
        }
        catch (Exception exception)
        {
            code = CloseCode.InternalError;
            options.Report(exception);
        }

        connection.StopReceiving();
        connection.BeginClose(code);
        connection.Release();
    }

    private async Task StopOnceAsync(TimeSpan deadline)
    {
        Log.Stopping(options.Logger, OpenConnections);
        listener.Dispose();
        if (resting is not null) await resting.DisposeAsync().ConfigureAwait(false);
        await accepting.ConfigureAwait(false);

        WebSocketConnection[] open;
        Task allGone;
        lock (gate)
        {
            open = [.. connections];
            empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (open.Length == 0) empty.SetResult();
            allGone = empty.Task;
        }

        foreach (var connection in open) connection.BeginClose(CloseCode.GoingAway);
        await stop.CancelAsync().ConfigureAwait(false);
        if (!await allGone.CompletesWithin(deadline).ConfigureAwait(false))
        {
            foreach (var connection in open) connection.Abort();
            await allGone.CompletesWithin(ConnectionLifetime.DropTimeout).ConfigureAwait(false);
        }

        await watching.DisposeAsync().ConfigureAwait(false);
    }

    private WebSocketConnection[] AllConnections()
    {
        lock (gate) return [.. connections];
    }
}
