namespace Pure.WebSockets.Host;

/// <content>The application's side of receiving.</content>
public sealed partial class WebSocketConnection
{
    private CancellationTokenRegistration registration;
    private CancellationToken registered;

    /// <summary>What a receive waits by.</summary>
    internal ReceiveSignal Receiver => inbox;

    private bool NothingToTake => NothingMoreComes || inbox.Discarding;

    /// <summary>
    /// All messages, one after the other, until the connection ends; how it ended is <see cref="Closed"/>. No ending is an exception,
    /// neither a normal nor a broken one.
    /// </summary>
    /// <param name="cancellationToken">Stops the waiting, by an <see cref="OperationCanceledException"/>; no message is lost by it and
    /// the connection goes on.</param>
    /// <remarks><b>A message's memory is valid until the next one is asked for.</b> See <see cref="Message.Copy"/>.</remarks>
    public IAsyncEnumerable<Message> ReadAllAsync(CancellationToken cancellationToken = default) =>
        new MessageSequence(this, cancellationToken);

    /// <summary>The next message; null when the connection has ended and all that came before is taken.</summary>
    /// <param name="cancellationToken">Stops the waiting; no message is lost by it and the connection goes on.</param>
    /// <exception cref="InvalidOperationException">Another receive is under way.</exception>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    /// <remarks><b>The message's memory is valid until the next call.</b> See <see cref="Message.Copy"/>.</remarks>
    public ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<Message?>(cancellationToken);
        try
        {
            return BeginReceive(cancellationToken) switch
            {
                Beginning.Message => new ValueTask<Message?>(Receiver.Current),
                Beginning.End => new ValueTask<Message?>((Message?)null),
                _ => new ValueTask<Message?>(Receiver, Receiver.Version),
            };
        }
        catch (InvalidOperationException misuse)
        {
            return ValueTask.FromException<Message?>(misuse);
        }
    }

    /// <summary>
    /// Takes the message that is there, to <see cref="ReceiveSignal.Current"/>, or sees the end; or else begins to wait by
    /// <see cref="Receiver"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another receive is under way.</exception>
    internal Beginning BeginReceive(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (Receiver.UnderWay)
                throw new InvalidOperationException("A receive is under way on this connection: there is one at a time.");

            // Whose connection it is no more gets nothing more; and what was lent stays as it is, for whoever still looks at it.
            if (inbox.Discarding) return Beginning.End;
            var ready = inbox.TryTake() || TryFold();
            ResumeReading();
            asked = true;
            if (ready) return Beginning.Message;
            TakeEffect();
            if (NothingToTake) return Beginning.End;
            Receiver.Begin();
            CancelWith(cancellationToken);

            // The token may have been cancelled, and have called, just before the wait began.
            if (cancellationToken.IsCancellationRequested) CancelReceive(cancellationToken);
            return Beginning.Wait;
        }
    }

    /// <summary>The token is cancelled: a receive that waits with it ends.</summary>
    internal void CancelReceive(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!Receiver.Waiting || registered != cancellationToken) return;
            Receiver.Waiting = false;
        }

        Receiver.Cancel(cancellationToken);
    }

    /// <summary>
    /// Whether a receive waits that can be completed now with the end. Under the lock; who gets true completes it, outside.
    /// </summary>
    private bool ClaimReceiver()
    {
        if (!Receiver.Waiting || !NothingToTake) return false;
        Receiver.Waiting = false;
        return true;
    }

    /// <summary>The same for a message that has just come.</summary>
    private bool ClaimReceiverOfMessage()
    {
        if (!Receiver.Waiting || !inbox.TryTake()) return false;
        Receiver.Waiting = false;
        return true;
    }

    /// <summary>
    /// The next message, if the loop has it in hand, whole and not compressed: the application goes on inside its call, so it need not go
    /// back there and be called again. All else stays for the loop: the kernel is pure, so to look changes nothing. Under the lock.
    /// </summary>
    private bool TryFold()
    {
        if (!inHand || input.IsEmpty || !InFold || state.Agreement.Compression.IsSome) return false;
        var bytes = input.Bytes;
        var progress = Kernel.Receive(state, bytes, Lend(bytes));

        // Such a message leaves the state as it was. Field by field: as long as nobody asks for the struct as such, it is not put together.
        if (progress.Happening != Happening.Data || !progress.Final || !ReferenceEquals(progress.Next, state)) return false;
        Deliver(progress.Kind, progress.Payload.Length, final: true);
        ObserveReceived(Happening.Data, progress.Kind, progress.Payload.Length, final: true, progress.Consumed);
        input.Consume(progress.Consumed);
        return inbox.TryTake();
    }

    /// <summary>
    /// Copies from the memory of the message that the application holds. False: the connection is not the application's any more, and
    /// nothing was copied.
    /// </summary>
    internal bool TryCopy(ReadOnlyMemory<byte> held, Memory<byte> into)
    {
        lock (gate)
        {
            if (inbox.Discarding) return false;
            held.Span.CopyTo(into.Span);
            return true;
        }
    }

    // An application passes the same token again and again: it stays registered for as long. The owner's own needs no registration for
    // each of its connections.
    private void CancelWith(CancellationToken cancellationToken)
    {
        if (cancellationToken == registered) return;
        registration.Unregister();
        registered = cancellationToken;
        registration =
            cancellationToken == owner.Stopping
                ? default
                : cancellationToken.UnsafeRegister(
                    static (connection, token) => ((WebSocketConnection)connection!).CancelReceive(token),
                    this
                );
    }
}
