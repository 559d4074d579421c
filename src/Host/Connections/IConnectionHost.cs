using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>The creator of a connection: what servers and clients do differently.</summary>
internal interface IConnectionHost
{
    /// <summary>
    /// Cancelled when the host stops. The host then calls <see cref="WebSocketConnection.CancelReceive"/> itself. A host that does not
    /// stop has <see cref="CancellationToken.None"/>.
    /// </summary>
    CancellationToken Stopping { get; }

    /// <summary>
    /// Returns whether the host finds deadlines of that length by <see cref="WebSocketConnection.IsDue"/>, so that the connection needs
    /// no timer.
    /// </summary>
    bool TracksDeadline(TimeSpan deadline);

    /// <summary>Returns an equal state that connections share, where the host has one; else the same state.</summary>
    Connection Intern(Connection state);

    /// <summary>Answers an upgrade request. Servers only. Never fails: an exception of the application is reported and answered.</summary>
    ValueTask<Either<Rejection, Acceptance>> AnswerAsync(WebSocketConnection connection, UpgradeRequest request);

    /// <summary>
    /// The opening handshake is complete. Called on the connection's loop without a lock. What is sent inside goes out in one write.
    /// </summary>
    void OnOpened(WebSocketConnection connection);

    /// <summary>The application has disposed the connection, and its loop has ended. Called at most once.</summary>
    void OnDisposed(WebSocketConnection connection);

    /// <summary>The connection's transport and buffers are free, and nothing refers to it.</summary>
    void OnReleased(WebSocketConnection connection);

    /// <summary>Reports an exception of the application's code, or of a hook in the options.</summary>
    void Report(Exception exception);
}
