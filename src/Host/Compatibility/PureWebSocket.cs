using System.Net.WebSockets;

namespace Pure.WebSockets.Host;

/// <summary>
/// A connection as the framework's <see cref="WebSocket"/>, for code that is written for one. States, results and exceptions are those of
/// the framework's own implementation; where they differ, docs/drop-in.md says how and why.
/// </summary>
/// <remarks>
/// The connection's loop reads by itself. So pings are answered though nobody receives; <see cref="CloseAsync"/> does not read, and what
/// came before the peer's close frame can be received beside and after it; and to cancel a call means to stop waiting for it: no call but
/// <see cref="Abort"/> and <see cref="Dispose"/> ends the connection. <see cref="State"/> follows what the calls were told: it is Open
/// until a call has found otherwise.
/// </remarks>
public sealed partial class PureWebSocket : WebSocket
{
    private readonly Lock gate = new();
    private WebSocketState state = WebSocketState.Open;
    private WebSocketCloseStatus? closeStatus;
    private string? closeStatusDescription;
    private bool disposed;

    /// <summary>A connection that is open. It is the socket's from here: disposing the socket disposes it.</summary>
    /// <param name="connection">The connection.</param>
    public PureWebSocket(WebSocketConnection connection)
    {
        Connection = connection;
        SubProtocol = connection.Agreement.Subprotocol.Case is string name ? name : null;
    }

    /// <summary>The connection below. What is received there is not received here.</summary>
    public WebSocketConnection Connection { get; }

    /// <inheritdoc/>
    public override string? SubProtocol { get; }

    /// <inheritdoc/>
    public override WebSocketState State
    {
        get
        {
            lock (gate) return state;
        }
    }

    /// <summary>
    /// The code of the peer's close frame, once a call was told of it; <see cref="WebSocketCloseStatus.NormalClosure"/> for a frame
    /// without one, as the framework has it.
    /// </summary>
    public override WebSocketCloseStatus? CloseStatus
    {
        get
        {
            lock (gate) return closeStatus;
        }
    }

    /// <summary>The reason in the peer's close frame, once a call was told of it.</summary>
    public override string? CloseStatusDescription
    {
        get
        {
            lock (gate) return closeStatusDescription;
        }
    }

    /// <summary>
    /// Drops the transport at once, without a closing handshake. A receive that waits ends at once with an
    /// <see cref="OperationCanceledException"/>, and so does a send that waits for room.
    /// </summary>
    public override void Abort()
    {
        lock (gate)
        {
            if (state == WebSocketState.Closed) return;
            state = WebSocketState.Aborted;
        }

        Connection.Abort();
    }

    /// <summary>
    /// Frees the socket. What was sent is still written; where no close frame was sent, one with 1001 follows it; and the connection
    /// finishes its closing handshake by itself, as far as its deadline allows.
    /// </summary>
    public override void Dispose()
    {
        lock (gate)
        {
            if (disposed) return;
            disposed = true;
            rest = default;
            if (state != WebSocketState.Aborted) state = WebSocketState.Closed;
        }

        // The peer's close frame, if that has come, takes effect before ours is sent.
        Connection.StopReceiving();
        Connection.BeginClose(CloseCode.GoingAway);
        _ = Connection.DisposeAsync().AsTask();
    }

    private static WebSocketException InvalidState(WebSocketState state, params ReadOnlySpan<WebSocketState> valid) =>
        new(
            WebSocketError.InvalidState,
            $"The WebSocket is in an invalid state ('{state}') for this operation. Valid states are: "
                + $"'{string.Join(", ", valid.ToArray())}'."
        );

    /// <summary>Why the connection ended, for a call that needs it to be there.</summary>
    private static WebSocketException Broken(Closure closure, Exception? cause = null)
    {
        var error = closure.Error.IfNone(
            new ProtocolError(CloseCode.AbnormalClosure, "RFC 6455 §7.1.5", "the connection ended without a close frame from the peer")
        );

        // The transport ended, or was as good as ended: no answer came in time.
        var gone = error.Code is CloseCode.AbnormalClosure or CloseCode.InternalError;
        return new WebSocketException(gone ? WebSocketError.ConnectionClosedPrematurely : WebSocketError.Faulted, error.ToString(), cause);
    }

    /// <summary>A call was told how the connection ended. Under the lock.</summary>
    private void Note(CloseStatus theirs)
    {
        closeStatus = theirs.Code == CloseCode.NoStatusReceived ? WebSocketCloseStatus.NormalClosure : (WebSocketCloseStatus)theirs.Code;
        closeStatusDescription = theirs.Reason;
    }

    private Exception Ended(Closure closure, Exception? cause = null)
    {
        lock (gate)
        {
            if (state == WebSocketState.Aborted) return new OperationCanceledException(nameof(WebSocketState.Aborted), cause);
            if (state != WebSocketState.Closed) state = WebSocketState.Aborted;
            return Broken(closure, cause);
        }
    }
}
