using System.Text;

namespace Pure.WebSockets.Host;

/// <content>The application's side of sending.</content>
public sealed partial class WebSocketConnection
{
    /// <summary>The longest payload of one send, in bytes: it is copied into the output, which is one piece of memory.</summary>
    private const int MaxSendBytes = 1 << 30;

    private LinkedList<WaitingSend>? senders;

    // Whose message is under way in parts.
    private object? turn;

    private bool IsFull => outbox.Bytes >= options.MaxUnsentBytes;

    /// <summary>
    /// Sends a message in one frame. Completes when the bytes are taken over, not when the peer has them: the memory is free to be used
    /// again then.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload; text as UTF-8. It must not change until the send completes.</param>
    /// <param name="cancellationToken">Stops the waiting for room: then nothing of the message was sent. A message that was taken over is
    /// sent.</param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is over.</exception>
    /// <exception cref="ArgumentOutOfRangeException">More than 1 GiB: send it in parts.</exception>
    /// <exception cref="WebSocketMisuseException">Text that is not UTF-8. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    /// <remarks>
    /// While <see cref="HostOptions.MaxUnsentBytes"/> wait for the peer, the send waits for room. Messages leave in the order of the
    /// calls. While another is under way in parts, they wait for its end.
    /// </remarks>
    public ValueTask SendAsync(MessageKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        SendAsync(kind, data, CompressionChoice.ByOptions, cancellationToken);

    /// <summary>
    /// Sends a message in one frame, compressed or not. Otherwise as
    /// <see cref="SendAsync(MessageKind, ReadOnlyMemory{byte}, CancellationToken)"/>.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload; text as UTF-8. It must not change until the send completes.</param>
    /// <param name="compress">Whether the message is compressed, where the opening handshake agreed to compression.</param>
    /// <param name="cancellationToken">Stops the waiting for room: then nothing of the message was sent. A message that was taken over is
    /// sent.</param>
    public ValueTask SendAsync(
        MessageKind kind,
        ReadOnlyMemory<byte> data,
        CompressionChoice compress,
        CancellationToken cancellationToken = default
    ) => Give(new Outgoing(OutgoingKind.Message, kind, data, Final: true, compress), cancellationToken);

    /// <summary>
    /// Sends a part of a message as one fragment (RFC 6455 §5.4). Parts of one message are sent by one sender, one after the other:
    /// messages of others wait for the last.
    /// </summary>
    /// <param name="kind">Text or binary: the same for all parts of a message.</param>
    /// <param name="data">The payload of the fragment; text may be cut within a code point. It must not change until the send
    /// completes.</param>
    /// <param name="final">Whether the message ends here.</param>
    /// <param name="cancellationToken">Stops the waiting for room: then nothing of the part was sent.</param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is over.</exception>
    /// <exception cref="WebSocketMisuseException">Text that is not UTF-8, or the other kind than the part before. Nothing was
    /// sent.</exception>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    public ValueTask SendPartAsync(
        MessageKind kind,
        ReadOnlyMemory<byte> data,
        bool final,
        CancellationToken cancellationToken = default
    ) => SendPartAsync(kind, data, final, CompressionChoice.ByOptions, cancellationToken);

    /// <summary>
    /// Sends a part of a message, compressed or not. Otherwise as
    /// <see cref="SendPartAsync(MessageKind, ReadOnlyMemory{byte}, bool, CancellationToken)"/>.
    /// </summary>
    /// <param name="kind">Text or binary: the same for all parts of a message.</param>
    /// <param name="data">The payload of the fragment; text may be cut within a code point. It must not change until the send
    /// completes.</param>
    /// <param name="final">Whether the message ends here.</param>
    /// <param name="compress">Whether the message is compressed, where the opening handshake agreed to compression: what its first part
    /// says counts.</param>
    /// <param name="cancellationToken">Stops the waiting for room: then nothing of the part was sent.</param>
    public ValueTask SendPartAsync(
        MessageKind kind,
        ReadOnlyMemory<byte> data,
        bool final,
        CompressionChoice compress,
        CancellationToken cancellationToken = default
    ) => Give(new Outgoing(OutgoingKind.Part, kind, data, final, compress) { Turn = this }, cancellationToken);

    /// <summary>
    /// Sends a text message. Half of a surrogate pair becomes U+FFFD. Otherwise as
    /// <see cref="SendAsync(MessageKind, ReadOnlyMemory{byte}, CancellationToken)"/>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Stops the waiting for room: then nothing of the message was sent.</param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is over.</exception>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    public ValueTask SendTextAsync(string text, CancellationToken cancellationToken = default)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, MaxSendBytes, nameof(text));
        var encoded = buffers.Rent(Math.Max(1, bytes));
        var sending = SendAsync(MessageKind.Text, encoded.AsMemory(0, Encoding.UTF8.GetBytes(text, encoded)), cancellationToken);
        if (!sending.IsCompleted) return GiveBackAfter(sending, encoded);
        buffers.Return(encoded);
        return sending;
    }

    /// <summary>
    /// Sends a message in one frame if that can be done at once: it never waits. What is said of
    /// <see cref="SendAsync(MessageKind, ReadOnlyMemory{byte}, CancellationToken)"/> holds here too.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload; text as UTF-8. It is free to be used again at the return.</param>
    /// <param name="compress">Whether the message is compressed, where the opening handshake agreed to compression.</param>
    /// <returns>Whether the message was taken over; if not, nothing of it was sent.</returns>
    /// <exception cref="ArgumentOutOfRangeException">More than 1 GiB.</exception>
    /// <exception cref="WebSocketMisuseException">Text that is not UTF-8. Nothing was sent.</exception>
    public TrySendResult TrySend(MessageKind kind, ReadOnlyMemory<byte> data, CompressionChoice compress = CompressionChoice.ByOptions)
    {
        var outgoing = Checked(new Outgoing(OutgoingKind.Message, kind, data, Final: true, compress));
        bool refer;
        lock (gate)
        {
            if (state.Phase is not Phase.Open) return TrySendResult.Closed;
            if (IsFull || !IsItsTurn(outgoing)) return TrySendResult.Full;
            refer = MayRefer(outgoing);
            if (TakeOver(outgoing, refer) is { } failure) throw failure;
            flushing |= refer;
        }

        if (refer) Write();
        else FlushUnlessFolding();
        return TrySendResult.Accepted;
    }

    private async ValueTask GiveBackAfter(ValueTask sending, byte[] encoded)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        finally
        {
            buffers.Return(encoded);
        }
    }

    private static Outgoing Checked(Outgoing outgoing) =>
        outgoing.Data.Length > MaxSendBytes
            ? throw new ArgumentOutOfRangeException(nameof(outgoing), outgoing.Data.Length, "More than 1 GiB is sent in parts.")
            : outgoing;

    private ValueTask Give(in Outgoing outgoing, CancellationToken cancellationToken)
    {
        Checked(outgoing);
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        WaitingSend? waiting = null;
        var refer = false;
        lock (gate)
        {
            if (state.Phase is Phase.Open && (IsFull || !IsItsTurn(outgoing)))
            {
                if (IsFull && outgoing.What == OutgoingKind.Message && options.SlowPeer != SlowPeerPolicy.Wait) return GiveUp(outgoing);
                waiting = WaitForRoom(outgoing, cancellationToken);
            }
            else
            {
                refer = MayRefer(outgoing);
                if (TakeOver(outgoing, refer) is { } failure) return ValueTask.FromException(failure);
                flushing |= refer;
            }
        }

        if (refer) Write();
        else FlushUnlessFolding();
        return waiting is null ? default : new ValueTask(waiting.Task);
    }

    // A large payload that nothing has to be done to, where the sender can write it at once, with what has gathered before: then it is
    // not copied, but for what the wire has no room for.
    private bool MayRefer(in Outgoing outgoing) =>
        outgoing.Data.Length >= Outbox.LeastReferred
        && !flushing
        && transport.Gathers
        && state.Role == Role.Server
        && outgoing.What is OutgoingKind.Message or OutgoingKind.Part
        && Kernel.RoomToSend(state, outgoing.Data.Length, outgoing.Compress) == 0;

    // No message may stand between the parts of another (RFC 6455 §5.4); pings and pongs may.
    private bool MayGo(in Outgoing outgoing) =>
        turn is null || ReferenceEquals(outgoing.Turn, turn) || outgoing.What is OutgoingKind.Ping or OutgoingKind.Pong;

    // Behind those who wait, but for the one they wait for.
    private bool IsItsTurn(in Outgoing outgoing) => MayGo(outgoing) && (turn is not null || senders is not { Count: > 0 });

    /// <summary>What becomes of a message for which the peer is too slow. Under the lock.</summary>
    private ValueTask GiveUp(in Outgoing outgoing)
    {
        ObserveSlow(outgoing);
        if (options.SlowPeer == SlowPeerPolicy.Drop) return default;
        Apply(Kernel.Close(state, new CloseStatus(CloseCode.TryAgainLater, "too slow")));
        return ValueTask.FromException(new WebSocketClosedException(this, ClosureSoFar()));
    }

    private WaitingSend WaitForRoom(in Outgoing outgoing, CancellationToken cancellationToken)
    {
        var waiting = new WaitingSend(outgoing);
        (senders ??= new()).AddLast(waiting.Place);
        waiting.CancelWith(cancellationToken, gate);
        return waiting;
    }

    /// <summary>Gives it to the core and copies what is to be written, or refers to it; else says why not. Under the lock.</summary>
    private InvalidOperationException? TakeOver(in Outgoing outgoing, bool refer = false)
    {
        if (state.Phase is not Phase.Open) return new WebSocketClosedException(this, ClosureSoFar());
        if (outgoing.What == OutgoingKind.Pong) return Sent(Kernel.Pong(state, outgoing.Data));
        if (outgoing.What == OutgoingKind.Ping) return TakeOverPing(outgoing);
        var room = Kernel.RoomToSend(state, outgoing.Data.Length, outgoing.Compress);
        if (room == 0) return TakeOver(outgoing, Memory<byte>.Empty, refer);
        var lent = buffers.Rent(room);
        try
        {
            lastCompressed = options.Clock.Milliseconds();
            return TakeOver(outgoing, lent, refer);
        }
        finally
        {
            buffers.Return(lent);
        }
    }

    private WebSocketMisuseException? TakeOver(in Outgoing outgoing, Memory<byte> lent, bool refer)
    {
        // Memory that is not valid any more throws here, before anything has changed.
        _ = outgoing.Data.Span;
        var before = outbox.Bytes;
        var misuse = outgoing.What == OutgoingKind.Message
            ? Sent(Kernel.Send(state, outgoing.Kind, outgoing.Data, lent, outgoing.Compress), refer)
            : Sent(Kernel.SendPart(state, outgoing.Kind, outgoing.Data, outgoing.Final, lent, outgoing.Compress), refer);
        if (misuse is not null) return misuse;
        turn = outgoing.Final ? null : outgoing.Turn;
        ObserveSent(outgoing, outbox.Bytes - before);
        return null;
    }

    /// <summary>Makes a send the connection's, or says why it cannot be. Under the lock.</summary>
    private WebSocketMisuseException? Sent(in Progress progress, bool refer = false)
    {
        if (RefusalOf(progress) is { } refusal) return new WebSocketMisuseException(refusal);
        Apply(progress, refer: refer);
        return null;
    }

    private WebSocketMisuseException? TakeOverPing(in Outgoing outgoing)
    {
        if (Sent(Kernel.Ping(state, outgoing.Data)) is { } misuse) return misuse;
        (pings ??= new PendingPings()).Sent(outgoing.Ping!);
        return null;
    }

    private Closure ClosureSoFar() =>
        closure
        ?? (
            state.Phase is Phase.Closing closing
                ? new Closure(closing.Ours, closing.Theirs, closing.First, LanguageExt.Option<ProtocolError>.None)
                : new Closure(
                    LanguageExt.Option<CloseStatus>.None,
                    LanguageExt.Option<CloseStatus>.None,
                    Side.Ours,
                    LanguageExt.Option<ProtocolError>.None
                )
        );

    /// <summary>Lets senders in that waited for room, in the order of their calls. Under the lock.</summary>
    private void AdmitSenders()
    {
        var next = senders?.First;
        if (!IsFull) slow = false;
        while (next is not null && !IsFull)
        {
            var waiting = next.Value;
            next = next.Next;
            if (!MayGo(waiting.Outgoing)) continue;
            senders!.Remove(waiting.Place);
            waiting.Complete(TakeOverLate(waiting.Outgoing));

            // It may have been the end of a message that others waited for.
            next = senders.First;
        }
    }

    // Whoever did not wait for his send may have given its memory to another use: it is his send that fails, and nobody else's.
    private Exception? TakeOverLate(in Outgoing outgoing)
    {
        try
        {
            return TakeOver(outgoing);
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    /// <summary>Nothing can be sent any more: those who wait for room are told. Under the lock.</summary>
    private void RefuseSenders()
    {
        while (senders?.First is { } first)
        {
            senders.RemoveFirst();
            first.Value.Complete(new WebSocketClosedException(this, ClosureSoFar()));
        }
    }
}
