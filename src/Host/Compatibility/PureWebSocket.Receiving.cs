using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host;

/// <content>Receives messages in pieces that fit into the caller's buffer, and then receives the peer's close frame.</content>
public sealed partial class PureWebSocket
{
    private ReadOnlyMemory<byte> remaining;
    private WebSocketMessageType kind;
    private bool withinMessage;
    private bool isLast;
    private bool receiving;
    private bool closeDelivered;

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
    /// Receives the next bytes of a message, or the peer's close frame. The call waits until bytes are available, and returns the bytes
    /// that fit into the buffer. With an empty buffer, the call waits for a message and returns no bytes.
    /// </summary>
    /// <param name="buffer">The buffer for the received bytes.</param>
    /// <param name="cancellationToken">Cancels the wait. No message is lost, and the connection stays open.</param>
    /// <exception cref="WebSocketException">
    /// The connection ended without a close frame from the peer, for example because the peer disconnected or violated the protocol.
    /// <see cref="State"/> is then Aborted. The exception is also thrown if the current state does not allow a receive.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another receive is in progress.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled, or the connection was aborted.</exception>
    /// <remarks>
    /// If the call had to wait, the caller's code resumes outside the connection's loop. The caller's code may therefore block.
    /// </remarks>
    public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<ValueWebSocketReceiveResult>(cancellationToken);
        lock (gate)
        {
            if (disposed || closeDelivered || state == WebSocketState.Aborted)
                return ValueTask.FromException<ValueWebSocketReceiveResult>(
                    InvalidState(state, WebSocketState.Open, WebSocketState.CloseSent)
                );
            if (receiving)
                return ValueTask.FromException<ValueWebSocketReceiveResult>(
                    new InvalidOperationException("Another receive is in progress on this WebSocket.")
                );
            if (withinMessage)
            {
                var (result, failure) = CopyNext(buffer);
                return failure is null
                    ? new ValueTask<ValueWebSocketReceiveResult>(result)
                    : ValueTask.FromException<ValueWebSocketReceiveResult>(failure);
            }

            receiving = true;
        }

        var next = Connection.ReceiveAsync(cancellationToken);
        return next.IsCompletedSuccessfully ? Completed(next.Result, buffer) : ReceiveAfter(next, buffer);
    }

    private ValueTask<ValueWebSocketReceiveResult> Completed(BorrowedMessage? message, Memory<byte> buffer)
    {
        var (result, failure) = Deliver(message, buffer);
        return failure is null
            ? new ValueTask<ValueWebSocketReceiveResult>(result)
            : ValueTask.FromException<ValueWebSocketReceiveResult>(failure);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ValueWebSocketReceiveResult> ReceiveAfter(ValueTask<BorrowedMessage?> next, Memory<byte> buffer)
    {
        BorrowedMessage? message;
        try
        {
            message = await next.ConfigureAwait(false);
        }
        catch (WebSocketClosedException)
        {
            // The connection ended within a message. As for any other end, the state of this WebSocket determines the exception.
            message = null;
        }
        catch (Exception)
        {
            lock (gate) receiving = false;
            throw;
        }

        // The caller must not resume on the connection's loop. Code that was written for another WebSocket implementation can block, and
        // can even wait for work that only the loop performs.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var (result, failure) = Deliver(message, buffer);
        return failure is null ? result : throw failure;
    }

    private (ValueWebSocketReceiveResult Result, Exception? Failure) Deliver(BorrowedMessage? received, Memory<byte> buffer)
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
            (remaining, kind, isLast) = (
                message.Data,
                message.Kind == MessageKind.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary,
                message.IsFinal
            );
            return CopyNext(buffer);
        }
    }

    /// <summary>
    /// Copies the next bytes of the current message, or of the current piece of a message, to the buffer. Returns a failure if the
    /// application has stopped using the connection. The caller must hold the lock.
    /// </summary>
    private (ValueWebSocketReceiveResult Result, Exception? Failure) CopyNext(Memory<byte> buffer)
    {
        var count = Math.Min(buffer.Length, remaining.Length);
        if (!Connection.TryCopy(remaining[..count], buffer))
        {
            (remaining, withinMessage) = (default, false);
            return (default, Ended(Connection.SoFar));
        }

        remaining = remaining[count..];
        withinMessage = !remaining.IsEmpty;
        return (new ValueWebSocketReceiveResult(count, kind, endOfMessage: isLast && !withinMessage), null);
    }

    /// <summary>
    /// Returns the result of a receive after the last message. The result is the peer's close frame or a failure. The caller must hold the
    /// lock.
    /// </summary>
    private (ValueWebSocketReceiveResult Result, Exception? Failure) End()
    {
        var closure = Connection.SoFar;
        if (closure.Theirs.Case is not CloseStatus theirs || state == WebSocketState.Aborted) return (default, Ended(closure));
        Note(theirs);
        closeDelivered = true;
        state = state == WebSocketState.Open ? WebSocketState.CloseReceived : WebSocketState.Closed;
        return (new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true), null);
    }
}
