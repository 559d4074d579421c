using System.Diagnostics;
using System.Runtime.CompilerServices;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <content>The loop, which reads and processes the input, and the application's receives.</content>
public sealed partial class WebSocketConnection
{
    private const int ReadBytes = 64 * 1024;

    /// <summary>The bytes of unsent pongs from which reading stops, so that a peer that pings and never reads fills no memory.</summary>
    private const int MaxReplyBytes = 64 * 1024;

    /// <summary>The reads in a row that find data at once. Then the thread is yielded to others.</summary>
    private const int ReadsInARow = 32;

    private static readonly Action<object?, CancellationToken> ReceiveCancelled =
        static (connection, token) => ((WebSocketConnection)connection!).CancelReceive(token);

    private readonly ReceiveQueue queue;
    private InputBuffer input;
    private ReadPause? pause;
    private ReceiveCancellation cancellation;
    private long lastReceived;
    private volatile int loopThreadId;

    // Whether the application continues inside the loop, with a message from there, and more input is at hand.
    private bool hasMoreInline;

    // Whether the application has asked for a message. Before that it may have something to send first.
    private bool hasAsked;

    private enum Processing : byte
    {
        /// <summary>By the loop: all that need not wait for the application's answer.</summary>
        Loop,

        /// <summary>By a receive of the application inside the loop: only a complete message that leaves the state as it is.</summary>
        Inline,

        /// <summary>After the application's answer: what waited for it.</summary>
        AfterAnswer,
    }

    /// <summary>The result of a receive that waits.</summary>
    internal ReceiveSignal Receiver => queue;

    /// <summary>When bytes were last received, in milliseconds of <see cref="HostOptions.Clock"/>.</summary>
    internal long LastReceived => Volatile.Read(ref lastReceived);

    /// <summary>Whether the loop waits until the application has received something, or has answered.</summary>
    internal bool IsReadingPaused
    {
        get
        {
            lock (gate) return pause is not null;
        }
    }

    /// <summary>Whether the application has ended its use: it has returned, its request has ended, or it has disposed the connection.</summary>
    internal bool IsGivenUp
    {
        get
        {
            lock (gate) return queue.IsDiscarding;
        }
    }

    // Whether this code runs inside the loop, which writes the output when it has processed the input.
    private bool IsOnLoop => loopThreadId == Environment.CurrentManagedThreadId;

    // No message can come after the end of the transport or a close frame.
    private bool IsAtEnd => queue.IsDiscarding || state.Phase is Phase.Closed or Phase.Closing { Theirs.IsSome: true };

    // While the server holds too much memory: whether another connection reads, and this one pauses.
    private bool OthersComeFirst => Buffers.Bound is { } bound && bound.HasToWait(this);

    // Past these bounds an open connection stops reading. Afterwards it reads on, to find the peer's close frame.
    private bool ReadingIsFull =>
        state.Phase is Phase.Open
        && ((queue.UnreadBytes >= options.MaxUntakenBytes && !queue.IsDiscarding)
            || writer.Output.ReplyBytes >= MaxReplyBytes
            || OthersComeFirst);

    private bool ReadingHasRoom =>
        state.Phase is not Phase.Open
        || ((queue.UnreadBytes <= options.MaxUntakenBytes / 2 || queue.IsDiscarding)
            && writer.Output.ReplyBytes < MaxReplyBytes
            && !OthersComeFirst);

    // Whether the application may still answer what came: it has not asked yet, it reads a message, or messages wait for it.
    private bool OwesAnswer => !queue.IsDiscarding && options.AnswerTime > TimeSpan.Zero && (!hasAsked || queue.HasMessages);

    /// <summary>
    /// Reads all messages until the connection ends; <see cref="Closed"/> reports how it ended. No end throws an exception, neither a
    /// normal nor a broken one.
    /// </summary>
    /// <param name="cancellationToken">Stops the wait with an <see cref="OperationCanceledException"/>. No message is lost, and the
    /// connection stays open.</param>
    /// <remarks><b>A message's memory is valid until the next one is asked for.</b> See <see cref="Message.Copy"/>.</remarks>
    public IAsyncEnumerable<Message> ReadAllAsync(CancellationToken cancellationToken = default) =>
        new MessageEnumerable(this, cancellationToken);

    /// <summary>Receives the next message. Returns null after the connection has ended and all earlier messages are received.</summary>
    /// <param name="cancellationToken">Stops the wait. No message is lost, and the connection stays open.</param>
    /// <exception cref="InvalidOperationException">Another receive is in progress.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <remarks><b>The message's memory is valid until the next call.</b> See <see cref="Message.Copy"/>.</remarks>
    public ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<Message?>(cancellationToken);
        try
        {
            return BeginReceive(cancellationToken) switch
            {
                ReceiveStart.Completed => new ValueTask<Message?>(Receiver.Current),
                ReceiveStart.EndOfMessages => new ValueTask<Message?>((Message?)null),
                _ => new ValueTask<Message?>(Receiver, Receiver.Version),
            };
        }
        catch (InvalidOperationException misuse)
        {
            return ValueTask.FromException<Message?>(misuse);
        }
    }

    /// <inheritdoc/>
    void IHolder.ReadOn()
    {
        lock (gate) ResumeReading();
    }

    /// <summary>
    /// Starts the loop on the thread pool: an application that blocks must block only itself, and the caller's context is not the loop's.
    /// </summary>
    internal void Start() => ThreadPool.UnsafeQueueUserWorkItem(static connection => _ = connection.RunAsync(), this, preferLocal: false);

    /// <summary>Drives the connection from its opening handshake to the end of its transport. Never fails.</summary>
    internal async Task RunAsync()
    {
        try
        {
            await transport.OpenAsync(state.Options.OpeningHandshakeTimeout);
            lock (gate) Apply(Kernel.Start(state));
            writer.Flush(this);

            // In this method and not in one of its own: each idle connection holds the state of every method that waits.
            var (row, more) = (0, false);
            while (true)
            {
                // Waits without a buffer, as thousands of idle connections do. A socket may wake for bytes that an earlier read has taken:
                // then it waits again.
                if (!more) await transport.ReceiveAsync(Memory<byte>.Empty);
                var received = await transport.ReceiveAsync(input.GetMemory(ReadBytes, Buffers));
                if (received == 0) break;
                more = false;
                if (received != Transport.Nothing)
                {
                    Volatile.Write(ref lastReceived, options.Clock.Milliseconds());
                    input.Add(received);
                    if (state.Phase is Phase.AwaitingRequest)
                        handshake.ReadPlain(input.Bytes.Span, state.Options.Limits.MaxHeadBytes, options);
                    more = input.IsFull && transport.NeverWaits;
                    while (!ProcessInput())
                    {
                        // Input after the head of the request waits until the application has answered the request.
                        if (state.Phase is Phase.AwaitingAnswer) await AnswerRequestAsync();
                        else await WaitToReadAsync();
                    }

                    writer.Flush(this);
                    if (isPongDeferred) lock (gate) RestartPongTimer();
                }

                if (!more) input.Shrink(Buffers);
                row = more ? row + 1 : 0;
                if (row == ReadsInARow)
                {
                    row = 0;
                    await Task.Yield();
                }
            }
        }
        catch (Exception exception)
        {
            // A failed transport is the same as its end.
            input.Forget(Buffers);
            if (!WritePump.IsTransportFailure(exception)) host.Report(exception);
        }

        input.Clear(Buffers);
        if (EndMustWait()) await WaitToReadAsync();
        EndInput();
        await (Task)Closed;
        lock (gate)
        {
            deadline.Stop();
            cancellation.Unregister();
        }

        transport.Free();
        Release();
        lock (gate) lifetime.End();
    }

    /// <summary>
    /// Begins a receive: takes the message that is there, to <see cref="ReceiveSignal.Current"/>, or finds the end, or begins to wait by
    /// <see cref="Receiver"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another receive is in progress.</exception>
    internal ReceiveStart BeginReceive(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (Receiver.InProgress)
                throw new InvalidOperationException("Another receive is in progress on this connection. Only one is allowed at a time.");

            // An application that has ended its use gets no more messages, and the memory that it holds does not change.
            if (queue.IsDiscarding) return ReceiveStart.EndOfMessages;
            var isTaken = queue.TryTake() || TryProcessInline();
            ResumeReading();
            hasAsked = true;
            if (isTaken) return ReceiveStart.Completed;
            ProcessAfterAnswer();
            if (IsAtEnd) return ReceiveStart.EndOfMessages;
            Receiver.Begin();
            cancellation.Use(cancellationToken, host.Stopping, ReceiveCancelled, this);

            // The token may have been cancelled, and its callback called, just before the wait began.
            if (cancellationToken.IsCancellationRequested) CancelReceive(cancellationToken);
            return ReceiveStart.Pending;
        }
    }

    /// <summary>Ends a receive that waits with this token, which is cancelled.</summary>
    internal void CancelReceive(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!Receiver.IsWaiting || !cancellation.IsCurrent(cancellationToken)) return;
            Receiver.IsWaiting = false;
        }

        Receiver.Cancel(cancellationToken);
    }

    /// <summary>Drops all further messages, so that the closing handshake can complete. A receive that waits ends.</summary>
    internal void StopReceiving()
    {
        bool completes;
        lock (gate)
        {
            queue.IsDiscarding = true;
            ProcessAfterAnswer();
            ResumeReading();
            completes = TryClaimReceiveAtEnd();
        }

        if (completes) Receiver.Complete(isMessage: false, inline: false);
    }

    /// <summary>
    /// Copies from the memory of the message that the application reads. Returns false, and copies nothing, after the application has ended
    /// its use of the connection.
    /// </summary>
    internal bool TryCopy(ReadOnlyMemory<byte> held, Memory<byte> into)
    {
        lock (gate)
        {
            if (queue.IsDiscarding) return false;
            held.Span.CopyTo(into.Span);
            return true;
        }
    }

    /// <summary>
    /// Processes all input that can be processed. The application continues inside, without a lock, when a message is complete. Returns
    /// false if the application or the peer first has to take something, or the application has to answer.
    /// </summary>
    private bool ProcessInput()
    {
        loopThreadId = Environment.CurrentManagedThreadId;
        try
        {
            while (true)
            {
                bool opened, completesMessage, completesEnd, isFull, isDone;
                Happening happening;
                ReadOnlyMemory<byte> control;
                lock (gate)
                {
                    queue.IsBusy = true;
                    if (!TryProcess(Processing.Loop, out var progress))
                    {
                        PauseForAnswer(atEnd: false);
                        return false;
                    }

                    opened = NoticeOf(progress) is Effect.Opened;
                    (happening, control) = (progress.Happening, options.CopyForHook(progress));
                    completesMessage = TryClaimReceiveOfMessage();
                    completesEnd = !completesMessage && TryClaimReceiveAtEnd();
                    CountHeldBytes();
                    isFull = ReadingIsFull || state.Phase is Phase.AwaitingAnswer;
                    isDone = (input.IsEmpty && !progress.More) || progress.Needed > input.Bytes.Length;
                    if (isDone || isFull) queue.Compact();
                }

                if (opened) host.OnOpened(this);
                if (happening is Happening.Ping or Happening.Pong) options.CallHook(this, happening, control);
                if (completesMessage)
                {
                    hasMoreInline = !isDone && !isFull;
                    Receiver.Complete(isMessage: true, inline: true);
                    hasMoreInline = false;
                }
                else if (completesEnd) Receiver.Complete(isMessage: false, inline: true);

                if (isFull) return false;
                if (isDone) return true;
            }
        }
        finally
        {
            loopThreadId = 0;
        }
    }

    /// <summary>
    /// Lets the kernel process some input, and applies the result. Returns false if the result must not take effect now. The kernel is
    /// pure, so then nothing has changed. All received bytes are processed here; the compiler makes a copy for each constant mode.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryProcess(Processing mode, out Progress progress)
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        var bytes = input.Bytes;
        progress = Kernel.Receive(state, bytes, queue.Lend(state, bytes));
        if (mode == Processing.Loop && MustWaitForAnswer(progress.Next)) return false;

        // Single fields are read here, so that the JIT need not store the whole struct.
        if (mode == Processing.Inline
            && (progress.Happening != Happening.Data || !progress.Final || !ReferenceEquals(progress.Next, state)))
            return false;
        if (progress.Happening == Happening.Data)
        {
            queue.Deliver(state, progress.Kind, progress.Payload.Length, progress.Final, options.MaxUntakenBytes);
            limits?.OnMessage();
        }

        metrics.FrameReceived(
            state, progress.Happening, progress.Kind, progress.Payload.Length, progress.Final, progress.Consumed);
        if (mode != Processing.Inline)
        {
            if (progress.Happening == Happening.Pong) pings?.OnPong(progress.Payload.Span, metrics.RoleTag);
            Apply(progress, FrameOrigin.Peer);
        }

        input.Consume(progress.Consumed);
        return true;
    }

    /// <summary>
    /// Takes the next message, if the application runs inside the loop and the message is in the input, complete and not compressed. So
    /// the application need not return to the loop to be called again.
    /// </summary>
    private bool TryProcessInline() =>
        hasMoreInline
        && !input.IsEmpty
        && IsOnLoop
        && state.Agreement.Compression.IsNone
        && TryProcess(Processing.Inline, out _)
        && queue.TryTake();

    /// <summary>
    /// Lets take effect what waits for the application's answer: the application has answered, or its time is over. The loop, which
    /// continues, writes the output.
    /// </summary>
    private void ProcessAfterAnswer()
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        if (pause is not { ForAnswer: true } waiting || state.Phase is not Phase.Open) return;
        if (waiting.AtEnd)
        {
            Apply(Kernel.EndOfStream(state));
            return;
        }

        // With the memory that was lent before, this takes one step. If messages are dropped now, less is lent and it may take more.
        Progress progress;
        do TryProcess(Processing.AfterAnswer, out progress);
        while (state.Phase is Phase.Open && (progress.Consumed > 0 || progress.More));
    }

    /// <summary>Returns whether this next state has to wait for the application's answer, because it is no longer open.</summary>
    private bool MustWaitForAnswer(Connection next) =>
        !ReferenceEquals(next, state) && state.Phase is Phase.Open && next.Phase is not Phase.Open && OwesAnswer;

    /// <summary>Lets the loop wait until the application has answered, at most <see cref="HostOptions.AnswerTime"/>.</summary>
    private void PauseForAnswer(bool atEnd)
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        queue.CompactSpare();
        input.Shrink(Buffers);
        var waiting = new ReadPause { ForAnswer = true, AtEnd = atEnd };
        pause = waiting;
        waiting.Deadline = options.Time.CreateTimer(
            static call => ((Action)call!)(), () => EndPause(waiting), Timeouts.Clamp(options.AnswerTime), Timeout.InfiniteTimeSpan);
    }

    private void EndPause(ReadPause overdue)
    {
        lock (gate)
        {
            if (ReferenceEquals(pause, overdue)) ProcessAfterAnswer();
        }
    }

    /// <summary>Returns whether the end of the input has to wait for the application's answer.</summary>
    private bool EndMustWait()
    {
        lock (gate)
        {
            if (state.Phase is not Phase.Open || !OwesAnswer) return false;
            PauseForAnswer(atEnd: true);
            return true;
        }
    }

    /// <summary>Waits until the loop may read on. What has gathered is written first.</summary>
    private async Task WaitToReadAsync()
    {
        Task room;
        lock (gate)
        {
            if (pause is null && ReadingHasRoom) return;
            pause ??= new ReadPause();
            room = pause.Task;
        }

        writer.Flush(this);
        await room;
    }

    /// <summary>Lets the loop read on, if it waits and need not any more.</summary>
    private void ResumeReading()
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        CountHeldBytes();
        if (pause is null || (pause.ForAnswer && state.Phase is Phase.Open) || !ReadingHasRoom) return;
        pause.End();
        pause = null;
        RestartPongTimer();
    }

    /// <summary>Reading continues after a pause: the peer's pong may have waited unread meanwhile.</summary>
    private void RestartPongTimer()
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        if (state.Timer != TimerKind.Pong) return;
        isPongDeferred = false;
        StartTimer(state.Options.PongTimeout);
    }

    private void EndInput()
    {
        bool completes;
        lock (gate)
        {
            if (!IsProtocolOver) Apply(Kernel.EndOfStream(state));
            completes = TryClaimReceiveAtEnd();
        }

        if (completes) Receiver.Complete(isMessage: false, inline: false);
        writer.Flush(this);
    }

    /// <summary>Returns whether a receive waits that now ends without a message. The caller completes it, without the lock.</summary>
    private bool TryClaimReceiveAtEnd()
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        if (!Receiver.IsWaiting || !IsAtEnd) return false;
        Receiver.IsWaiting = false;
        return true;
    }

    /// <summary>The same with a message that has just come.</summary>
    private bool TryClaimReceiveOfMessage()
    {
        if (!Receiver.IsWaiting || !queue.TryTake()) return false;
        Receiver.IsWaiting = false;
        return true;
    }

    /// <summary>Reports to the server's bound, if there is one, whether the connection holds received bytes that are not taken.</summary>
    private void CountHeldBytes()
    {
        if (Buffers.Bound is not { } bound || queue.HoldsBytes == queue.IsCounted) return;
        queue.IsCounted = !queue.IsCounted;
        if (queue.IsCounted) bound.Join(this);
        else bound.Leave(this);
    }

    /// <summary>Asks the host to answer the upgrade request. Completes at once, unless the host answers asynchronously.</summary>
    private Task AnswerRequestAsync()
    {
        if (State.Phase is not Phase.AwaitingAnswer(var request)) return Task.CompletedTask;
        Request = request;
        metrics.BeginTrace(request, transport);
        var answering = host.AnswerAsync(this, request);
        if (!answering.IsCompleted) return AnswerLaterAsync(request, answering);
        Answer(request, answering.Result);
        return Task.CompletedTask;
    }

    private async Task AnswerLaterAsync(UpgradeRequest request, ValueTask<Either<Rejection, Acceptance>> answering) =>
        Answer(request, await answering.ConfigureAwait(false));

    private void Answer(UpgradeRequest request, Either<Rejection, Acceptance> answer)
    {
        InvalidOperationException? misuse = null;
        bool isOpen;
        lock (gate)
        {
            var progress = answer.Match(
                Right: acceptance => Kernel.Accept(state, acceptance),
                Left: rejection => Kernel.Reject(state, rejection)
            );
            if (RefusalOf(progress) is { } refusal && state.Phase is Phase.AwaitingAnswer)
            {
                misuse = new WebSocketMisuseException(refusal);
                progress = Kernel.Reject(state, Rejection.Of(500));
            }

            Apply(progress);
            isOpen = state.Phase is Phase.Open;
        }

        if (misuse is not null) host.Report(misuse);
        writer.Flush(this);
        if (!isOpen) return;
        handshake.Compact(request);

        // After the answer is written, so that the client does not wait for an application that is slow to start.
        loopThreadId = Environment.CurrentManagedThreadId;
        try
        {
            host.OnOpened(this);
        }
        finally
        {
            loopThreadId = 0;
        }
    }
}
