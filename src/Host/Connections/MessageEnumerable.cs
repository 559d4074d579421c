namespace Pure.WebSockets.Host;

/// <summary>The messages of a connection, as <see cref="WebSocketConnection.ReadAllAsync"/> returns them.</summary>
/// <param name="connection">The connection.</param>
/// <param name="stop">Stops waiting for a message.</param>
internal sealed class MessageEnumerable(WebSocketConnection connection, CancellationToken stop) : IAsyncEnumerable<Message>
{
    public IAsyncEnumerator<Message> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (!cancellationToken.CanBeCanceled || cancellationToken == stop) return new Enumerator(connection, stop, linked: null);
        if (!stop.CanBeCanceled) return new Enumerator(connection, cancellationToken, linked: null);
        var both = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
        return new Enumerator(connection, both.Token, both);
    }

    /// <summary>Awaits the connection's own <see cref="ReceiveSignal"/>, so a message needs no state machine in between.</summary>
    private sealed class Enumerator(WebSocketConnection connection, CancellationToken stop, CancellationTokenSource? linked)
        : IAsyncEnumerator<Message>
    {
        public Message Current => connection.Receiver.Queue.Current;

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
            catch (InvalidOperationException misuse)
            {
                return ValueTask.FromException<bool>(misuse);
            }
        }

        public ValueTask DisposeAsync()
        {
            linked?.Dispose();
            return default;
        }
    }
}
