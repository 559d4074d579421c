using System.Net.WebSockets;

namespace Pure.WebSockets.Host;

/// <content>Sends messages in one frame or in several fragments.</content>
public sealed partial class PureWebSocket
{
    // The kind of the message that is being sent in fragments. As in .NET, the message type of later fragments is ignored.
    private MessageKind partKind;
    private bool sendingParts;

    /// <inheritdoc cref="SendAsync(ReadOnlyMemory{byte}, WebSocketMessageType, WebSocketMessageFlags, CancellationToken)"/>
    public override Task SendAsync(
        ArraySegment<byte> buffer,
        WebSocketMessageType messageType,
        bool endOfMessage,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(buffer.Array, nameof(buffer));
        return SendAsync(buffer.AsMemory(), messageType, endOfMessage, cancellationToken).AsTask();
    }

    /// <inheritdoc cref="SendAsync(ReadOnlyMemory{byte}, WebSocketMessageType, WebSocketMessageFlags, CancellationToken)"/>
    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer,
        WebSocketMessageType messageType,
        bool endOfMessage,
        CancellationToken cancellationToken
    ) => SendAsync(buffer, messageType, endOfMessage ? WebSocketMessageFlags.EndOfMessage : WebSocketMessageFlags.None, cancellationToken);

    /// <summary>
    /// Sends a message, or a fragment of a message. The task completes when the connection has accepted the bytes. The task does not wait
    /// until the peer has received the bytes. Several sends can be in progress at the same time, and their messages are sent in the order
    /// of the calls.
    /// </summary>
    /// <param name="buffer">The bytes to send, which must be UTF-8 for text. The bytes must not change until the send completes.</param>
    /// <param name="messageType">
    /// The type of the message, which must be text or binary. If a message is sent in fragments, only the type of the first fragment is
    /// used.
    /// </param>
    /// <param name="messageFlags">
    /// The flags that state whether these bytes end the message, and whether compression is disabled for the message.
    /// </param>
    /// <param name="cancellationToken">
    /// Cancels the wait for earlier messages or for free space in the send buffer. If the wait is cancelled, no bytes are sent, and the
    /// connection stays open.
    /// </param>
    /// <exception cref="ArgumentException">The message type is neither text nor binary.</exception>
    /// <exception cref="WebSocketException">A close frame has already been sent, or the connection has ended.</exception>
    /// <exception cref="WebSocketMisuseException">The text is not valid UTF-8. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled, or the connection was aborted.</exception>
    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer,
        WebSocketMessageType messageType,
        WebSocketMessageFlags messageFlags,
        CancellationToken cancellationToken
    )
    {
        if (messageType is not (WebSocketMessageType.Text or WebSocketMessageType.Binary))
            throw new ArgumentException(
                $"The message type '{messageType}' is not allowed. Valid types are Binary and Text. To close the WebSocket, use "
                    + $"CloseOutputAsync.",
                nameof(messageType)
            );
        lock (gate)
        {
            if (state != WebSocketState.Open) return ValueTask.FromException(InvalidState(state, WebSocketState.Open));
            if (Connection.IsGivenUp) return ValueTask.FromException(Broken(Connection.SoFar));
        }

        var sending = Send(
            buffer,
            messageType == WebSocketMessageType.Text ? MessageKind.Text : MessageKind.Binary,
            messageFlags,
            cancellationToken
        );
        return sending.IsCompletedSuccessfully ? default : SendAfter(sending);
    }

    private ValueTask Send(ReadOnlyMemory<byte> buffer, MessageKind asked, WebSocketMessageFlags flags, CancellationToken cancellationToken)
    {
        var final = flags.HasFlag(WebSocketMessageFlags.EndOfMessage);
        var compress = flags.HasFlag(WebSocketMessageFlags.DisableCompression) ? CompressionChoice.Never : CompressionChoice.Default;
        if (!sendingParts && final) return Connection.SendAsync(asked, buffer, compress, cancellationToken);
        if (!sendingParts) partKind = asked;
        var sending = Connection.SendPartAsync(partKind, buffer, final, compress, cancellationToken);
        if (sending.IsCompletedSuccessfully) sendingParts = !final;
        else if (!sending.IsFaulted && !sending.IsCanceled) return PartAfter(sending, final);
        return sending;
    }

    private async ValueTask PartAfter(ValueTask sending, bool final)
    {
        await sending.ConfigureAwait(false);
        sendingParts = !final;
    }

    private async ValueTask SendAfter(ValueTask sending)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (WebSocketClosedException closed)
        {
            throw WhyNotSent(closed);
        }
    }

    private Exception WhyNotSent(WebSocketClosedException closed)
    {
        lock (gate)
        {
            return state == WebSocketState.Aborted ? new OperationCanceledException(nameof(WebSocketState.Aborted), closed)
                : closed.CloseResult.Theirs.IsSome
                    ? new WebSocketException(WebSocketError.InvalidState, "The peer has closed the connection.", closed)
                : state == WebSocketState.Open ? Broken(closed.CloseResult, closed)
                : InvalidState(state, WebSocketState.Open);
        }
    }
}
