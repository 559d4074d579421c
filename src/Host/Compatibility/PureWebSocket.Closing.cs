using System.Net.WebSockets;
using System.Text;

namespace Pure.WebSockets.Host;

/// <content>The closing handshake. The connection's loop performs it. A call starts it, and may wait for its end.</content>
public sealed partial class PureWebSocket
{
    /// <summary>
    /// Sends a close frame, unless one has already been sent, and waits for the peer's close frame. Messages before the peer's close frame
    /// can still be received, even by a receive that is already in progress.
    /// </summary>
    /// <param name="closeStatus">The code; <see cref="WebSocketCloseStatus.Empty"/> for a frame without one.</param>
    /// <param name="statusDescription">The reason, at most 123 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Ends the waiting; the connection still closes.</param>
    /// <exception cref="ArgumentException">The code or the reason must not be sent in a close frame (RFC 6455 §7.4).</exception>
    /// <exception cref="WebSocketException">
    /// The connection ended without a close frame from the peer, or the state does not allow the call.
    /// </exception>
    /// <exception cref="OperationCanceledException">The waiting was cancelled, or the connection was aborted.</exception>
    public override async Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        var status = Check(closeStatus, statusDescription);
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (state is not (WebSocketState.Open or WebSocketState.CloseReceived or WebSocketState.CloseSent))
                throw InvalidState(state, WebSocketState.Open, WebSocketState.CloseReceived, WebSocketState.CloseSent);
            if (Connection.IsGivenUp) throw Broken(Connection.SoFar);
        }

        var closing = Begin(status, cancellationToken);
        lock (gate)
        {
            if (state == WebSocketState.Open) state = WebSocketState.CloseSent;
        }

        var closure = await closing.ConfigureAwait(false);
        lock (gate)
        {
            if (closure.Theirs.Case is CloseStatus theirs && state != WebSocketState.Aborted)
            {
                Note(theirs);
                state = WebSocketState.Closed;
                return;
            }
        }

        throw Ended(closure);
    }

    /// <summary>
    /// Sends a close frame and does not wait. Later messages of the peer can be received, and its close frame after them, within
    /// <see cref="ConnectionOptions.ClosingHandshakeTimeout"/>.
    /// </summary>
    /// <param name="closeStatus">The code; <see cref="WebSocketCloseStatus.Empty"/> for a frame without one.</param>
    /// <param name="statusDescription">The reason, at most 123 bytes of UTF-8.</param>
    /// <param name="cancellationToken">The call does not wait; a token that is cancelled before the call prevents it.</param>
    /// <exception cref="ArgumentException">The code or the reason must not be sent in a close frame (RFC 6455 §7.4).</exception>
    /// <exception cref="WebSocketException">The connection has ended, or the state does not allow the call.</exception>
    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        var status = Check(closeStatus, statusDescription);
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled(cancellationToken);
        lock (gate)
        {
            if (state is not (WebSocketState.Open or WebSocketState.CloseReceived))
                return Task.FromException(InvalidState(state, WebSocketState.Open, WebSocketState.CloseReceived));
            if (Connection.IsGivenUp) return Task.FromException(Broken(Connection.SoFar));
        }

        _ = Begin(status, CancellationToken.None);
        var closure = Connection.SoFar;
        if (closure.Ours.IsNone && closure.Theirs.IsNone) return Task.FromException(Ended(closure));
        lock (gate)
        {
            if (state is WebSocketState.Open or WebSocketState.CloseReceived)
                state = state == WebSocketState.Open ? WebSocketState.CloseSent : WebSocketState.Closed;
        }

        return Task.CompletedTask;
    }

    /// <summary>Checks the arguments in the order of .NET's implementation, and returns the content of the frame.</summary>
    private static CloseStatus Check(WebSocketCloseStatus closeStatus, string? statusDescription)
    {
        if (closeStatus == WebSocketCloseStatus.Empty && !string.IsNullOrEmpty(statusDescription))
            throw new ArgumentException("A close frame without a code has no reason (RFC 6455 §5.5.1).", nameof(statusDescription));
        if (closeStatus != WebSocketCloseStatus.Empty && !CloseCode.IsValidOnTheWire((int)closeStatus))
            throw new ArgumentException($"Close code {(int)closeStatus} must not be sent (RFC 6455 §7.4).", nameof(closeStatus));
        if (statusDescription is not null && Encoding.UTF8.GetByteCount(statusDescription) > Pure.WebSockets.CloseStatus.MaxReasonBytes)
            throw new ArgumentException(
                $"A reason has at most {Pure.WebSockets.CloseStatus.MaxReasonBytes} bytes of UTF-8 (RFC 6455 §5.5).",
                nameof(statusDescription)
            );
        return new CloseStatus((int)closeStatus, statusDescription ?? "");
    }

    /// <exception cref="ArgumentException">The reason is not valid text.</exception>
    private Task<CloseResult> Begin(CloseStatus status, CancellationToken cancellationToken)
    {
        var closing = Connection.CloseAsync(status.Code, status.Reason, cancellationToken);
        return closing.Exception?.InnerException is WebSocketMisuseException misuse
            ? throw new ArgumentException(misuse.Message, nameof(status), misuse)
            : closing;
    }
}
