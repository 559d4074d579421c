using System.Net.WebSockets;

namespace Pure.WebSockets.Host;

/// <summary>
/// An adapter through which existing code can use a connection as a .NET <see cref="WebSocket"/>. States, results and exceptions are the
/// same as in .NET's implementation, except for the differences that docs/drop-in.md lists and explains.
/// </summary>
/// <remarks>
/// The connection's loop reads independently of the application's calls, so pings are answered even while no receive is in progress.
/// <see cref="CloseAsync"/> does not consume messages. Messages before the peer's close frame can therefore be received during and after
/// that call. If a call is cancelled, only the wait of that call ends, and the connection stays open. To end the connection without a
/// closing handshake, call <see cref="Abort"/>. <see cref="State"/> changes only during calls to this WebSocket. For example, if the peer
/// sends a close frame, the state remains Open until a receive returns that frame or another call fails.
/// </remarks>
public sealed partial class PureWebSocket : WebSocket
{
    private readonly Lock gate = new();
    private WebSocketState state = WebSocketState.Open;
    private WebSocketCloseStatus? closeStatus;
    private string? closeStatusDescription;
    private bool disposed;

    /// <summary>Wraps an open connection. Disposing the WebSocket also disposes the connection.</summary>
    /// <param name="connection">The connection.</param>
    public PureWebSocket(WebSocketConnection connection)
    {
        Connection = connection;
        SubProtocol = connection.Subprotocol;
    }

    /// <summary>
    /// The wrapped connection. A message that is received directly from the connection cannot be received again through this WebSocket.
    /// </summary>
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
    /// The status code of the peer's close frame, or null if no call has returned or processed that frame yet. For a close frame without a
    /// status code, the value is <see cref="WebSocketCloseStatus.NormalClosure"/>, as in .NET.
    /// </summary>
    public override WebSocketCloseStatus? CloseStatus
    {
        get
        {
            lock (gate) return closeStatus;
        }
    }

    /// <summary>The reason in the peer's close frame, or null if no call has returned or processed that frame yet.</summary>
    public override string? CloseStatusDescription
    {
        get
        {
            lock (gate) return closeStatusDescription;
        }
    }

    /// <summary>
    /// Drops the transport immediately, without a closing handshake. A receive in progress, or a send that waits for free space in the send
    /// buffer, fails immediately with an <see cref="OperationCanceledException"/>.
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
    /// Frees the WebSocket. Pending output is still written. If no close frame has been sent yet, a close frame with status code 1001
    /// follows. The closing handshake continues in the background for up to <see cref="ConnectionOptions.ClosingHandshakeTimeout"/>.
    /// </summary>
    public override void Dispose()
    {
        lock (gate)
        {
            if (disposed) return;
            disposed = true;
            remaining = default;
            if (state != WebSocketState.Aborted) state = WebSocketState.Closed;
        }

        // If the peer's close frame has already arrived, it is processed before this endpoint sends its own close frame.
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

    /// <summary>Creates the exception for a call on a connection that has ended.</summary>
    private static WebSocketException Broken(CloseResult closure, Exception? cause = null)
    {
        var error = closure.Error.IfNone(
            new ProtocolError(CloseCode.AbnormalClosure, "RFC 6455 §7.1.5", "the connection ended without a close frame from the peer")
        );

        // AbnormalClosure means that the transport ended, or that the peer's close frame did not arrive in time. InternalError means that a
        // pong did not arrive in time. The exception is the same in all these cases.
        var gone = error.Code is CloseCode.AbnormalClosure or CloseCode.InternalError;
        return new WebSocketException(gone ? WebSocketError.ConnectionClosedPrematurely : WebSocketError.Faulted, error.ToString(), cause);
    }

    /// <summary>
    /// Sets <see cref="CloseStatus"/> and <see cref="CloseStatusDescription"/> from the peer's close frame. The caller must hold the lock.
    /// </summary>
    private void Note(CloseStatus theirs)
    {
        closeStatus = theirs.Code == CloseCode.NoStatusReceived ? WebSocketCloseStatus.NormalClosure : (WebSocketCloseStatus)theirs.Code;
        closeStatusDescription = theirs.Reason;
    }

    private Exception Ended(CloseResult closure, Exception? cause = null)
    {
        lock (gate)
        {
            if (state == WebSocketState.Aborted) return new OperationCanceledException(nameof(WebSocketState.Aborted), cause);
            if (state != WebSocketState.Closed) state = WebSocketState.Aborted;
            return Broken(closure, cause);
        }
    }
}
