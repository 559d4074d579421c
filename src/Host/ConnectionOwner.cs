using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>Whoever made a connection: what the two ends do differently.</summary>
internal interface IConnectionOwner
{
    /// <summary>A server's answer to an upgrade request.</summary>
    Either<Rejection, Acceptance> Answer(UpgradeRequest request);

    /// <summary>The opening handshake is done. Runs on the connection's loop, with no lock held: what is sent inside goes out in one write.</summary>
    void Opened(WebSocketConnection connection);

    /// <summary>The application is done with the connection, and its loop has ended. Told once, if at all.</summary>
    void Disposed(WebSocketConnection connection);

    /// <summary>Nobody holds the connection any more, its transport and its buffers are free.</summary>
    void Gone(WebSocketConnection connection);

    /// <summary>An exception escaped from code that is not this library's.</summary>
    void Report(Exception exception);
}
