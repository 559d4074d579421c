using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host;

/// <content>Messages in pieces that fit the caller's memory, and the peer's close frame behind them.</content>
public sealed partial class PureWebSocket
{
    private ReadOnlyMemory<byte> rest;
    private WebSocketMessageType kind;
    private bool withinMessage;
    private bool isLast;
    private bool receiving;
    private bool toldClose;

    /// <inheritdoc cref="ReceiveAsync(Memory{byte}, CancellationToken)"/>
    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(buffer.Array, nameof(buffer));
        var result = await ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
        return result.MessageType == WebSocketMessageType.Close
            ? new WebSocketReceiveResult(result.Count, result.MessageType, result.EndOfMessage, CloseStatus, CloseStatusDescription)
            : new WebSocketReceiveResult(result.Count, result.MessageType, result.EndOfMessage);
    }

    /// <summary>
    /// The next bytes of a message, as many as are there and fit; or that the peer has closed. With empty memory: waits until there is a
    /// message.
    /// </summary>
    /// <param name="buffer">Where they go.</param>
    /// <param name="cancellationToken">Stops the waiting. No message is lost by it, and the connection goes on.</param>
    /// <exception cref="WebSocketException">The peer vanished, broke a rule or was told to leave (then the state is Aborted), or nothing
    /// more comes in this state.</exception>
    /// <exception cref="InvalidOperationException">Another receive is under way.</exception>
    /// <exception cref="OperationCanceledException">The waiting was stopped, or the connection was aborted.</exception>
    /// <remarks>Whoever waited goes on elsewhere than on the connection's loop: he may block.</remarks>
    public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<ValueWebSocketReceiveResult>(cancellationToken);
        lock (gate)
        {
            if (disposed || toldClose || state == WebSocketState.Aborted)
                return ValueTask.FromException<ValueWebSocketReceiveResult>(
                    InvalidState(state, WebSocketState.Open, WebSocketState.CloseSent)
                );
            if (receiving)
                return ValueTask.FromException<ValueWebSocketReceiveResult>(
                    new InvalidOperationException("A receive is under way on this WebSocket: there is one at a time.")
                );
            if (withinMessage)
            {
                var (result, failure) = Take(buffer);
                return failure is null
                    ? new ValueTask<ValueWebSocketReceiveResult>(result)
                    : ValueTask.FromException<ValueWebSocketReceiveResult>(failure);
            }

            receiving = true;
        }

        var next = Connection.ReceiveAsync(cancellationToken);
        return next.IsCompletedSuccessfully ? Completed(next.Result, buffer) : ReceiveAfter(next, buffer);
    }

    private ValueTask<ValueWebSocketReceiveResult> Completed(Message? message, Memory<byte> buffer)
    {
        var (result, failure) = Tell(message, buffer);
        return failure is null
            ? new ValueTask<ValueWebSocketReceiveResult>(result)
            : ValueTask.FromException<ValueWebSocketReceiveResult>(failure);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ValueWebSocketReceiveResult> ReceiveAfter(ValueTask<Message?> next, Memory<byte> buffer)
    {
        Message? message;
        try
        {
            message = await next.ConfigureAwait(false);
        }
        catch (Exception)
        {
            lock (gate) receiving = false;
            throw;
        }

        // Away from the loop: code that was written for another implementation may block, and wait for what only the loop can do.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var (result, failure) = Tell(message, buffer);
        return failure is null ? result : throw failure;
    }

    private (ValueWebSocketReceiveResult Result, Exception? Failure) Tell(Message? received, Memory<byte> buffer)
    {
        lock (gate)
        {
            receiving = false;
            if (disposed)
                return (
                    default,
                    state == WebSocketState.Aborted
                        ? new OperationCanceledException(nameof(WebSocketState.Aborted))
                        : Broken(Connection.SoFar)
                );
            if (Connection.IsGivenUp)
                return (default, Ended(Connection.SoFar));
            if (received is not { } message)
                return End();
            (rest, kind, isLast) = (
                message.Data,
                message.Kind == MessageKind.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary,
                message.Final
            );
            return Take(buffer);
        }
    }

    /// <summary>
    /// What is next of the message, or piece of one, under way; or that the connection is not the application's any more. Under the lock.
    /// </summary>
    private (ValueWebSocketReceiveResult Result, Exception? Failure) Take(Memory<byte> buffer)
    {
        var count = Math.Min(buffer.Length, rest.Length);
        if (!Connection.TryCopy(rest[..count], buffer))
        {
            (rest, withinMessage) = (default, false);
            return (default, Ended(Connection.SoFar));
        }

        rest = rest[count..];
        withinMessage = !rest.IsEmpty;
        return (new ValueWebSocketReceiveResult(count, kind, endOfMessage: isLast && !withinMessage), null);
    }

    /// <summary>Nothing more comes. Under the lock.</summary>
    private (ValueWebSocketReceiveResult Result, Exception? Failure) End()
    {
        var closure = Connection.SoFar;
        if (closure.Theirs.Case is not CloseStatus theirs || state == WebSocketState.Aborted) return (default, Ended(closure));
        Note(theirs);
        toldClose = true;
        state = state == WebSocketState.Open ? WebSocketState.CloseReceived : WebSocketState.Closed;
        return (new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true), null);
    }
}
