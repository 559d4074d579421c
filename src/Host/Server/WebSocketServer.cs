using System.Net;
using System.Security.Authentication;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// A WebSocket server over TCP, TLS or a Unix domain socket. It accepts connections and runs an application, a function of a connection, on
/// each.
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
    private readonly ITimer? compactTimer;
    private readonly ITimer deadlineTimer;
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
            compactTimer = options.Clock.Timer(_ => CompactIdle(), state: null);
            compactTimer.Change(options.CompactAfter, options.CompactAfter);
        }

        deadlineTimer = options.Clock.Timer(_ => FireDueTimers(), state: null);
        deadlineTimer.Change(ScanInterval, ScanInterval);

        // Accept on the thread pool: the caller may have a single-threaded context.
        accepting = Task.Run(() => listener.AcceptAllAsync(Serve));
        ConnectionLog.Listening(options.Logger, listener.EndPoint);
    }

    /// <summary>The end point of the server, with the real port if port 0 was requested.</summary>
    /// <exception cref="InvalidOperationException">The server listens on a Unix domain socket; see <see cref="LocalEndPoint"/>.</exception>
    public IPEndPoint EndPoint =>
        listener.EndPoint as IPEndPoint
        ?? throw new InvalidOperationException(
            $"The server listens at {listener.EndPoint}, which is not an IP end point: see {nameof(LocalEndPoint)}."
        );

    /// <summary>The end point of the server: an address and a port, or a Unix domain socket.</summary>
    public EndPoint LocalEndPoint => listener.EndPoint;

    /// <summary>
    /// The number of connections at this moment, including those in the opening handshake and those whose application has not returned.
    /// </summary>
    public int ConnectionCount
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
    /// The end point to listen at. With port 0 the system chooses a free port: see <see cref="EndPoint"/>. With
    /// <see cref="IPAddress.IPv6Any"/>, IPv4 clients are accepted too.
    /// </param>
    /// <param name="application">
    /// The application. Its token is cancelled when the server stops. When the function returns, the connection is closed with 1000. When
    /// it throws, the connection is closed with 1011, and the exception goes to <see cref="ConnectionHostOptions.OnError"/>.
    /// </param>
    /// <param name="options">The options. Null means <see cref="WebSocketServerOptions.Default"/>.</param>
    /// <exception cref="IOException">
    /// The server cannot listen at the end point, for example because the port is in use; the message names it. Or too few file descriptors
    /// are free.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A message limit is larger than an array can be, a bound is not positive, or more than 512 MiB may wait unsent.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// <see cref="WebSocketServerOptions.Tls"/> has no certificate, or one without its private key.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">
    /// <see cref="ServerTransport.Epoll"/> on an operating system other than Linux.
    /// </exception>
    public static WebSocketServer Start(
        IPEndPoint endPoint,
        Func<WebSocketConnection, CancellationToken, Task> application,
        WebSocketServerOptions? options = null
    ) => Start((EndPoint)endPoint, application, options);

    /// <summary>
    /// Starts a server at an IP end point or a Unix domain socket. Otherwise as
    /// <see cref="Start(IPEndPoint, Func{WebSocketConnection, CancellationToken, Task}, WebSocketServerOptions?)"/>.
    /// </summary>
    /// <param name="endPoint">
    /// An <see cref="IPEndPoint"/>; or a <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/>, whose file is created now and deleted
    /// when the server stops. See <see cref="LocalEndPoint"/>.
    /// </param>
    /// <param name="application">The application.</param>
    /// <param name="options">The options. Null means <see cref="WebSocketServerOptions.Default"/>.</param>
    /// <exception cref="IOException">
    /// The server cannot listen at the end point, for example because the port is in use or the file exists; the message names it. Or too
    /// few file descriptors are free.
    /// </exception>
    /// <exception cref="ArgumentException">The end point is of another kind, or the options are invalid.</exception>
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
                $"{endPoint} is neither an IP end point nor a Unix domain socket.",
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
    /// Stops the server. It accepts no more connections, closes each open one with 1001 (RFC 6455 §7.4.1), cancels the token of the
    /// applications, and drops connections in the opening handshake. Completes when all connections have ended. At the deadline, the
    /// remaining connections are dropped.
    /// </summary>
    /// <param name="deadline">How long to wait for the closing handshakes, and for the applications to return.</param>
    public Task StopAsync(TimeSpan deadline)
    {
        lock (gate) return stopping ??= Task.Run(() => StopOnceAsync(deadline));
    }

    /// <summary>
    /// Starts to shut down gradually. The server accepts no more connections, and closes the open ones with 1001 one after another, evenly
    /// over the time, so that their clients do not reconnect to another server all at once. Connections that open or end meanwhile are not
    /// affected. The token of the applications is not cancelled: call <see cref="StopAsync"/> afterwards.
    /// </summary>
    /// <param name="over">The time over which the connections are closed.</param>
    /// <param name="cancellationToken">Ends the waiting between closes: no more connections are closed, and none are accepted.</param>
    /// <returns>Completes when a close frame is queued for each connection.</returns>
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
        OnHandshakeEnded(connection);
        _ = RunApplicationAsync(connection);
    }

    void IConnectionHost.OnReleased(WebSocketConnection connection)
    {
        lock (gate)
        {
            connections.Remove(connection);
            if (connections.Count == 0) empty?.TrySetResult();
        }

        OnHandshakeEnded(connection);
        listener.FreeSlot();
    }

    // The connection is released when its application returns.
    void IConnectionHost.OnDisposed(WebSocketConnection connection)
    {
    }

    // A connection reports a failed TLS handshake as this exception.
    void IConnectionHost.Report(Exception exception) => options.Report(exception, byDefault: exception is not AuthenticationException);

    private static Listener Listen(EndPoint endPoint, WebSocketServerOptions options)
    {
        if (options.Transport == ServerTransport.Epoll && !OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("ServerTransport.Epoll is supported on Linux only.");
        if (options.Tls is not null && TlsSettings.Copy(options.Tls) is var tls)
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

    /// <summary>Called when the opening handshake of the connection has completed or failed.</summary>
    private void OnHandshakeEnded(WebSocketConnection connection)
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
            // The peer disconnected while the application was sending. This is a normal end.
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
        ConnectionLog.Stopping(options.Logger, ConnectionCount);
        listener.Dispose();
        if (compactTimer is not null) await compactTimer.DisposeAsync().ConfigureAwait(false);
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

        await deadlineTimer.DisposeAsync().ConfigureAwait(false);
    }

    private WebSocketConnection[] AllConnections()
    {
        lock (gate) return [.. connections];
    }
}
