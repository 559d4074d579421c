using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// One connection that nobody but its user owns, from its first byte to its last buffer: a client's, or a server's over a transport that
/// it was given.
/// </summary>
internal sealed class LoneEnd : IConnectionOwner
{
    private readonly HostOptions options;
    private readonly Func<WebSocketConnection, UpgradeRequest, ValueTask<Either<Rejection, Acceptance>>> accept;
    private readonly TaskCompletionSource<bool> opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? resting;

    /// <param name="options">How the connection is driven.</param>
    /// <param name="accept">The answer to an upgrade request; a client is not asked.</param>
    /// <param name="start">The state that the connection begins in.</param>
    /// <param name="transport">The transport. It is the connection's from here, whatever happens.</param>
    /// <param name="buffers">Where its memory comes from.</param>
    public LoneEnd(
        HostOptions options,
        Func<WebSocketConnection, UpgradeRequest, ValueTask<Either<Rejection, Acceptance>>> accept,
        Connection start,
        Transport transport,
        Buffers buffers
    )
    {
        this.options = options;
        this.accept = accept;
        Connection = new WebSocketConnection(start, transport, options, buffers, this);
    }

    public WebSocketConnection Connection { get; }

    CancellationToken IConnectionOwner.Stopping => CancellationToken.None;

    bool IConnectionOwner.Watches(TimeSpan deadline) => false;

    Connection IConnectionOwner.Common(Connection state) => state;

    ValueTask<Either<Rejection, Acceptance>> IConnectionOwner.AnswerAsync(WebSocketConnection connection, UpgradeRequest request) =>
        accept(connection, request);

    void IConnectionOwner.Opened(WebSocketConnection connection) => Opened();

    void IConnectionOwner.Disposed(WebSocketConnection connection) => connection.Release();

    void IConnectionOwner.Gone(WebSocketConnection connection) => opened.TrySetResult(false);

    void IConnectionOwner.Report(Exception exception) => options.Report(exception);

    /// <summary>Runs a connection that is open already.</summary>
    public WebSocketConnection Run()
    {
        Connection.OpensAlready();
        Opened();
        Connection.Start();
        return Connection;
    }

    /// <summary>Makes the opening handshake. Whether it opened; if not, nothing is left of it.</summary>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        Connection.Start();
        bool isOpen;
        await using (
            cancellationToken.UnsafeRegister(static dropped => ((WebSocketConnection)dropped!).Abort(), Connection).ConfigureAwait(false)
        )
            isOpen = await opened.Task.ConfigureAwait(false);

        if (!cancellationToken.IsCancellationRequested) return isOpen;
        Connection.Abort();
        if (isOpen) await Connection.DisposeAsync().ConfigureAwait(false);
        throw new OperationCanceledException(cancellationToken);
    }

    private void Opened()
    {
        Connection.Hold();
        if (options.Rests && Connection.Agreement.Compression.IsSome)
        {
            resting = options.Clock.Timer(_ => Rest(), state: null);
            resting.Change(options.RestAfter, options.RestAfter);
        }

        opened.SetResult(true);
    }

    // Whoever forgets a connection leaves no timer behind: it ends with the protocol.
    private void Rest()
    {
        if (Connection.State.Phase is Phase.Closed) resting?.Dispose();
        else Connection.RestAfter(options.RestAfter);
    }
}
