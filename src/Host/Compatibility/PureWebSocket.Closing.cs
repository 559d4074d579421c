using System.Net.WebSockets;
using System.Text;

namespace Pure.WebSockets.Host;

/// <content>
/// The methods that start the closing handshake. The connection's loop performs the handshake. CloseAsync waits for the handshake to
/// complete, but CloseOutputAsync does not wait.
/// </content>
public sealed partial class PureWebSocket
{
    /// <summary>
    /// Sends a close frame if no close frame has been sent yet, and waits for the peer's close frame. Messages that arrive before the
    /// peer's close frame can still be received, even by a receive that is already in progress.
    /// </summary>
    /// <param name="closeStatus">
    /// The status code, or <see cref="WebSocketCloseStatus.Empty"/> for a close frame without a status code.
    /// </param>
    /// <param name="statusDescription">The reason, which must be at most 123 bytes long in UTF-8.</param>
    /// <param name="cancellationToken">Cancels the wait. The closing handshake continues even if the wait is cancelled.</param>
    /// <exception cref="ArgumentException">The status code or the reason is not allowed in a close frame (RFC 6455 §7.4).</exception>
    /// <exception cref="WebSocketException">
    /// The connection ended without a close frame from the peer, or the state does not allow the call.
    /// </exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled, or the connection was aborted.</exception>
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
    /// Sends a close frame, but does not wait for the peer's close frame. Further messages and the peer's close frame can still be received
    /// within <see cref="ConnectionOptions.ClosingHandshakeTimeout"/>.
    /// </summary>
    /// <param name="closeStatus">
    /// The status code, or <see cref="WebSocketCloseStatus.Empty"/> for a close frame without a status code.
    /// </param>
    /// <param name="statusDescription">The reason, which must be at most 123 bytes long in UTF-8.</param>
    /// <param name="cancellationToken">
    /// If this token is already cancelled, no close frame is sent. A later cancellation has no effect, because the call does not wait.
    /// </param>
    /// <exception cref="ArgumentException">The status code or the reason is not allowed in a close frame (RFC 6455 §7.4).</exception>
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

    /// <summary>Checks the arguments in the same order as .NET's implementation, and returns the content of the close frame.</summary>
    private static CloseStatus Check(WebSocketCloseStatus closeStatus, string? statusDescription)
    {
        if (closeStatus == WebSocketCloseStatus.Empty && !string.IsNullOrEmpty(statusDescription))
            throw new ArgumentException(
                "A close frame without a status code must not have a reason (RFC 6455 §5.5.1).",
                nameof(statusDescription)
            );
        if (closeStatus != WebSocketCloseStatus.Empty && !CloseCode.IsValidOnTheWire((int)closeStatus))
            throw new ArgumentException($"Close code {(int)closeStatus} must not be sent (RFC 6455 §7.4).", nameof(closeStatus));
        if (statusDescription is not null && Encoding.UTF8.GetByteCount(statusDescription) > Pure.WebSockets.CloseStatus.MaxReasonBytes)
            throw new ArgumentException(
                $"A reason must have at most {Pure.WebSockets.CloseStatus.MaxReasonBytes} bytes in UTF-8 (RFC 6455 §5.5).",
                nameof(statusDescription)
            );
        return new CloseStatus((int)closeStatus, statusDescription ?? "");
    }

    /// <exception cref="ArgumentException">The reason contains an unpaired surrogate.</exception>
    private Task<CloseResult> Begin(CloseStatus status, CancellationToken cancellationToken)
    {
        var closing = Connection.CloseAsync(status.Code, status.Reason, cancellationToken);
        return closing.Exception?.InnerException is WebSocketMisuseException misuse
            ? throw new ArgumentException(misuse.Message, nameof(status), misuse)
            : closing;
    }
}
