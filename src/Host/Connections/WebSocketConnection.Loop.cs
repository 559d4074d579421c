namespace Pure.WebSockets.Host;

/// <content>The loop: wait, read, fold, write.</content>
public sealed partial class WebSocketConnection
{
    private const int ReadBytes = 64 * 1024;

    /// <summary>Pongs that gather unwritten, in bytes, before reading stops: a peer that pings and never reads fills no memory.</summary>
    private const int MaxUnsentReplies = 64 * 1024;

    /// <summary>Reads that found data at once, before others get the thread.</summary>
    private const int ReadsInARow = 32;

    private InputBuffer input;
    private Pause? pause;
    private volatile int foldingThread;

    // Whether the application goes on inside the fold, with a message that it got from there, and there may be more.
    private bool inHand;
    private long lastReceived;

    // While open: past these bounds whoever fills them waits. Afterwards reading goes on to find the peer's close frame.
    private bool ReadingIsFull =>
        state.Phase is Phase.Open
        && ((inbox.Bytes >= options.MaxUntakenBytes && !inbox.Discarding) || outbox.Replies >= MaxUnsentReplies || OthersComeFirst);

    private bool ReadingHasRoom =>
        state.Phase is not Phase.Open
        || ((inbox.Bytes <= options.MaxUntakenBytes / 2 || inbox.Discarding) && outbox.Replies < MaxUnsentReplies && !OthersComeFirst);

    /// <summary>
    /// Lets the connection run, elsewhere: an application that blocks is to block only itself, and the context of whoever starts it is
    /// not the loop's.
    /// </summary>
    internal void Start() => ThreadPool.UnsafeQueueUserWorkItem(static connection => _ = connection.RunAsync(), this, preferLocal: false);

    /// <summary>Drives the connection from its opening handshake to the end of its transport. Never fails.</summary>
    internal async Task RunAsync()
    {
        try
        {
            await transport.OpenAsync(state.Options.OpeningHandshakeTimeout);
            lock (gate) Apply(Kernel.Start(state));
            Flush();

            // To the end, here and not in a method of its own: what waits is one for each idle connection.
            var (row, more) = (0, false);
            while (true)
            {
                // Without a buffer: thousands of idle connections wait here. A socket can wake for bytes that an earlier read has taken:
                // then it waits on.
                if (!more) await transport.ReceiveAsync(Memory<byte>.Empty);
                var received = await transport.ReceiveAsync(input.Room(ReadBytes, buffers));
                if (received == 0) break;
                more = false;
                if (received != Transport.Nothing)
                {
                    Volatile.Write(ref lastReceived, options.Clock.Milliseconds());
                    input.Add(received);
                    if (state.Phase is Phase.AwaitingRequest) ReadPlainRequest();
                    more = input.IsFull && transport.NeverWaits;
                    while (!Fold())
                    {
                        // What came after a request's head waits until the application has answered the request.
                        if (state.Phase is Phase.AwaitingAnswer) await AnswerAsync();
                        else await RoomToRead();
                    }

                    Flush();
                    if (pongDeferred) lock (gate) RenewPongDeadline();
                }

                if (!more) input.Shrink(buffers);
                row = more ? row + 1 : 0;
                if (row == ReadsInARow)
                {
                    row = 0;
                    await Task.Yield();
                }
            }
        }
        catch (Exception exception) when (IsTransportFailure(exception))
        {
            // The wire broke: the same as its end.
            input.Forget(buffers);
        }
        catch (Exception exception)
        {
            input.Forget(buffers);
            owner.Report(exception);
        }

        input.Clear(buffers);
        if (EndMustWait()) await RoomToRead();
        EndOfInput();
        await (Task)Closed;
        Free();
    }

    private void Free()
    {
        lock (gate)
        {
            SetTimer(Timeout.InfiniteTimeSpan);
            registration.Unregister();
        }

        transport.Free();
        Release();
        lock (gate)
        {
            over = true;
            ended?.SetResult();
        }
    }

    /// <summary>
    /// Gives the kernel all the input it can take. The application continues inside, with no lock held, whenever a message is whole.
    /// False: first the application or the peer has to take something, or the application to answer.
    /// </summary>
    private bool Fold()
    {
        foldingThread = Environment.CurrentManagedThreadId;
        try
        {
            while (true)
            {
                bool opens, wake, nothing, full, done;
                Happening happening;
                ReadOnlyMemory<byte> control;
                lock (gate)
                {
                    inbox.Busy = true;
                    var bytes = input.Bytes;
                    var progress = Kernel.Receive(state, bytes, Lend(bytes));
                    if (MustWait(progress))
                    {
                        AwaitAnswer(atEnd: false);
                        return false;
                    }

                    Receive(progress);
                    opens = NoticeOf(progress) is Effect.Opened;
                    (happening, control) = (progress.Happening, DataToTell(progress));
                    input.Consume(progress.Consumed);
                    wake = ClaimReceiverOfMessage();
                    nothing = !wake && ClaimReceiver();
                    Count();
                    full = ReadingIsFull || state.Phase is Phase.AwaitingAnswer;
                    done = (input.IsEmpty && !progress.More) || progress.Needed > input.Bytes.Length;
                    if (done || full) inbox.Rest();
                }

                if (opens) owner.Opened(this);
                if (happening is Happening.Ping or Happening.Pong) ToldOf(happening, control);
                if (wake) HandOver(goesOn: !done && !full);
                else if (nothing) Receiver.Complete(isMessage: false, inline: true);
                if (full) return false;
                if (done) return true;
            }
        }
        finally
        {
            foldingThread = 0;
        }
    }

    private void HandOver(bool goesOn)
    {
        inHand = goesOn;
        Receiver.Complete(isMessage: true, inline: true);
        inHand = false;
    }

    /// <summary>What one call of the kernel says about the peer's bytes. Under the lock.</summary>
    private void Receive(in Progress progress)
    {
        if (progress.Happening == Happening.Data) Deliver(progress.Kind, progress.Payload.Length, progress.Final);
        ObserveReceived(progress.Happening, progress.Kind, progress.Payload.Length, progress.Final, progress.Consumed);
        if (progress.Happening == Happening.Pong) pings?.Answered(progress.Payload.Span, RoleTag);
        Apply(progress, reply: true);
    }

    /// <summary>A piece of a message has come, of that many bytes. Under the lock.</summary>
    private void Deliver(MessageKind kind, int bytes, bool final)
    {
        inbox.Join(bytes);
        if (!final && state.Options.Delivery != Delivery.Pieces) return;

        // Past the bound nobody waits any more once we have closed: the closing handshake is to finish.
        if (state.Phase is Phase.Closing && inbox.Bytes >= options.MaxUntakenBytes) inbox.Drop();
        else inbox.Complete(kind, final);
    }

    /// <summary>Waits until reading may go on, or the application has answered. What has gathered is written first.</summary>
    private async Task RoomToRead()
    {
        Task room;
        lock (gate)
        {
            if (pause is null && ReadingHasRoom) return;
            pause ??= new Pause();
            room = pause.Task;
        }

        Flush();
        await room;
    }

    /// <summary>
    /// Lets the loop go on if it waits for room and there is some, or for an answer on which nothing depends any more. Under the lock.
    /// </summary>
    private void ResumeReading()
    {
        Count();
        if (pause is null || (pause.ForAnswer && state.Phase is Phase.Open) || !ReadingHasRoom) return;
        pause.Deadline?.Dispose();
        pause.SetResult();
        pause = null;
        RenewPongDeadline();
    }

    private void EndOfInput()
    {
        bool wake;
        lock (gate)
        {
            if (closure is null) Apply(Kernel.EndOfStream(state));
            wake = ClaimReceiver();
        }

        if (wake) Receiver.Complete(isMessage: false, inline: false);
        Flush();
    }
}
