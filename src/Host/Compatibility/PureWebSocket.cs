using System.Net.WebSockets;

namespace Pure.WebSockets.Host;

/// <summary>
/// Presents a connection as .NET's <see cref="WebSocket"/>, for existing code. States, results and exceptions are those of .NET's
/// implementation; docs/drop-in.md lists the differences and their reasons.
/// </summary>
/// <remarks>
/// The connection's loop reads independently of calls, so pings are answered even while no receive is in progress. <see cref="CloseAsync"/>
/// does not read: messages before the peer's close frame can be received during and after it. Cancelling a call only ends its waiting: no
/// call except <see cref="Abort"/> and <see cref="Dispose"/> ends the connection. <see cref="State"/> follows the results of the calls: it
/// is Open until a call has reported otherwise.
/// </remarks>
public sealed partial class PureWebSocket : WebSocket
{
    private readonly Lock gate = new();
    private WebSocketState state = WebSocketState.Open;
    private WebSocketCloseStatus? closeStatus;
    private string? closeStatusDescription;
    private bool disposed;

    /// <summary>Wraps an open connection. The WebSocket owns it: disposing the WebSocket disposes the connection.</summary>
    /// <param name="connection">The connection.</param>
    public PureWebSocket(WebSocketConnection connection)
    {
        Connection = connection;
        SubProtocol = connection.Agreement.Subprotocol.Case is string name ? name : null;
    }

    /// <summary>The connection. A message that is received through it is not received through this object.</summary>
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
    /// The code of the peer's close frame, after a call has reported it. For a frame without a code it is
    /// <see cref="WebSocketCloseStatus.NormalClosure"/>, as in .NET.
    /// </summary>
    public override WebSocketCloseStatus? CloseStatus
    {
        get
        {
            lock (gate) return closeStatus;
        }
    }

    /// <summary>The reason in the peer's close frame, after a call has reported it.</summary>
    public override string? CloseStatusDescription
    {
        get
        {
            lock (gate) return closeStatusDescription;
        }
    }

    /// <summary>
    /// Drops the transport at once, without a closing handshake. A receive in progress ends at once with an
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
    /// Frees the WebSocket. Pending output is still written. A close frame with 1001 follows, unless one has already been sent. The
    /// connection completes its closing handshake by itself, within its time limit.
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

        // If the peer's close frame has arrived, it takes effect before this end's close frame is sent.
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

        // The transport ended, or the peer did not answer in time, which is treated like the end of the transport.
        var gone = error.Code is CloseCode.AbnormalClosure or CloseCode.InternalError;
        return new WebSocketException(gone ? WebSocketError.ConnectionClosedPrematurely : WebSocketError.Faulted, error.ToString(), cause);
    }

    /// <summary>Records the peer's close status, which a call reports. The caller holds the lock.</summary>
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
