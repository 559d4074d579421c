namespace Pure.WebSockets.Host;

/// <summary>The result of one attempt to connect, as returned by <see cref="ReconnectingClient"/>.</summary>
public abstract record ConnectAttempt
{
    private ConnectAttempt() { }

    /// <summary>The attempt succeeded. The connection is disposed when the next attempt is requested.</summary>
    /// <param name="Connection">The open connection.</param>
    public sealed record Connected(WebSocketConnection Connection) : ConnectAttempt;

    /// <summary>The attempt failed.</summary>
    /// <param name="Failure">The reason for the failure.</param>
    /// <param name="FailureCount">
    /// The number of consecutive failures, including this failure. A connection that lasted less than
    /// <see cref="ReconnectOptions.StableAfter"/> also counts as a failure.
    /// </param>
    /// <param name="RetryDelay">The delay until the next attempt, or null if no further attempt is made.</param>
    public sealed record Failed(ConnectFailure Failure, int FailureCount, TimeSpan? RetryDelay) : ConnectAttempt;
}
