using System.Net;
using System.Security.Authentication;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// A WebSocket server over TCP, TLS or a Unix domain socket. The server accepts connections and calls the application for each connection.
/// The application is a function.
/// </summary>
/// <example>
/// The following program is an echo server.
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
    private readonly CancellationTokenSource ending = new();
    private readonly CancellationToken stopped;
    private readonly CancellationToken isEnding;
    private readonly Func<WebSocketConnection, CancellationToken, Task>? application;
    private readonly WebSocketHandler? handler;
    private readonly WebSocketServerOptions options;
    private readonly Listener listener;
    private readonly Task accepting;
    private readonly ITimer? compactTimer;
    private readonly ITimer deadlineTimer;
    private TaskCompletionSource? empty;
    private Task? stopping;

    private WebSocketServer(
        Listener listener,
        Func<WebSocketConnection, CancellationToken, Task>? application,
        WebSocketHandler? handler,
        WebSocketServerOptions options
    )
    {
        this.listener = listener;
        this.application = application;
        this.handler = handler;
        this.options = options;
        Buffers = new BufferPool(HeldBytes.Of(options.MaxHeldBytes));
        stopped = stop.Token;
        isEnding = ending.Token;
        stopped.UnsafeRegister(static server => ((WebSocketServer)server!).CancelReceives(), this);
        if (options.CompactsIdle)
        {
            compactTimer = options.Clock.Timer(_ => CompactIdle(), state: null);
            compactTimer.Change(options.CompactAfter, options.CompactAfter);
        }

        deadlineTimer = options.Clock.Timer(_ => FireDueTimers(), state: null);
        deadlineTimer.Change(ScanInterval, ScanInterval);

        // The accept loops start on the thread pool, because the caller can have a single-threaded synchronization context.
        accepting = Task.Run(() => listener.AcceptAllAsync(Serve));
        ConnectionLog.Listening(options.Logger, listener.EndPoint);
    }

    /// <summary>
    /// The end point on which the server listens: an <see cref="IPEndPoint"/> or a
    /// <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/>. If port 0 was requested, the end point contains the port that the system
    /// chose.
    /// </summary>
    public EndPoint LocalEndPoint => listener.EndPoint;

    /// <summary>The port on which the server listens. If port 0 was requested, this is the port that the system chose.</summary>
    /// <exception cref="InvalidOperationException">The server listens on a Unix domain socket, which has no port.</exception>
    public int Port =>
        listener.EndPoint is IPEndPoint { Port: var port }
            ? port
            : throw new InvalidOperationException(
                $"The server listens at {listener.EndPoint}, which has no port. Use {nameof(LocalEndPoint)} instead."
            );

    /// <summary>
    /// The current number of connections. The number includes connections in the TLS handshake or the opening handshake. It also includes
    /// closed connections whose application has not returned yet.
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

    CancellationToken IConnectionHost.Ending => isEnding;

    WebSocketHandler? IConnectionHost.Handler => handler;

    /// <summary>Starts a server.</summary>
    /// <param name="endPoint">
    /// The end point to listen on, which is an <see cref="IPEndPoint"/> or a <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/>. If
    /// the port is 0, the system chooses a free port, and <see cref="Port"/> is the chosen port. If the address is
    /// <see cref="IPAddress.IPv6Any"/>, the server also accepts IPv4 clients. The file of a Unix domain socket is created by this call and
    /// deleted when the server stops.
    /// </param>
    /// <param name="application">
    /// The function that is called for each connection. Its second argument is a token that is cancelled when the server stops. When the
    /// function returns, the connection is closed with status code 1000. If the function throws an exception, the connection is closed with
    /// status code 1011, and the exception is passed to <see cref="ConnectionHostOptions.OnError"/>. A
    /// <see cref="WebSocketClosedException"/> of this connection is not treated as an error. While the server is stopping, an
    /// <see cref="OperationCanceledException"/> is not treated as an error either.
    /// </param>
    /// <param name="options">The options. Null means <see cref="WebSocketServerOptions.Default"/>.</param>
    /// <exception cref="IOException">
    /// The server cannot listen on the end point, for example because the port is in use. The exception's message then names the end point.
    /// The exception is also thrown if too few file descriptors are free.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The maximum length of a message is more than the maximum length of an array.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The type of the end point is not supported, or <see cref="WebSocketServerOptions.Tls"/> has no certificate, or its certificate has
    /// no private key.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">
    /// The transport is <see cref="ServerTransport.Epoll"/>, but the operating system is not Linux.
    /// </exception>
    public static WebSocketServer Start(
        EndPoint endPoint,
        Func<WebSocketConnection, CancellationToken, Task> application,
        WebSocketServerOptions? options = null
    ) => Start(endPoint, application, handler: null, options);

    /// <summary>
    /// Starts a server whose application is a handler, which costs less for each message and each connection than a function. In all other
    /// respects, this method behaves like
    /// <see cref="Start(EndPoint, Func{WebSocketConnection, CancellationToken, Task}, WebSocketServerOptions?)"/>.
    /// </summary>
    /// <param name="endPoint">The end point to listen on.</param>
    /// <param name="handler">The handler, which the server calls for all connections.</param>
    /// <param name="options">The options. Null means <see cref="WebSocketServerOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException">The handler is null.</exception>
    public static WebSocketServer Start(EndPoint endPoint, WebSocketHandler handler, WebSocketServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Start(endPoint, application: null, handler, options);
    }

    private static WebSocketServer Start(
        EndPoint endPoint,
        Func<WebSocketConnection, CancellationToken, Task>? application,
        WebSocketHandler? handler,
        WebSocketServerOptions? options
    )
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        if (handler is null) ArgumentNullException.ThrowIfNull(application);
        options ??= WebSocketServerOptions.Default;
        ConnectionHostOptions.Check(options);
        if (endPoint is not (IPEndPoint or System.Net.Sockets.UnixDomainSocketEndPoint))
            throw new ArgumentException(
                $"{endPoint} is neither an IP end point nor a Unix domain socket.",
                nameof(endPoint)
            );
        DescriptorReserve.Check("start a server");
        WarmUp.Once();
        return new WebSocketServer(Listen(endPoint, options), application, handler, options);
    }

    /// <summary>
    /// Stops the server. The server stops accepting connections and drops the connections whose opening handshake is in progress. It closes
    /// each open connection with status code 1001 (RFC 6455 §7.4.1). It then cancels the token that it passed to the application. When the
    /// time has elapsed, the server drops the remaining connections. The task completes when all connections have ended, but at the latest
    /// about one second after this time.
    /// </summary>
    /// <param name="timeout">The maximum time to wait for the closing handshakes to complete and for the applications to return.</param>
    /// <param name="cancellationToken">
    /// Ends this wait. The server then drops the remaining connections at once, as it does when the time has elapsed.
    /// </param>
    /// <remarks>If the method is called more than once, the arguments of the first call apply.</remarks>
    public Task StopAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        lock (gate) return stopping ??= Task.Run(() => StopOnceAsync(timeout, cancellationToken), CancellationToken.None);
    }

    /// <summary>
    /// Starts a gradual shutdown. The server stops accepting connections. It closes the existing connections one at a time, at equal
    /// intervals, with status code 1001. The clients therefore do not all reconnect to another server at the same time. If the opening
    /// handshake of a connection is not complete when the server is about to close that connection, the server drops the connection. The
    /// token that was passed to the application is not cancelled. To stop the server completely, call
    /// <see cref="StopAsync(TimeSpan, CancellationToken)"/> afterwards.
    /// </summary>
    /// <param name="duration">The total time in which the connections are closed, one after another.</param>
    /// <param name="cancellationToken">
    /// Cancels the shutdown. The remaining connections stay open, but the server still does not accept new connections.
    /// </param>
    /// <returns>A task that completes when a close frame has been queued for each connection.</returns>
    public async Task DrainAsync(TimeSpan duration, CancellationToken cancellationToken = default)
    {
        listener.Dispose();
        await accepting.ConfigureAwait(false);
        await CancelAsync(ending).ConfigureAwait(false);
        var open = AllConnections();
        for (var index = 0; index < open.Length; index++)
        {
            if (index > 0) await Task.Delay(duration / open.Length, cancellationToken).ConfigureAwait(false);
            open[index].BeginClose(CloseCode.GoingAway);
        }
    }

    /// <summary>Stops the server with the deadline <see cref="WebSocketServerOptions.StopTimeout"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(options.StopTimeout).ConfigureAwait(false);
        stop.Dispose();
        ending.Dispose();
    }

    ValueTask<Either<Rejection, Acceptance>> IConnectionHost.AnswerAsync(WebSocketConnection connection, UpgradeRequest request) =>
        options.AnswerAsync(connection, request);

    void IConnectionHost.OnOpened(WebSocketConnection connection)
    {
        connection.Hold();
        OnHandshakeEnded(connection);
        if (handler is not null) connection.Receiver.OpenHandler(connection, handler);
        else _ = RunApplicationAsync(connection, application!);
    }

    void IConnectionHost.OnHandled(WebSocketConnection connection, CloseResult result)
    {
        try
        {
            handler!.OnClosed(connection, result);
        }
        catch (Exception exception)
        {
            options.Report(exception, connection);
        }

        connection.Release();
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

    // This method does nothing, because the server releases a connection when the application returns.
    void IConnectionHost.OnDisposed(WebSocketConnection connection)
    {
    }

    // A connection reports a failed TLS handshake as an AuthenticationException. This exception is never written to standard error.
    void IConnectionHost.Report(Exception exception, WebSocketConnection connection) =>
        options.Report(exception, connection, byDefault: exception is not AuthenticationException);

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

    /// <summary>
    /// Frees the connection's handshake slot after the opening handshake has completed or failed. Further calls for the same connection
    /// have no effect.
    /// </summary>
    private void OnHandshakeEnded(WebSocketConnection connection)
    {
        bool first;
        lock (gate) first = opening.Remove(connection);
        if (first) listener.FreeHandshake();
    }

    private async Task RunApplicationAsync(
        WebSocketConnection connection,
        Func<WebSocketConnection, CancellationToken, Task> application
    )
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
            // The connection ended while the application was sending, which is not an error.
        }
        catch (Exception exception)
        {
            code = CloseCode.InternalError;
            options.Report(exception, connection);
        }

        connection.StopReceiving();
        connection.BeginClose(code);
        connection.Release();
    }

    private async Task StopOnceAsync(TimeSpan timeout, CancellationToken cancellationToken)
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

        await CancelAsync(ending).ConfigureAwait(false);
        foreach (var connection in open) connection.BeginClose(CloseCode.GoingAway);
        await CancelAsync(stop).ConfigureAwait(false);
        if (!await allGone.CompletesWithin(timeout, cancellationToken).ConfigureAwait(false))
        {
            foreach (var connection in open) connection.Abort();
            await allGone.CompletesWithin(ConnectionLifetime.DropTimeout).ConfigureAwait(false);
        }

        await deadlineTimer.DisposeAsync().ConfigureAwait(false);
    }

    private async Task CancelAsync(CancellationTokenSource source)
    {
        try
        {
            await source.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException exception)
        {
            // An application registered a callback with the token, and the callback threw this exception. The server stops all the same.
            options.Report(exception, connection: null);
        }
    }

    private WebSocketConnection[] AllConnections()
    {
        lock (gate) return [.. connections];
    }
}
