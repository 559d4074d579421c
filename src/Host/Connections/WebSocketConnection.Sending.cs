using System.Buffers;
using System.Diagnostics;

namespace Pure.WebSockets.Host;

/// <content>The application's sends.</content>
public sealed partial class WebSocketConnection
{
    /// <summary>The longest payload of one send, in bytes. It is copied to the output, which is one piece of memory.</summary>
    internal const int MaxSendBytes = 1 << 30;

    private WritePump writer;
    private SendQueue sends;
    private PendingPings? pings;
    private long lastCompressed;

    internal ref WritePump Writer => ref writer;

    private bool IsOutputFull => writer.Output.Bytes >= options.MaxUnsentBytes;

    /// <summary>
    /// Sends a message in one frame. Completes when the bytes are taken over, not when the peer has received them. Then the memory may be
    /// reused.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload; text as UTF-8. It must not change until the send completes.</param>
    /// <param name="cancellationToken">Stops the wait for room: then nothing of the message was sent. A message that was taken over is
    /// sent.</param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is closed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The payload has more than 1 GiB. Send it in parts.</exception>
    /// <exception cref="WebSocketMisuseException">The text is not UTF-8. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <remarks>
    /// While <see cref="HostOptions.MaxUnsentBytes"/> wait to be written, the send waits for room. Messages are sent in the order of the
    /// calls. While another message is sent in parts, they wait for its end.
    /// </remarks>
    public ValueTask SendAsync(MessageKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        SendAsync(kind, data, CompressionChoice.ByOptions, cancellationToken);

    /// <inheritdoc cref="SendAsync(MessageKind, ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload; text as UTF-8. It must not change until the send completes.</param>
    /// <param name="compress">Whether the message is compressed, if the opening handshake negotiated compression.</param>
    /// <param name="cancellationToken">Stops the wait for room: then nothing of the message was sent.</param>
    public ValueTask SendAsync(
        MessageKind kind, ReadOnlyMemory<byte> data, CompressionChoice compress, CancellationToken cancellationToken = default) =>
        SendOrQueueAsync(new OutgoingMessage(OutgoingType.Whole, kind, data, Final: true, compress), cancellationToken);

    /// <summary>
    /// Sends a part of a message as one fragment (RFC 6455 §5.4). One sender sends the parts of a message, one after the other. Other
    /// messages wait for the last part.
    /// </summary>
    /// <param name="kind">Text or binary, the same for all parts of a message.</param>
    /// <param name="data">The payload of the fragment; text may be cut within a code point. It must not change until the send
    /// completes.</param>
    /// <param name="final">Whether the message ends here.</param>
    /// <param name="cancellationToken">Stops the wait for room: then nothing of the part was sent.</param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is closed.</exception>
    /// <exception cref="WebSocketMisuseException">The text is not UTF-8, or the kind is not that of the part before. Nothing was
    /// sent.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask SendPartAsync(
        MessageKind kind, ReadOnlyMemory<byte> data, bool final, CancellationToken cancellationToken = default) =>
        SendPartAsync(kind, data, final, CompressionChoice.ByOptions, cancellationToken);

    /// <inheritdoc cref="SendPartAsync(MessageKind, ReadOnlyMemory{byte}, bool, CancellationToken)"/>
    /// <param name="kind">Text or binary, the same for all parts of a message.</param>
    /// <param name="data">The payload of the fragment. It must not change until the send completes.</param>
    /// <param name="final">Whether the message ends here.</param>
    /// <param name="compress">Whether the message is compressed, if the opening handshake negotiated compression. The choice for the
    /// first part counts.</param>
    /// <param name="cancellationToken">Stops the wait for room: then nothing of the part was sent.</param>
    public ValueTask SendPartAsync(
        MessageKind kind,
        ReadOnlyMemory<byte> data,
        bool final,
        CompressionChoice compress,
        CancellationToken cancellationToken = default
    ) =>
        SendOrQueueAsync(new OutgoingMessage(OutgoingType.Part, kind, data, final, compress) { Owner = this }, cancellationToken);

    /// <summary>
    /// Sends a text message. An unpaired surrogate becomes U+FFFD. Otherwise as
    /// <see cref="SendAsync(MessageKind, ReadOnlyMemory{byte}, CancellationToken)"/>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Stops the wait for room: then nothing of the message was sent.</param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is closed.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask SendTextAsync(string text, CancellationToken cancellationToken = default) =>
        PayloadSources.SendTextAsync(this, text, cancellationToken);

    /// <summary>
    /// Sends a message in one frame, whose payload is several pieces of memory. Otherwise as
    /// <see cref="SendAsync(MessageKind, ReadOnlyMemory{byte}, CancellationToken)"/>.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload; text as UTF-8. It must not change until the send completes.</param>
    /// <param name="cancellationToken">Stops the wait for room: then nothing of the message was sent.</param>
    public ValueTask SendAsync(MessageKind kind, in ReadOnlySequence<byte> data, CancellationToken cancellationToken = default) =>
        data.IsSingleSegment
            ? SendAsync(kind, data.First, cancellationToken)
            : PayloadSources.SendAsync(this, kind, data, cancellationToken);

    /// <summary>
    /// Sends a stream to its end as one message in fragments. Each is sent when it is read, so neither side needs to hold the whole
    /// message.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="source">The payload; text as UTF-8. It is read to its end and stays open.</param>
    /// <param name="cancellationToken">Stops the send. Before the first fragment nothing was sent. After it the message cannot be taken
    /// back, and the connection is closed with 1011.</param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is closed.</exception>
    /// <exception cref="WebSocketMisuseException">The text is not UTF-8. If a part was sent, the connection is closed with
    /// 1011.</exception>
    /// <exception cref="OperationCanceledException">The send was cancelled.</exception>
    /// <remarks>
    /// An exception of the source is thrown here. If a part was sent, the connection is closed with 1011. Messages of other senders wait
    /// for the end of this one; pings and pongs do not.
    /// </remarks>
    public Task SendAsync(MessageKind kind, Stream source, CancellationToken cancellationToken = default) =>
        SendAsync(kind, PayloadSources.ReadPieces(source, Buffers, cancellationToken), cancellationToken);

    /// <summary>
    /// Sends each piece of a sequence as one fragment of one message, when it comes. Otherwise as
    /// <see cref="SendAsync(MessageKind, Stream, CancellationToken)"/>.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="source">The payload; text as UTF-8, which may be cut anywhere. A piece may be reused when the next is asked
    /// for.</param>
    /// <param name="cancellationToken">Stops the send. Before the first fragment nothing was sent. After it the message cannot be taken
    /// back, and the connection is closed with 1011.</param>
    public Task SendAsync(
        MessageKind kind, IAsyncEnumerable<ReadOnlyMemory<byte>> source, CancellationToken cancellationToken = default) =>
        PayloadSources.SendAsync(this, kind, source, cancellationToken);

    /// <summary>
    /// Sends a message in one frame if that needs no wait. Otherwise as
    /// <see cref="SendAsync(MessageKind, ReadOnlyMemory{byte}, CancellationToken)"/>.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload; text as UTF-8. Its memory may be reused after the call.</param>
    /// <param name="compress">Whether the message is compressed, if the opening handshake negotiated compression.</param>
    /// <returns>Whether the message was taken over. If not, nothing of it was sent.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The payload has more than 1 GiB.</exception>
    /// <exception cref="WebSocketMisuseException">The text is not UTF-8. Nothing was sent.</exception>
    public TrySendResult TrySend(MessageKind kind, ReadOnlyMemory<byte> data, CompressionChoice compress = CompressionChoice.ByOptions)
    {
        CheckLength(data);
        var message = new OutgoingMessage(OutgoingType.Whole, kind, data, Final: true, compress);
        bool withoutCopy;
        lock (gate)
        {
            if (state.Phase is not Phase.Open) return TrySendResult.Closed;
            if (IsOutputFull || !sends.CanSendNow(message)) return TrySendResult.Full;
            withoutCopy = CanSendWithoutCopy(message);
            if (AddToOutput(message, withoutCopy) is { } failure) throw failure;
            writer.IsWriting |= withoutCopy;
        }

        if (withoutCopy) writer.Write(this);
        else FlushUnlessOnLoop();
        return TrySendResult.Accepted;
    }

    /// <summary>Sends a ping and waits for its pong.</summary>
    /// <param name="cancellationToken">Stops the wait for room, then nothing was sent, or the wait for the pong. The connection stays
    /// open.</param>
    /// <returns>The round trip: the time from when the ping was added to the output until its pong.</returns>
    /// <exception cref="WebSocketClosedException">The connection closed before the pong came.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <remarks>
    /// To detect a dead peer this is not needed: the keep-alive sends pings of its own
    /// (<see cref="ConnectionOptions.KeepAliveInterval"/>).
    /// </remarks>
    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default)
    {
        PendingPing ping;
        lock (gate) ping = (pings ??= new PendingPings()).Create();
        return PingAsync(ping, cancellationToken);
    }

    /// <summary>Sends a ping with data and waits for its pong. Otherwise as <see cref="PingAsync(CancellationToken)"/>.</summary>
    /// <param name="data">At most 125 bytes. A pong with the same data answers this ping and those before it.</param>
    /// <param name="cancellationToken">Stops the wait for room, then nothing was sent, or the wait for the pong.</param>
    /// <exception cref="WebSocketMisuseException">The data has more than 125 bytes. Nothing was sent.</exception>
    public Task<TimeSpan> PingAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        PingAsync(new PendingPing(data.ToArray()), cancellationToken);

    /// <summary>
    /// Sends an unsolicited pong, as a heartbeat in one direction (RFC 6455 §5.5.3). The connection answers pings by itself.
    /// </summary>
    /// <param name="data">At most 125 bytes.</param>
    /// <param name="cancellationToken">Stops the wait for room: then nothing was sent.</param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is closed.</exception>
    /// <exception cref="WebSocketMisuseException">The data has more than 125 bytes. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask PongAsync(ReadOnlyMemory<byte> data = default, CancellationToken cancellationToken = default) =>
        SendOrQueueAsync(new OutgoingMessage(OutgoingType.Pong, default, data, Final: true, default), cancellationToken);

    /// <summary>Sends a message now, or lets it wait for room and for its turn.</summary>
    internal ValueTask SendOrQueueAsync(in OutgoingMessage message, CancellationToken cancellationToken)
    {
        CheckLength(message.Data);
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        PendingSend? waiting = null;
        var withoutCopy = false;
        lock (gate)
        {
            if (state.Phase is Phase.Open && (IsOutputFull || !sends.CanSendNow(message)))
            {
                if (IsOutputFull && message.Type == OutgoingType.Whole && options.SlowPeer != SlowPeerPolicy.Wait)
                    return DropOrClose();
                waiting = sends.Enqueue(message, cancellationToken, gate);
            }
            else
            {
                withoutCopy = CanSendWithoutCopy(message);
                if (AddToOutput(message, withoutCopy) is { } failure) return ValueTask.FromException(failure);
                writer.IsWriting |= withoutCopy;
            }
        }

        if (withoutCopy) writer.Write(this);
        else FlushUnlessOnLoop();
        return waiting is null ? default : new ValueTask(waiting.Task);
    }

    /// <summary>The writer has written what it took: lets waiting sends in, in the order of their calls, and the loop read on.</summary>
    internal void OnWritten()
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        if (!IsOutputFull) metrics.PeerCaughtUp();
        while (!IsOutputFull && sends.DequeueSendable() is { } send) send.Complete(AddWaitingToOutput(send.Message));
        ResumeReading();
    }

    /// <summary>The writer writes that many bytes.</summary>
    internal void OnWriting(int bytes) => metrics.BytesSent(bytes);

    /// <summary>
    /// The transport failed to write. The loop reads on, because what the peer sent before it left, such as its close frame, may still
    /// be there. Then it finds the end.
    /// </summary>
    internal void BreakOutput()
    {
        lock (gate) writer.Output.Break();
    }

    private static void CheckLength(ReadOnlyMemory<byte> data)
    {
        if (data.Length > MaxSendBytes)
            throw new ArgumentOutOfRangeException(nameof(data), data.Length, "A payload of more than 1 GiB must be sent in parts.");
    }

    private async Task<TimeSpan> PingAsync(PendingPing ping, CancellationToken cancellationToken)
    {
        var message = new OutgoingMessage(OutgoingType.Ping, default, ping.Data, Final: true, default) { Ping = ping };
        await SendOrQueueAsync(message, cancellationToken).ConfigureAwait(false);
        return await ping.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Returns whether the sender can write the payload from its own memory: it is large, is not changed by compression or a mask, and no
    /// other thread writes. Only what the transport has no room for is copied then.
    /// </summary>
    private bool CanSendWithoutCopy(in OutgoingMessage message) =>
        message.Data.Length >= SendBuffer.MinZeroCopyBytes
        && !writer.IsWriting
        && transport.Gathers
        && state.Role == Role.Server
        && !message.IsControl
        && Kernel.RoomToSend(state, message.Data.Length, message.Compress) == 0;

    /// <summary>The peer is too slow for the message: applies <see cref="HostOptions.SlowPeer"/>.</summary>
    private ValueTask DropOrClose()
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        metrics.PeerTooSlow(options, transport);
        if (options.SlowPeer == SlowPeerPolicy.Drop) return default;
        Apply(Kernel.Close(state, new CloseStatus(CloseCode.TryAgainLater, "too slow")));
        return ValueTask.FromException(new WebSocketClosedException(this, lifetime.SoFar(state)));
    }

    /// <summary>Adds a message to the output. Returns why it cannot be sent, else null.</summary>
    private InvalidOperationException? AddToOutput(in OutgoingMessage message, bool withoutCopy = false)
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        if (state.Phase is not Phase.Open) return new WebSocketClosedException(this, lifetime.SoFar(state));
        if (message.Type == OutgoingType.Pong) return ApplySend(Kernel.Pong(state, message.Data));
        if (message.Type == OutgoingType.Ping)
        {
            if (ApplySend(Kernel.Ping(state, message.Data)) is { } misuse) return misuse;
            (pings ??= new PendingPings()).Add(message.Ping!);
            return null;
        }

        var room = Kernel.RoomToSend(state, message.Data.Length, message.Compress);
        if (room == 0) return AddToOutput(message, Memory<byte>.Empty, withoutCopy);
        var lent = Buffers.Rent(room);
        try
        {
            lastCompressed = options.Clock.Milliseconds();
            return AddToOutput(message, lent, withoutCopy);
        }
        finally
        {
            Buffers.Return(lent);
        }
    }

    private WebSocketMisuseException? AddToOutput(in OutgoingMessage message, Memory<byte> lent, bool withoutCopy)
    {
        // Throws, before anything has changed, if the memory is no longer valid.
        _ = message.Data.Span;
        var before = writer.Output.Bytes;
        var origin = withoutCopy ? FrameOrigin.UncopiedSender : FrameOrigin.Sender;
        var misuse = message.Type == OutgoingType.Whole
            ? ApplySend(Kernel.Send(state, message.Kind, message.Data, lent, message.Compress), origin)
            : ApplySend(Kernel.SendPart(state, message.Kind, message.Data, message.Final, lent, message.Compress), origin);
        if (misuse is not null) return misuse;
        sends.OnSent(message);
        limits?.OnMessage();
        metrics.DataSent(state, message, writer.Output.Bytes - before);
        return null;
    }

    private WebSocketMisuseException? ApplySend(in Progress progress, FrameOrigin origin = FrameOrigin.Sender)
    {
        if (RefusalOf(progress) is { } refusal) return new WebSocketMisuseException(refusal);
        Apply(progress, origin);
        return null;
    }

    // A caller that did not await its send may have reused its memory. Then its own send fails, and no other.
    private Exception? AddWaitingToOutput(in OutgoingMessage message)
    {
        try
        {
            return AddToOutput(message);
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    /// <summary>Fails the sends that wait, because nothing can be sent any more.</summary>
    private void FailWaitingSends()
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        while (sends.Dequeue() is { } send) send.Complete(new WebSocketClosedException(this, lifetime.SoFar(state)));
    }

    /// <summary>Writes the output. The loop writes at its end, in one go, unless as much has gathered as may wait.</summary>
    private void FlushUnlessOnLoop()
    {
        if (IsOnLoop && writer.Output.Bytes < options.MaxUnsentBytes) return;
        writer.Flush(this);
    }
}
