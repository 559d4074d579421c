using System.Net;
using System.Security.Authentication;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// The host of a connection that does not belong to a <see cref="WebSocketServer"/>. The connection is either a client connection, or a
/// server connection over a transport that the caller provides.
/// </summary>
internal sealed class StandaloneConnection : IConnectionHost
{
    private readonly ConnectionHostOptions options;
    private readonly Func<WebSocketConnection, UpgradeRequest, ValueTask<Either<Rejection, Acceptance>>> accept;
    private readonly TaskCompletionSource<bool> opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? compacting;

    /// <param name="options">The options of the connection.</param>
    /// <param name="accept">The function that answers an upgrade request. A client connection does not call this function.</param>
    /// <param name="start">The initial state of the connection.</param>
    /// <param name="transport">The transport, which the connection owns from this call on.</param>
    /// <param name="buffers">The pool from which the connection rents its buffers.</param>
    public StandaloneConnection(
        ConnectionHostOptions options,
        Func<WebSocketConnection, UpgradeRequest, ValueTask<Either<Rejection, Acceptance>>> accept,
        Connection start,
        Transport transport,
        BufferPool buffers
    )
    {
        this.options = options;
        this.accept = accept;
        Connection = new WebSocketConnection(start, transport, options, buffers, this);
    }

    public WebSocketConnection Connection { get; }

    CancellationToken IConnectionHost.Stopping => CancellationToken.None;

    CancellationToken IConnectionHost.Ending => Ending;

    /// <summary>The token that is cancelled when the server that the connection belongs to begins to stop.</summary>
    private CancellationToken Ending { get; init; }

    bool IConnectionHost.TracksDeadline(TimeSpan deadline) => false;

    Connection IConnectionHost.Intern(Connection state) => state;

    ValueTask<Either<Rejection, Acceptance>> IConnectionHost.AnswerAsync(WebSocketConnection connection, UpgradeRequest request) =>
        accept(connection, request);

    void IConnectionHost.OnOpened(WebSocketConnection connection) => OnOpened();

    void IConnectionHost.OnDisposed(WebSocketConnection connection) => connection.Release();

    void IConnectionHost.OnReleased(WebSocketConnection connection) => opened.TrySetResult(false);

    // A failed TLS handshake is reported as an AuthenticationException, which is never written to standard error.
    void IConnectionHost.Report(Exception exception, WebSocketConnection connection) =>
        options.Report(exception, connection, byDefault: exception is not AuthenticationException);

    /// <summary>Creates and runs a connection over a stream, after other code has performed the opening handshake.</summary>
    public static WebSocketConnection FromStream(
        Stream stream,
        Role role,
        Agreement agreement,
        ConnectionHostOptions options,
        UpgradeRequest? request,
        EndPoint? remote,
        BufferPool buffers,
        CancellationToken ending = default
    )
    {
        var start = Pure.WebSockets.Connection.CreateOpen(role, agreement, options.Protocol);
        var transport = StreamTransport.Of(stream, remote);
        var host = new StandaloneConnection(options, static (_, _) => new(Rejection.WithStatus(500)), start, transport, buffers)
        {
            Ending = ending,
        };
        if (request is not null) host.Connection.Request = request;
        return host.Run();
    }

    /// <summary>Runs a connection whose opening handshake is complete.</summary>
    public WebSocketConnection Run()
    {
        Connection.MarkOpened();
        OnOpened();
        Connection.Start();
        return Connection;
    }

    /// <summary>
    /// Performs the opening handshake. Returns true if the connection opened. If the method returns false, all resources of the connection
    /// have been freed.
    /// </summary>
    /// <exception cref="OperationCanceledException">The handshake was cancelled.</exception>
    public async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        Connection.Start();
        bool isOpen;
        var abort = cancellationToken.UnsafeRegister(static connection => ((WebSocketConnection)connection!).Abort(), Connection);
        await using (abort.ConfigureAwait(false))
            isOpen = await opened.Task.ConfigureAwait(false);

        if (!cancellationToken.IsCancellationRequested) return isOpen;
        Connection.Abort();
        if (isOpen) await Connection.DisposeAsync().ConfigureAwait(false);
        throw new OperationCanceledException(cancellationToken);
    }

    private void OnOpened()
    {
        Connection.Hold();
        if (options.CompactsIdle && Connection.Agreement.Compression.IsSome)
        {
            compacting = options.Clock.Timer(_ => Compact(), state: null);
            compacting.Change(options.CompactAfter, options.CompactAfter);
        }

        opened.SetResult(true);
    }

    // The timer is disposed when it first elapses after the exchange of frames has ended. Otherwise, a connection would keep its timer
    // forever if the application never disposed the connection.
    private void Compact()
    {
        if (Connection.State.Phase is Phase.Closed) compacting?.Dispose();
        else Connection.CompactIfIdle(options.CompactAfter);
    }
}
