namespace Pure.WebSockets.Host;

/// <summary>All messages of a connection, one after the other.</summary>
/// <param name="connection">The connection.</param>
/// <param name="asked">Stops the waiting.</param>
internal sealed class MessageSequence(WebSocketConnection connection, CancellationToken asked) : IAsyncEnumerable<Message>
{
    public IAsyncEnumerator<Message> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (!cancellationToken.CanBeCanceled || cancellationToken == asked) return new Enumerator(connection, asked, linked: null);
        if (!asked.CanBeCanceled) return new Enumerator(connection, cancellationToken, linked: null);
        var both = CancellationTokenSource.CreateLinkedTokenSource(asked, cancellationToken);
        return new Enumerator(connection, both.Token, both);
    }

    /// <summary>Waits by the connection's own signal: nothing stands between a message and the loop that asked for it.</summary>
    private sealed class Enumerator(WebSocketConnection connection, CancellationToken stop, CancellationTokenSource? linked)
        : IAsyncEnumerator<Message>
    {
        public Message Current => connection.Receiver.Current;

        public ValueTask<bool> MoveNextAsync()
        {
            if (stop.IsCancellationRequested) return ValueTask.FromCanceled<bool>(stop);
            try
            {
                return connection.BeginReceive(stop) switch
                {
                    Beginning.Wait => new ValueTask<bool>(connection.Receiver, connection.Receiver.Version),
                    var began => new ValueTask<bool>(began == Beginning.Message),
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
