using LanguageExt;

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
    /// <param name="Number">
    /// The number of consecutive failures, including this failure. A connection that lasted less than
    /// <see cref="ReconnectOptions.StableAfter"/> also counts as a failure.
    /// </param>
    /// <param name="Again">The delay until the next attempt, or None if no further attempt is made.</param>
    public sealed record Failed(ConnectFailure Failure, int Number, Option<TimeSpan> Again) : ConnectAttempt
    {
        /// <inheritdoc/>
        public bool Equals(Failed? other) =>
            other is not null && Failure == other.Failure && Number == other.Number && ByContent.Same(Again, other.Again);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Failure, Number, ByContent.Hash(Again));
    }
}
