using System.Buffers;

namespace Pure.WebSockets.Host;

/// <content>Sends messages. Each method has a form with a choice of compression.</content>
public sealed partial class WebSocketConnection
{
    /// <summary>
    /// Sends a message in one frame. The send completes when the connection has accepted the bytes. The send does not wait until the peer
    /// has received the bytes. After the send has completed, the memory of the payload can be reused.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload, which is UTF-8 if the message is text. The payload must not change until the send completes.</param>
    /// <param name="cancellationToken">
    /// The token that cancels the wait for earlier messages or for free space in the send buffer. If the wait is cancelled, no part of the
    /// message is sent. A message that has already been accepted is still sent.
    /// </param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is closed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The payload is longer than 1 GiB, so it must be sent in parts.</exception>
    /// <exception cref="WebSocketMisuseException">The text is not UTF-8. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <remarks>
    /// While <see cref="ConnectionHostOptions.MaxUnsentBytes"/> bytes or more wait to be written, the send waits for free space. Messages
    /// are sent in the order in which the send methods are called. While a message is being sent in parts, other messages wait until its
    /// last part has been sent.
    /// </remarks>
    public ValueTask SendAsync(MessageKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        SendAsync(kind, data, CompressionChoice.Default, cancellationToken);

    /// <inheritdoc cref="SendAsync(MessageKind, ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload, which is UTF-8 if the message is text. The payload must not change until the send completes.</param>
    /// <param name="compression">
    /// Whether the message is compressed. The parameter has an effect only if compression was negotiated in the opening handshake.
    /// </param>
    /// <param name="cancellationToken">
    /// The token that cancels the wait for earlier messages or for free space in the send buffer. If the wait is cancelled, no part of the
    /// message is sent.
    /// </param>
    public ValueTask SendAsync(
        MessageKind kind, ReadOnlyMemory<byte> data, CompressionChoice compression, CancellationToken cancellationToken = default) =>
        sender.SendAsync(this, new OutgoingMessage(OutgoingType.Whole, kind, data, Final: true, compression), cancellationToken);

    /// <summary>
    /// Sends a part of a message as one fragment (RFC 6455 §5.4). The application must send all parts of a message one after another. Other
    /// messages wait until the last part has been sent.
    /// </summary>
    /// <param name="kind">The kind of the message, text or binary. The kind must be the same for all parts.</param>
    /// <param name="data">
    /// The payload of the fragment. Text can be split within a code point. The payload must not change until the send completes.
    /// </param>
    /// <param name="isFinal">Whether this is the last part of the message.</param>
    /// <param name="cancellationToken">
    /// The token that cancels the wait for earlier messages or for free space in the send buffer. If the wait is cancelled, no byte of this
    /// part is sent.
    /// </param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is closed.</exception>
    /// <exception cref="WebSocketMisuseException">
    /// The text is not UTF-8, or the kind differs from the kind of the previous part. This part was not sent.
    /// </exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask SendPartAsync(
        MessageKind kind, ReadOnlyMemory<byte> data, bool isFinal, CancellationToken cancellationToken = default) =>
        SendPartAsync(kind, data, isFinal, CompressionChoice.Default, cancellationToken);

    /// <inheritdoc cref="SendPartAsync(MessageKind, ReadOnlyMemory{byte}, bool, CancellationToken)"/>
    /// <param name="kind">The kind of the message, text or binary. The kind must be the same for all parts.</param>
    /// <param name="data">The payload of the fragment. The payload must not change until the send completes.</param>
    /// <param name="isFinal">Whether this is the last part of the message.</param>
    /// <param name="compression">
    /// Whether the message is compressed. The parameter has an effect only if compression was negotiated in the opening handshake.
    /// </param>
    /// <param name="cancellationToken">
    /// The token that cancels the wait for earlier messages or for free space in the send buffer. If the wait is cancelled, no byte of this
    /// part is sent.
    /// </param>
    public ValueTask SendPartAsync(
        MessageKind kind,
        ReadOnlyMemory<byte> data,
        bool isFinal,
        CompressionChoice compression,
        CancellationToken cancellationToken = default
    ) =>
        sender.SendAsync(
            this, new OutgoingMessage(OutgoingType.Part, kind, data, isFinal, compression) { Owner = this }, cancellationToken);

    /// <summary>
    /// Sends a text message. An unpaired surrogate is replaced by U+FFFD. In all other respects, this method behaves like
    /// <see cref="SendAsync(MessageKind, ReadOnlyMemory{byte}, CancellationToken)"/>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">
    /// The token that cancels the wait for earlier messages or for free space in the send buffer. If the wait is cancelled, no part of the
    /// message is sent.
    /// </param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is closed.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask SendTextAsync(string text, CancellationToken cancellationToken = default) =>
        SendTextAsync(text, CompressionChoice.Default, cancellationToken);

    /// <inheritdoc cref="SendTextAsync(string, CancellationToken)"/>
    /// <param name="text">The text.</param>
    /// <param name="compression">
    /// Whether the message is compressed. The parameter has an effect only if compression was negotiated in the opening handshake.
    /// </param>
    /// <param name="cancellationToken">
    /// The token that cancels the wait for earlier messages or for free space in the send buffer. If the wait is cancelled, no part of the
    /// message is sent.
    /// </param>
    public ValueTask SendTextAsync(string text, CompressionChoice compression, CancellationToken cancellationToken = default) =>
        PayloadSources.SendTextAsync(this, text, compression, cancellationToken);

    /// <summary>
    /// Sends a binary message. In all other respects, this method behaves like
    /// <see cref="SendAsync(MessageKind, ReadOnlyMemory{byte}, CancellationToken)"/>.
    /// </summary>
    /// <param name="data">The payload, which must not change until the send completes.</param>
    /// <param name="cancellationToken">
    /// The token that cancels the wait for earlier messages or for free space in the send buffer. If the wait is cancelled, no part of the
    /// message is sent.
    /// </param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is closed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The payload is longer than 1 GiB, so it must be sent in parts.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask SendBinaryAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        SendAsync(MessageKind.Binary, data, CompressionChoice.Default, cancellationToken);

    /// <inheritdoc cref="SendBinaryAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <param name="data">The payload, which must not change until the send completes.</param>
    /// <param name="compression">
    /// Whether the message is compressed. The parameter has an effect only if compression was negotiated in the opening handshake.
    /// </param>
    /// <param name="cancellationToken">
    /// The token that cancels the wait for earlier messages or for free space in the send buffer. If the wait is cancelled, no part of the
    /// message is sent.
    /// </param>
    public ValueTask SendBinaryAsync(
        ReadOnlyMemory<byte> data, CompressionChoice compression, CancellationToken cancellationToken = default) =>
        SendAsync(MessageKind.Binary, data, compression, cancellationToken);

    /// <summary>
    /// Sends a message in one frame. The payload can consist of several blocks of memory. In all other respects, this method behaves like
    /// <see cref="SendAsync(MessageKind, ReadOnlyMemory{byte}, CancellationToken)"/>.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload, which is UTF-8 if the message is text. The payload must not change until the send completes.</param>
    /// <param name="cancellationToken">
    /// The token that cancels the wait for earlier messages or for free space in the send buffer. If the wait is cancelled, no part of the
    /// message is sent.
    /// </param>
    public ValueTask SendAsync(MessageKind kind, in ReadOnlySequence<byte> data, CancellationToken cancellationToken = default) =>
        SendAsync(kind, data, CompressionChoice.Default, cancellationToken);

    /// <inheritdoc cref="SendAsync(MessageKind, in ReadOnlySequence{byte}, CancellationToken)"/>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload, which is UTF-8 if the message is text. The payload must not change until the send completes.</param>
    /// <param name="compression">
    /// Whether the message is compressed. The parameter has an effect only if compression was negotiated in the opening handshake.
    /// </param>
    /// <param name="cancellationToken">
    /// The token that cancels the wait for earlier messages or for free space in the send buffer. If the wait is cancelled, no part of the
    /// message is sent.
    /// </param>
    public ValueTask SendAsync(
        MessageKind kind,
        in ReadOnlySequence<byte> data,
        CompressionChoice compression,
        CancellationToken cancellationToken = default
    ) =>
        data.IsSingleSegment
            ? SendAsync(kind, data.First, compression, cancellationToken)
            : PayloadSources.SendAsync(this, kind, data, compression, cancellationToken);

    /// <summary>
    /// Sends all bytes of a stream as one fragmented message. Each fragment is sent as soon as its bytes have been read, so neither
    /// endpoint has to store the complete message in memory.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="source">
    /// The stream that contains the payload, which is UTF-8 if the message is text. The stream is read to its end and stays open.
    /// </param>
    /// <param name="cancellationToken">
    /// The token that cancels the send. If the send is cancelled before the first fragment, nothing is sent. If the send is cancelled after
    /// the first fragment, the message remains incomplete, and the connection is closed with status code 1011.
    /// </param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is closed.</exception>
    /// <exception cref="WebSocketMisuseException">
    /// The text is not UTF-8. If a fragment was already sent, the connection is closed with status code 1011.
    /// </exception>
    /// <exception cref="OperationCanceledException">The send was cancelled.</exception>
    /// <remarks>
    /// An exception that the source throws is passed to the caller. If a fragment was already sent, the connection is closed with status
    /// code 1011. Messages from other senders wait until this message is complete, but pings and pongs do not wait.
    /// </remarks>
    public Task SendAsync(MessageKind kind, Stream source, CancellationToken cancellationToken = default) =>
        SendAsync(kind, source, CompressionChoice.Default, cancellationToken);

    /// <inheritdoc cref="SendAsync(MessageKind, Stream, CancellationToken)"/>
    /// <param name="kind">Text or binary.</param>
    /// <param name="source">The stream that contains the payload. The stream is read to its end and stays open.</param>
    /// <param name="compression">
    /// Whether the message is compressed. The parameter has an effect only if compression was negotiated in the opening handshake.
    /// </param>
    /// <param name="cancellationToken">
    /// The token that cancels the send. If the send is cancelled before the first fragment, nothing is sent. If the send is cancelled after
    /// the first fragment, the message cannot be completed, and the connection is closed with status code 1011.
    /// </param>
    public Task SendAsync(
        MessageKind kind, Stream source, CompressionChoice compression, CancellationToken cancellationToken = default) =>
        SendAsync(kind, PayloadSources.ReadPieces(source, Buffers, cancellationToken), compression, cancellationToken);

    /// <summary>
    /// Sends the pieces of a sequence as one message. Each piece is sent as one fragment as soon as it becomes available. In all other
    /// respects, this method behaves like <see cref="SendAsync(MessageKind, Stream, CancellationToken)"/>.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="source">
    /// The pieces of the payload, which is UTF-8 if the message is text. Text can be split at any byte. The memory of a piece can be reused
    /// when the next piece is requested.
    /// </param>
    /// <param name="cancellationToken">
    /// The token that cancels the send. If the send is cancelled before the first fragment, nothing is sent. If the send is cancelled after
    /// the first fragment, the message remains incomplete, and the connection is closed with status code 1011.
    /// </param>
    public Task SendAsync(
        MessageKind kind, IAsyncEnumerable<ReadOnlyMemory<byte>> source, CancellationToken cancellationToken = default) =>
        SendAsync(kind, source, CompressionChoice.Default, cancellationToken);

    /// <inheritdoc cref="SendAsync(MessageKind, IAsyncEnumerable{ReadOnlyMemory{byte}}, CancellationToken)"/>
    /// <param name="kind">Text or binary.</param>
    /// <param name="source">The pieces of the payload. The memory of a piece can be reused when the next piece is requested.</param>
    /// <param name="compression">
    /// Whether the message is compressed. The parameter has an effect only if compression was negotiated in the opening handshake.
    /// </param>
    /// <param name="cancellationToken">
    /// The token that cancels the send. If the send is cancelled before the first fragment, nothing is sent. If the send is cancelled after
    /// the first fragment, the message cannot be completed, and the connection is closed with status code 1011.
    /// </param>
    public Task SendAsync(
        MessageKind kind,
        IAsyncEnumerable<ReadOnlyMemory<byte>> source,
        CompressionChoice compression,
        CancellationToken cancellationToken = default
    ) => PayloadSources.SendAsync(this, kind, source, compression, cancellationToken);

    /// <summary>
    /// Sends a message in one frame if the message can be sent immediately. Otherwise, nothing is sent. In all other respects, this method
    /// behaves like <see cref="SendAsync(MessageKind, ReadOnlyMemory{byte}, CancellationToken)"/>.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">
    /// The payload, which is UTF-8 if the message is text. The memory of the payload can be reused after the call.
    /// </param>
    /// <param name="compression">
    /// Whether the message is compressed. The parameter has an effect only if compression was negotiated in the opening handshake.
    /// </param>
    /// <returns>
    /// The result, which states whether the message was accepted. If the message was not accepted, no part of the message was sent.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The payload is longer than 1 GiB.</exception>
    /// <exception cref="WebSocketMisuseException">The text is not UTF-8. Nothing was sent.</exception>
    public TrySendResult TrySend(MessageKind kind, ReadOnlyMemory<byte> data, CompressionChoice compression = CompressionChoice.Default) =>
        sender.TrySend(this, new OutgoingMessage(OutgoingType.Whole, kind, data, Final: true, compression));
}
