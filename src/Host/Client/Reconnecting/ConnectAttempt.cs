using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>What came of one attempt of <see cref="ReconnectingClient"/>.</summary>
public abstract record ConnectAttempt
{
    private ConnectAttempt() { }

    /// <summary>There is a connection. It is disposed when the next attempt is asked for.</summary>
    /// <param name="Connection">The connection, open.</param>
    public sealed record Connected(WebSocketConnection Connection) : ConnectAttempt;

    /// <summary>There is none.</summary>
    /// <param name="Failure">Why.</param>
    /// <param name="Number">How many attempts failed in a row, this one included; connections that did not last are among them.</param>
    /// <param name="Again">The time until the next attempt; none when this was the last, because another could not mend it.</param>
    public sealed record Failed(ConnectFailure Failure, int Number, Option<TimeSpan> Again) : ConnectAttempt
    {
        /// <inheritdoc/>
        public bool Equals(Failed? other) =>
            other is not null && Failure == other.Failure && Number == other.Number && ByContent.Same(Again, other.Again);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Failure, Number, ByContent.Hash(Again));
    }
}
