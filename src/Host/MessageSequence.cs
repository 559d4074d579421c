using System.Threading.Tasks.Sources;

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
    private sealed class Enumerator(WebSocketConnection connection, CancellationToken stop, CancellationTokenSource? linked) : IAsyncEnumerator<Message>, IValueTaskSource<bool>
    {
        private Message current;

        public Message Current => current;

        public ValueTask<bool> MoveNextAsync()
        {
            if (stop.IsCancellationRequested) return ValueTask.FromCanceled<bool>(stop);
            try
            {
                var began = connection.BeginReceive(stop, out current);
                return began == Beginning.Wait ? new ValueTask<bool>(this, connection.Receiver.Version) : new ValueTask<bool>(began == Beginning.Message);
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

        bool IValueTaskSource<bool>.GetResult(short token)
        {
            var received = connection.Receiver.GetResult(token);
            current = received.GetValueOrDefault();
            return received.HasValue;
        }

        ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => connection.Receiver.GetStatus(token);

        void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            connection.Receiver.OnCompleted(continuation, state, token, flags);
    }
}
