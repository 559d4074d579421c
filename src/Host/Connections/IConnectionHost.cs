using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>The object that creates a connection and implements the operations that differ between servers and clients.</summary>
internal interface IConnectionHost
{
    /// <summary>
    /// The token that is cancelled when the host stops. The host then also calls <see cref="WebSocketConnection.CancelReceive"/>. A host
    /// that never stops returns <see cref="CancellationToken.None"/>.
    /// </summary>
    CancellationToken Stopping { get; }

    /// <summary>
    /// The token that is cancelled when the host begins to stop, before it closes the first connection. A host that never stops returns
    /// <see cref="CancellationToken.None"/>.
    /// </summary>
    CancellationToken Ending { get; }

    /// <summary>The handler to which the messages are passed, or null if the application receives the messages.</summary>
    WebSocketHandler? Handler => null;

    /// <summary>
    /// Returns whether the host checks deadlines of the given length with <see cref="WebSocketConnection.IsDue"/>. If the result is true,
    /// the connection needs no timer for a deadline of this length.
    /// </summary>
    bool TracksDeadline(TimeSpan deadline);

    /// <summary>
    /// Returns an object that equals the given state and that several connections can share. If the host has no such object, the method
    /// returns the given state.
    /// </summary>
    Connection Intern(Connection state);

    /// <summary>
    /// Answers an upgrade request. This method is called only on servers. The returned task never fails. If the application throws an
    /// exception, the exception is reported, and the request is rejected.
    /// </summary>
    ValueTask<Either<Rejection, Acceptance>> AnswerAsync(WebSocketConnection connection, UpgradeRequest request);

    /// <summary>
    /// Called when the opening handshake is complete. The method runs on the connection's loop while no lock is held. The data that is sent
    /// during the call is usually written to the transport after the call, in one write.
    /// </summary>
    void OnOpened(WebSocketConnection connection);

    /// <summary>
    /// Called when the connection has ended and its transport has been freed, if <see cref="WebSocketHandler.OnOpened"/> was called. By
    /// default, this method does nothing.
    /// </summary>
    void OnHandled(WebSocketConnection connection, CloseResult result)
    {
    }

    /// <summary>Called when the connection has been disposed. The method is called at most once per connection.</summary>
    void OnDisposed(WebSocketConnection connection);

    /// <summary>
    /// Called when the connection has been released. At this point, the transport has been freed, and no code uses the connection's
    /// buffers.
    /// </summary>
    void OnReleased(WebSocketConnection connection);

    /// <summary>
    /// Reports an exception from the application's code, a hook in the options, a TLS handshake, or a stream that the caller provides.
    /// </summary>
    void Report(Exception exception, WebSocketConnection connection);
}
