namespace Pure.WebSockets.Host;

/// <summary>
/// The sending half of a connection. The sender passes the messages to the protocol kernel in the order in which the application sent them.
/// The resulting frames are added to the output. Messages wait while the output is full. The connection's lock guards this struct. The
/// struct is part of its connection and must not be copied, because changes to a copy would be lost.
/// </summary>
internal struct MessageSender(BufferPool buffers, Role role)
{
    /// <summary>
    /// The maximum payload of one send, in bytes. The payload is limited because it is copied to the output, which is one contiguous block
    /// of memory.
    /// </summary>
    public const int MaxSendBytes = 1 << 30;

    public WritePump Writer = new(buffers, role);
    private SendQueue queue;
    private PendingPings? pings;
    private long lastCompressed;

    /// <summary>
    /// The time at which the last compressible message was sent, in milliseconds, as measured by <see cref="ConnectionHostOptions.Clock"/>.
    /// The value is 0 if no compressible message has been sent.
    /// </summary>
    public readonly long LastCompressed => lastCompressed;

    /// <summary>
    /// Sends a message immediately if the output has free space and the message does not have to wait for other messages. Otherwise, adds
    /// the message to the queue, or applies <see cref="ConnectionHostOptions.SlowPeer"/>.
    /// </summary>
    public ValueTask SendAsync(WebSocketConnection connection, in OutgoingMessage message, CancellationToken cancellationToken)
    {
        CheckLength(message.Data);
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        PendingSend? waiting = null;
        var withoutCopy = false;
        lock (connection.Gate)
        {
            var isFull = IsOutputFull(connection);
            if (connection.Current.Phase is Phase.Open && (isFull || !queue.CanSendNow(message)))
            {
                if (isFull && message.Type == OutgoingType.Whole && connection.Options.SlowPeer != SlowPeerPolicy.Wait)
                    return DropOrClose(connection);
                waiting = queue.Enqueue(message, cancellationToken, connection.Gate);
            }
            else
            {
                withoutCopy = CanSendWithoutCopy(connection, message);
                if (AddToOutput(connection, message, withoutCopy) is { } failure) return ValueTask.FromException(failure);
                Writer.IsWriting |= withoutCopy;
            }
        }

        Flush(connection, withoutCopy);
        return waiting is null ? default : new ValueTask(waiting.Task);
    }

    /// <summary>Sends a message if the connection can accept the message immediately.</summary>
    public TrySendResult TrySend(WebSocketConnection connection, in OutgoingMessage message)
    {
        CheckLength(message.Data);
        bool withoutCopy;
        lock (connection.Gate)
        {
            if (connection.Current.Phase is not Phase.Open) return TrySendResult.Closed;
            if (IsOutputFull(connection) || !queue.CanSendNow(message)) return TrySendResult.Full;
            withoutCopy = CanSendWithoutCopy(connection, message);
            if (AddToOutput(connection, message, withoutCopy) is { } failure) throw failure;
            Writer.IsWriting |= withoutCopy;
        }

        Flush(connection, withoutCopy);
        return TrySendResult.Accepted;
    }

    /// <summary>Sends a ping and waits for its pong. Returns the round-trip time.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="ping">The ping.</param>
    /// <param name="cancellationToken">
    /// The token that cancels the wait for free space in the send buffer, for earlier messages, or for the pong.
    /// </param>
    public static async Task<TimeSpan> PingAsync(WebSocketConnection connection, PendingPing ping, CancellationToken cancellationToken)
    {
        var message = new OutgoingMessage(OutgoingType.Ping, default, ping.Data, Final: true, default) { Ping = ping };
        await connection.Sender.SendAsync(connection, message, cancellationToken).ConfigureAwait(false);
        return await ping.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Creates a ping whose data differs from the data of every other ping that this method has created.</summary>
    public PendingPing CreatePing(Lock gate)
    {
        lock (gate) return (pings ??= new PendingPings()).Create();
    }

    /// <summary>Completes the pings that a received pong answers.</summary>
    public readonly void OnPong(ReadOnlySpan<byte> data, KeyValuePair<string, object?> role) => pings?.OnPong(data, role);

    /// <summary>
    /// Adds waiting messages to the output while the output has free space. The messages are added in the order in which the application
    /// sent them. <see cref="WritePump"/> calls this method before each write and after the last write.
    /// </summary>
    public void OnWritten(WebSocketConnection connection)
    {
        if (!IsOutputFull(connection)) connection.Metrics.PeerCaughtUp();
        while (!IsOutputFull(connection) && queue.DequeueSendable() is { } send)
            send.Complete(AddWaitingToOutput(connection, send.Message));
    }

    /// <summary>Completes all waiting sends with an exception, because no more messages can be sent.</summary>
    public readonly void FailWaiting(WebSocketConnection connection)
    {
        while (queue.Dequeue() is { } send) send.Complete(connection.ClosedException());
    }

    /// <summary>Completes all pending pings with an exception, because no more pongs can arrive.</summary>
    public readonly void FailPings(WebSocketConnection connection) => pings?.FailAll(connection.ClosedException());

    /// <summary>
    /// Writes the output. However, if the current thread runs the loop and the output is shorter than
    /// <see cref="ConnectionHostOptions.MaxUnsentBytes"/>, the loop writes the output at the end of its step.
    /// </summary>
    public void FlushUnlessOnLoop(WebSocketConnection connection)
    {
        if (connection.Receiver.IsOnLoop && !IsOutputFull(connection)) return;
        Writer.Flush(connection);
    }

    /// <summary>Whether the output has no free space for another message.</summary>
    public readonly bool IsOutputFull(WebSocketConnection connection) => Writer.Output.Bytes >= connection.Options.MaxUnsentBytes;

    private static void CheckLength(ReadOnlyMemory<byte> data)
    {
        if (data.Length > MaxSendBytes)
            throw new ArgumentOutOfRangeException(nameof(data), data.Length, "A payload of more than 1 GiB must be sent in parts.");
    }

    private void Flush(WebSocketConnection connection, bool withoutCopy)
    {
        if (withoutCopy) Writer.Write(connection);
        else FlushUnlessOnLoop(connection);
    }

    /// <summary>
    /// Returns whether the payload can be written directly from the sender's memory. A direct write is possible only if the payload has at
    /// least <see cref="SendBuffer.MinZeroCopyBytes"/> bytes and is neither compressed nor masked. In addition, the transport must be able
    /// to write two buffers at once, and no other write must be in progress. If the payload is written directly, only the bytes that the
    /// transport does not accept immediately are copied.
    /// </summary>
    private readonly bool CanSendWithoutCopy(WebSocketConnection connection, in OutgoingMessage message) =>
        message.Data.Length >= SendBuffer.MinZeroCopyBytes
        && !Writer.IsWriting
        && connection.Transport.SupportsGatherWrite
        && connection.Current.Role == Role.Server
        && !message.IsControl
        && Kernel.GetSendBufferSize(connection.Current, message.Data.Length, message.Compress) == 0;

    /// <summary>Drops the message or closes the connection, according to <see cref="ConnectionHostOptions.SlowPeer"/>.</summary>
    private static ValueTask DropOrClose(WebSocketConnection connection)
    {
        connection.Metrics.PeerTooSlow(connection.Options, connection.Transport);
        if (connection.Options.SlowPeer == SlowPeerPolicy.Drop) return default;
        connection.Apply(Kernel.Close(connection.Current, new CloseStatus(CloseCode.TryAgainLater, "the peer is too slow")));
        return ValueTask.FromException(connection.ClosedException());
    }

    /// <summary>
    /// Adds a message to the output. Returns the reason why the message cannot be sent, or null if the message was added.
    /// </summary>
    private Exception? AddToOutput(WebSocketConnection connection, in OutgoingMessage message, bool withoutCopy = false)
    {
        var state = connection.Current;
        if (state.Phase is not Phase.Open) return connection.ClosedException();
        if (message.Type == OutgoingType.Pong) return ApplySend(connection, Kernel.Pong(state, message.Data));
        if (message.Type == OutgoingType.Ping)
        {
            if (ApplySend(connection, Kernel.Ping(state, message.Data)) is { } misuse) return misuse;
            (pings ??= new PendingPings()).Add(message.Ping!);
            return null;
        }

        if (
            message.Type == OutgoingType.Whole
            && Kernel.TrySendMessage(state, message.Kind, message.Data, message.Compress, out var frame)
        )
        {
            // If the memory of the payload is no longer valid, this access throws an exception before anything is added.
            if (withoutCopy) _ = message.Data.Span;
            var unsent = Writer.Output.Bytes;
            if (withoutCopy) Writer.Output.AddWithoutCopy(frame);
            else Writer.Output.Add(frame);
            OnAdded(connection, message, Writer.Output.Bytes - unsent);
            return null;
        }

        var room = Kernel.GetSendBufferSize(state, message.Data.Length, message.Compress);
        if (room == 0) return AddToOutput(connection, message, Memory<byte>.Empty, withoutCopy);
        var lent = Writer.Output.Buffers.Rent(room);
        try
        {
            lastCompressed = connection.Options.Clock.Milliseconds();
            return AddToOutput(connection, message, lent, withoutCopy);
        }
        finally
        {
            Writer.Output.Buffers.Return(lent);
        }
    }

    private WebSocketMisuseException? AddToOutput(
        WebSocketConnection connection, in OutgoingMessage message, Memory<byte> lent, bool withoutCopy)
    {
        // If the memory of the payload is no longer valid, this access throws an exception before the protocol state changes.
        _ = message.Data.Span;
        var state = connection.Current;
        var before = Writer.Output.Bytes;
        var origin = withoutCopy ? FrameOrigin.UncopiedSender : FrameOrigin.Sender;
        var misuse = message.Type == OutgoingType.Whole
            ? ApplySend(connection, Kernel.Send(state, message.Kind, message.Data, lent, message.Compress), origin)
            : ApplySend(connection, Kernel.SendPart(state, message.Kind, message.Data, message.Final, lent, message.Compress), origin);
        if (misuse is not null) return misuse;
        OnAdded(connection, message, Writer.Output.Bytes - before);
        return null;
    }

    /// <summary>Records that a message, or a part of a message, was added to the output.</summary>
    private void OnAdded(WebSocketConnection connection, in OutgoingMessage message, long wire)
    {
        queue.OnSent(message);

        // If the output is broken, the frame has been dropped, so the message does not count as sent.
        if (Writer.Output.IsBroken) return;
        connection.Limits?.OnMessage();
        connection.Metrics.DataSent(connection.Current, message, wire);
    }

    private static WebSocketMisuseException? ApplySend(
        WebSocketConnection connection, in StepResult progress, FrameOrigin origin = FrameOrigin.Sender)
    {
        if (progress.Misuse is { } refusal) return new WebSocketMisuseException(refusal);
        connection.Apply(progress, origin);
        return null;
    }

    // A caller that did not await its send can already have freed the memory of the message. In this case, only this send fails.
    private Exception? AddWaitingToOutput(WebSocketConnection connection, in OutgoingMessage message)
    {
        try
        {
            return AddToOutput(connection, message);
        }
        catch (Exception exception)
        {
            return exception;
        }
    }
}
