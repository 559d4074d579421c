using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>Whoever made a connection: what the two ends do differently.</summary>
internal interface IConnectionOwner
{
    /// <summary>
    /// Cancelled when the owner stops, which then calls <see cref="WebSocketConnection.CancelReceive"/> itself; none where it has no such
    /// token.
    /// </summary>
    CancellationToken Stopping { get; }

    /// <summary>
    /// Whether a deadline of that length is found by the owner, by <see cref="WebSocketConnection.IsDue"/>, so that the connection needs
    /// no timer for it.
    /// </summary>
    bool Watches(TimeSpan deadline);

    /// <summary>
    /// The same state, as the one value that connections in it share, where the owner has many: states are compared by content.
    /// </summary>
    Connection Common(Connection state);

    /// <summary>A server's answer to an upgrade request. It never fails: an exception of the application is reported, and answered.</summary>
    ValueTask<Either<Rejection, Acceptance>> AnswerAsync(WebSocketConnection connection, UpgradeRequest request);

    /// <summary>
    /// The opening handshake is done. Runs on the connection's loop, with no lock held: what is sent inside goes out in one write.
    /// </summary>
    void Opened(WebSocketConnection connection);

    /// <summary>The application is done with the connection, and its loop has ended. Told once, if at all.</summary>
    void Disposed(WebSocketConnection connection);

    /// <summary>Nobody holds the connection any more, its transport and its buffers are free.</summary>
    void Gone(WebSocketConnection connection);

    /// <summary>An exception escaped from code that is not this library's.</summary>
    void Report(Exception exception);
}
