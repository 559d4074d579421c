namespace Pure.WebSockets.Host;

/// <summary>The sequence of messages that <see cref="WebSocketConnection.ReadAllAsync"/> returns.</summary>
/// <param name="connection">The connection.</param>
/// <param name="stop">The token that cancels the wait for a message.</param>
internal sealed class MessageEnumerable(WebSocketConnection connection, CancellationToken stop) : IAsyncEnumerable<BorrowedMessage>
{
    public IAsyncEnumerator<BorrowedMessage> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (!cancellationToken.CanBeCanceled || cancellationToken == stop) return new Enumerator(connection, stop, linked: null);
        if (!stop.CanBeCanceled) return new Enumerator(connection, cancellationToken, linked: null);
        var both = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
        return new Enumerator(connection, both.Token, both);
    }

    /// <summary>
    /// An enumerator that waits directly for the connection's <see cref="ReceiveSignal"/>. Therefore, a wait needs no additional state
    /// machine.
    /// </summary>
    private sealed class Enumerator(WebSocketConnection connection, CancellationToken stop, CancellationTokenSource? linked)
        : IAsyncEnumerator<BorrowedMessage>
    {
        public BorrowedMessage Current => connection.Receiver.Queue.Current;

        public ValueTask<bool> MoveNextAsync()
        {
            if (stop.IsCancellationRequested) return ValueTask.FromCanceled<bool>(stop);
            try
            {
                return connection.Receiver.Begin(connection, stop) switch
                {
                    ReceiveStart.Pending => new ValueTask<bool>(connection.Receiver.Queue, connection.Receiver.Queue.Version),
                    var start => new ValueTask<bool>(start == ReceiveStart.Completed),
                };
            }
            catch (Exception exception) when (exception is InvalidOperationException or WebSocketClosedException)
            {
                return ValueTask.FromException<bool>(exception);
            }
        }

        public ValueTask DisposeAsync()
        {
            linked?.Dispose();
            return default;
        }
    }
}
