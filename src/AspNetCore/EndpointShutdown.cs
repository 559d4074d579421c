using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>
/// Ends the connections of an endpoint when the host stops, in the order of <see cref="WebSocketServer"/>: first the callbacks of
/// <see cref="WebSocketConnection.Stopping"/> of all connections, then the close frames, then the tokens of the applications. With the
/// token of the host alone, the order would depend on the threads on which the callbacks were registered.
/// </summary>
internal sealed class EndpointShutdown(Action<Exception> report)
{
    private readonly Lock gate = new();
    private readonly HashSet<WebSocketConnection> open = [];
    private readonly CancellationTokenSource ending = new();
    private readonly CancellationTokenSource stop = new();
    private bool follows;
    private bool isClosing;

    /// <summary>The token that is cancelled before the first connection is closed.</summary>
    public CancellationToken Stopping => ending.Token;

    /// <summary>The token that is cancelled after the last connection has begun to close.</summary>
    public CancellationToken Stopped => stop.Token;

    /// <summary>Begins when the host's token is cancelled. Only the first call has an effect, because an endpoint has one host.</summary>
    public void Follow(CancellationToken host)
    {
        lock (gate)
        {
            if (follows) return;
            follows = true;
        }

        host.UnsafeRegister(static shutdown => ((EndpointShutdown)shutdown!).Begin(), this);
    }

    /// <summary>Adds an open connection. The connection is closed now if the other connections already are.</summary>
    public void Add(WebSocketConnection connection)
    {
        bool isLate;
        lock (gate)
        {
            open.Add(connection);
            isLate = isClosing;
        }

        if (isLate) connection.BeginClose(CloseCode.GoingAway);
    }

    /// <summary>Removes a connection that has ended.</summary>
    public void Remove(WebSocketConnection connection)
    {
        lock (gate) open.Remove(connection);
    }

    private void Begin()
    {
        Cancel(ending);
        WebSocketConnection[] closing;
        lock (gate)
        {
            isClosing = true;
            closing = [.. open];
        }

        foreach (var connection in closing) connection.BeginClose(CloseCode.GoingAway);
        Cancel(stop);
    }

    private void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException exception)
        {
            // A callback that an application registered threw this exception. The connections are closed all the same.
            report(exception);
        }
    }
}
