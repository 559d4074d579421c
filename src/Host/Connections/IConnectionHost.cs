using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>The creator of a connection. It contains the behavior in which servers and clients differ.</summary>
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

    /// <summary>Returns an equal state that connections share. If the host has no such state, returns the given state.</summary>
    Connection Intern(Connection state);

    /// <summary>
    /// Answers an upgrade request. Called only at servers. Never fails: an exception of the application is reported, and the request is
    /// answered.
    /// </summary>
    ValueTask<Either<Rejection, Acceptance>> AnswerAsync(WebSocketConnection connection, UpgradeRequest request);

    /// <summary>
    /// Called when the opening handshake is complete, on the connection's loop without a lock. All data sent during the call goes out in
    /// one write.
    /// </summary>
    void OnOpened(WebSocketConnection connection);

    /// <summary>Called at most once, when the application has disposed the connection and its loop has ended.</summary>
    void OnDisposed(WebSocketConnection connection);

    /// <summary>Called when the connection's transport and buffers are free, and nothing refers to the buffers any more.</summary>
    void OnReleased(WebSocketConnection connection);

    /// <summary>Reports an exception of the application's code, or of a hook in the options.</summary>
    void Report(Exception exception);
}
