using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host;

/// <summary>
/// The receiving half of a connection. The receiver passes the input to the protocol kernel, and passes the messages to the application.
/// Reading pauses when the unread messages, the unsent replies or the server's memory reach their limits. The connection's lock guards this
/// struct, except for the input and the fields with volatile access. Usually, only the loop uses the input. While the loop waits for the
/// application's answer, another thread can process the input under the lock. The struct is part of its connection and must not be copied,
/// because changes to a copy would be lost.
/// </summary>
internal partial struct MessageReceiver(BufferPool buffers)
{
    /// <summary>
    /// The number of unsent pong bytes at which reading stops. Without this limit, a peer that sends pings and never reads the pongs could
    /// exhaust this endpoint's memory.
    /// </summary>
    private const int MaxReplyBytes = 64 * 1024;

    private static readonly Action<object?, CancellationToken> Cancelled =
        static (connection, token) => ((WebSocketConnection)connection!).CancelReceive(token);

    public readonly ReceiveQueue Queue = new(buffers);

    /// <summary>The received bytes that have not been processed yet.</summary>
    public InputBuffer Input;

    private ReadPause? pause;
    private ReceiveCancellation cancellation;
    private long lastReceived;
    private volatile int loopThreadId;

    // Whether the application is processing a message on the loop's thread while the input contains more bytes.
    private bool hasMoreInline;

    // Whether the application has asked for a message. Before the application first asks for a message, it can still send data, so the end
    // of the connection is delayed.
    private bool hasAsked;
    private bool isHandled;

    // Whether the handler is processing a message. The loop alone uses this field.
    private bool isInHandler;

    private volatile bool isPongDeferred;

    private enum Processing : byte
    {
        /// <summary>The loop processes the input, up to the input that must wait for the application's answer.</summary>
        Loop,

        /// <summary>
        /// A receive that the application calls on the loop's thread processes only a complete message that leaves the protocol state
        /// unchanged.
        /// </summary>
        Inline,

        /// <summary>The input that waited for the application's answer is processed after the answer or after the time limit.</summary>
        AfterAnswer,
    }

    /// <summary>
    /// The time at which bytes were last received, in milliseconds, as measured by <see cref="ConnectionHostOptions.Clock"/>. The value is
    /// 0 if no bytes have been received.
    /// </summary>
    public long LastReceived => Volatile.Read(ref lastReceived);

    /// <summary>Whether the loop has paused (see <see cref="ReadPause"/>).</summary>
    public readonly bool IsPaused => pause is not null;

    /// <summary>
    /// Whether the deadline for a pong is deferred until the loop resumes reading. The deadline is deferred if input that the loop has not
    /// read yet can contain the pong.
    /// </summary>
    public bool IsPongDeferred { readonly get => isPongDeferred; set => isPongDeferred = value; }

    /// <summary>
    /// Whether the current thread runs the loop. On this thread, output does not have to be written immediately, because the loop writes
    /// the output after it has processed the input.
    /// </summary>
    public readonly bool IsOnLoop => loopThreadId == Environment.CurrentManagedThreadId;

    /// <summary>Adds received bytes to the input and records when they were received.</summary>
    public void Add(int bytes, TimeProvider clock)
    {
        Volatile.Write(ref lastReceived, clock.Milliseconds());
        Input.Add(bytes);
    }

    /// <summary>
    /// Processes the input until no more input can be processed or the loop must wait. When a message is complete, the application
    /// continues inside this call while no lock is held. Returns false if the loop must wait. The loop waits for free space, for the answer
    /// to the upgrade request, or for the application's answer to earlier messages.
    /// </summary>
    public bool ProcessInput(WebSocketConnection connection)
    {
        loopThreadId = Environment.CurrentManagedThreadId;
        try
        {
            if (connection.Host.Handler is { } handler) return ProcessForHandler(connection, handler);
            while (true)
            {
                bool opened, completesMessage, completesEnd, isFull, isDone;
                StepEvent stepEvent;
                ReadOnlyMemory<byte> control;
                lock (connection.Gate)
                {
                    Queue.IsBusy = true;
                    if (!TryProcess(connection, Processing.Loop, out var progress))
                    {
                        PauseForAnswer(connection, atEnd: false);
                        return false;
                    }

                    opened = progress.LifecycleEffect is Effect.Opened;
                    (stepEvent, control) = (progress.Event, connection.Options.CopyForHook(progress));
                    completesMessage = TryClaimWithMessage();
                    completesEnd = !completesMessage && TryClaimAtEnd(connection);
                    CountHeldBytes(connection);
                    isFull = IsFull(connection) || connection.Current.Phase is Phase.AwaitingAnswer;
                    isDone = (Input.IsEmpty && !progress.More) || progress.Needed > Input.Bytes.Length;
                    if (isDone || isFull) Queue.Compact();
                }

                if (opened) connection.Host.OnOpened(connection);
                if (stepEvent is StepEvent.Ping or StepEvent.Pong) connection.Options.CallHook(connection, stepEvent, control);
                if (completesMessage)
                {
                    hasMoreInline = !isDone && !isFull;
                    Queue.Complete(isMessage: true, inline: true);
                    hasMoreInline = false;
                }
                else if (completesEnd) CompleteAtEnd(connection, inline: true);

                if (isFull) return false;
                if (isDone) return true;
            }
        }
        finally
        {
            loopThreadId = 0;
        }
    }

    /// <summary>Starts the application on the loop's thread.</summary>
    public void RunOnLoop(WebSocketConnection connection)
    {
        loopThreadId = Environment.CurrentManagedThreadId;
        try
        {
            connection.Host.OnOpened(connection);
        }
        finally
        {
            loopThreadId = 0;
        }
    }

    /// <summary>
    /// Begins a receive. If a message has arrived, that message becomes <see cref="ReceiveSignal.Current"/>. Otherwise, the receive waits
    /// if a message can still arrive.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another receive is in progress.</exception>
    /// <exception cref="WebSocketClosedException">
    /// The connection ended within a message that the application receives in pieces.
    /// </exception>
    public ReceiveStart Begin(WebSocketConnection connection, CancellationToken cancellationToken)
    {
        lock (connection.Gate)
        {
            if (connection.Host.Handler is not null)
                throw new InvalidOperationException("The messages of this connection are passed to the server's handler.");
            if (Queue.InProgress)
                throw new InvalidOperationException("Another receive is in progress on this connection. Only one is allowed at a time.");

            // An application that has stopped using the connection receives no more messages. The memory of the last received message is
            // not freed here, because the application can still be reading that message.
            if (Queue.IsDiscarding) return ReceiveStart.EndOfMessages;
            var isTaken = Queue.TryTake() || TryProcessInline(connection);
            Resume(connection);
            hasAsked = true;
            if (isTaken) return ReceiveStart.Completed;
            ProcessAfterAnswer(connection);
            if (IsAtEnd(connection)) return Queue.IsWithinMessage ? throw connection.ClosedException() : ReceiveStart.EndOfMessages;
            Queue.Begin();
            cancellation.Use(cancellationToken, connection.Host.Stopping, Cancelled, connection);

            // If the token was cancelled just before the wait began, its callback can already have run without effect. Therefore, the
            // receive is cancelled here.
            if (cancellationToken.IsCancellationRequested) Cancel(connection, cancellationToken);
            return ReceiveStart.Pending;
        }
    }

    /// <summary>Cancels the pending receive if it uses the given token.</summary>
    public readonly void Cancel(WebSocketConnection connection, CancellationToken cancellationToken)
    {
        lock (connection.Gate)
        {
            if (!Queue.IsWaiting || !cancellation.IsCurrent(cancellationToken)) return;
            Queue.IsWaiting = false;
        }

        Queue.Cancel(cancellationToken);
    }

    /// <summary>Drops all further messages, so that the closing handshake can complete. Also ends a receive that is waiting.</summary>
    public void Stop(WebSocketConnection connection)
    {
        bool completes;
        lock (connection.Gate)
        {
            Queue.IsDiscarding = true;
            ProcessAfterAnswer(connection);
            Resume(connection);
            completes = TryClaimAtEnd(connection);
        }

        if (completes) CompleteAtEnd(connection, inline: false);
    }

    /// <summary>
    /// Returns true if a receive is waiting and no further message can arrive. In this case, the caller must release the lock and then
    /// complete the receive.
    /// </summary>
    public readonly bool TryClaimAtEnd(WebSocketConnection connection)
    {
        if (!Queue.IsWaiting || !IsAtEnd(connection)) return false;
        Queue.IsWaiting = false;
        return true;
    }

    /// <summary>
    /// Completes a receive that <see cref="TryClaimAtEnd"/> has claimed. If the connection ended within a message that the application
    /// receives in pieces, the receive fails. Otherwise, the application could take the pieces for a complete message.
    /// </summary>
    public readonly void CompleteAtEnd(WebSocketConnection connection, bool inline)
    {
        if (Queue.IsWithinMessage && !Queue.IsDiscarding) Queue.Fail(new WebSocketClosedException(connection, connection.SoFar), inline);
        else Queue.Complete(isMessage: false, inline);
    }

    /// <summary>
    /// Returns whether the loop must wait for the application's answer before it handles the end of the input. If the loop must wait, this
    /// method begins the wait.
    /// </summary>
    public bool EndMustWait(WebSocketConnection connection)
    {
        lock (connection.Gate)
        {
            if (connection.Current.Phase is not Phase.Open || !OwesAnswer(connection)) return false;
            PauseForAnswer(connection, atEnd: true);
            return true;
        }
    }

    /// <summary>
    /// Returns a task that completes when the loop can continue reading. If the loop must wait, the buffered output is written first.
    /// </summary>
    public Task WaitToRead(WebSocketConnection connection)
    {
        Task room;
        lock (connection.Gate)
        {
            if (pause is null && HasRoom(connection)) return Task.CompletedTask;
            room = (pause ??= new ReadPause()).Task;
        }

        connection.Sender.Writer.Flush(connection);
        return room;
    }

    /// <summary>Ends the pause if the loop has paused and no longer has to wait.</summary>
    public void Resume(WebSocketConnection connection)
    {
        CountHeldBytes(connection);
        if (pause is null || (pause.ForAnswer && connection.Current.Phase is Phase.Open) || !HasRoom(connection)) return;
        pause.End();
        pause = null;
        connection.RestartPongTimer();
    }

    /// <summary>
    /// Returns whether input that the loop has not read yet can contain a pong. The method also returns true while received input, or the
    /// end of the input, waits for the application's answer.
    /// </summary>
    public readonly bool HasUnreadInput(WebSocketConnection connection)
    {
        // While output is unwritten, a pause does not defer the deadline. Otherwise, a peer that does not read could prevent the pong
        // timeout.
        ref var writer = ref connection.Sender.Writer;
        return loopThreadId != 0 || pause is { ForAnswer: true } || (pause is not null && !writer.IsWriting && writer.Output.IsEmpty);
    }

    /// <summary>
    /// Copies bytes from the memory of the message that the application is reading. If the application has stopped using the connection,
    /// the method copies nothing and returns false.
    /// </summary>
    public readonly bool TryCopy(WebSocketConnection connection, ReadOnlyMemory<byte> held, Memory<byte> into)
    {
        lock (connection.Gate)
        {
            if (Queue.IsDiscarding) return false;
            held.Span.CopyTo(into.Span);
            return true;
        }
    }

    /// <summary>Handles the end of the input.</summary>
    public readonly void End(WebSocketConnection connection)
    {
        bool completes;
        lock (connection.Gate)
        {
            if (!connection.IsProtocolOver) connection.Apply(Kernel.EndOfStream(connection.Current));
            completes = TryClaimAtEnd(connection);
        }

        if (completes) CompleteAtEnd(connection, inline: false);
        connection.Sender.Writer.Flush(connection);
    }

    /// <summary>Returns all buffers to the pool, except the buffer of a message that the application is reading.</summary>
    public readonly void Clear(WebSocketConnection connection)
    {
        Queue.Clear();
        CountHeldBytes(connection);
    }

    /// <summary>Removes the registration of the application's cancellation token.</summary>
    public readonly void Unregister() => cancellation.Unregister();

    /// <summary>
    /// Passes input to the protocol kernel and applies the result. Returns false if the result must not be applied yet. The loop does not
    /// apply a result that ends the open phase while the application can still answer earlier messages (<see cref="Processing.Loop"/>). A
    /// receive on the loop's thread applies only a result that completes a message and leaves the protocol state unchanged
    /// (<see cref="Processing.Inline"/>). The same input can be processed again later, because a call to the protocol kernel does not
    /// change the earlier state. No other method of a connection passes received bytes to the protocol kernel. The method is inlined, so
    /// that the JIT compiler creates a specialized copy for each mode that a caller passes as a constant. With
    /// <see cref="Processing.Inline"/>, <paramref name="progress"/> is always the default value.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryProcess(WebSocketConnection connection, Processing mode, out StepResult progress)
    {
        var state = connection.Current;
        var bytes = Input.Bytes;
        var result = Kernel.Receive(state, bytes, Queue.Lend(state, bytes));

        // With Processing.Inline, only individual fields of the result are read. The result is not returned to the caller, because the JIT
        // compiler would otherwise copy the whole struct for each message.
        progress = mode == Processing.Inline ? default : result;
        if (mode == Processing.Loop && MustWaitForAnswer(connection, progress.Next)) return false;
        if (mode == Processing.Inline
            && (result.Event != StepEvent.Data || !result.Final || !ReferenceEquals(result.Next, state)))
            return false;
        if (result.Event == StepEvent.Data)
        {
            Queue.Deliver(state, result.Kind, result.Payload.Length, result.Final, connection.Options.MaxUnreadBytes);
            connection.Limits?.OnMessage();
        }

        connection.Metrics.FrameReceived(
            state, result.Event, result.Kind, result.Payload.Length, result.Final, result.Consumed);
        if (mode != Processing.Inline)
        {
            if (progress.Event == StepEvent.Pong) connection.Sender.OnPong(progress.Payload.Span, connection.Metrics.RoleTag);
            connection.Apply(progress, FrameOrigin.Peer);
        }

        Input.Consume(result.Consumed);
        return true;
    }

    /// <summary>
    /// Makes the next message <see cref="ReceiveSignal.Current"/> if the application runs on the loop's thread, the connection does not use
    /// compression, and the input contains a complete message. The application then receives the message without returning to the loop.
    /// </summary>
    private bool TryProcessInline(WebSocketConnection connection) =>
        hasMoreInline
        && !Input.IsEmpty
        && IsOnLoop
        && connection.Current.Agreement.Compression.IsNone
        && TryProcess(connection, Processing.Inline, out _)
        && Queue.TryTake();

    /// <summary>
    /// Processes the input that waited for the application's answer. The method is called when the application has answered or the time
    /// limit for the answer has passed. After this call, the loop continues and writes the output.
    /// </summary>
    private void ProcessAfterAnswer(WebSocketConnection connection)
    {
        if (pause is not { ForAnswer: true } waiting || connection.Current.Phase is not Phase.Open) return;
        if (waiting.AtEnd)
        {
            connection.Apply(Kernel.EndOfStream(connection.Current));
            return;
        }

        // If the lent memory has the same length as in the earlier attempt, one call to the protocol kernel is enough. If messages have
        // been dropped since then, the lent memory is shorter, and more calls can be needed.
        StepResult progress;
        do TryProcess(connection, Processing.AfterAnswer, out progress);
        while (connection.Current.Phase is Phase.Open && (progress.Consumed > 0 || progress.More));
    }

    /// <summary>
    /// Returns whether the next state must not be applied before the application's answer. The next state must wait if it ends the open
    /// phase and the application can still answer.
    /// </summary>
    private readonly bool MustWaitForAnswer(WebSocketConnection connection, Connection next) =>
        !ReferenceEquals(next, connection.Current)
        && connection.Current.Phase is Phase.Open
        && next.Phase is not Phase.Open
        && OwesAnswer(connection);

    // Returns whether the application can still answer received messages. The application can still answer if it has not asked for a
    // message yet, is reading a message, or has not received all messages that have arrived.
    private readonly bool OwesAnswer(WebSocketConnection connection) =>
        !Queue.IsDiscarding && connection.Options.AnswerTimeout > TimeSpan.Zero && (!hasAsked || Queue.HasMessages);

    /// <summary>Ends the pause, because the time limit for the application's answer has passed.</summary>
    private void EndPause(WebSocketConnection connection, ReadPause overdue)
    {
        lock (connection.Gate)
        {
            if (ReferenceEquals(pause, overdue)) ProcessAfterAnswer(connection);
        }
    }

    /// <summary>
    /// Makes the loop wait until the application has answered, for at most <see cref="ConnectionHostOptions.AnswerTimeout"/>.
    /// </summary>
    private void PauseForAnswer(WebSocketConnection connection, bool atEnd)
    {
        Queue.CompactSpare();
        Input.Shrink(connection.Buffers);
        var waiting = new ReadPause { ForAnswer = true, AtEnd = atEnd };
        pause = waiting;
        waiting.Deadline = connection.Options.Time.CreateTimer(
            static call => ((Action)call!)(),
            () => connection.Receiver.EndPause(connection, waiting),
            Timeouts.Clamp(connection.Options.AnswerTimeout),
            Timeout.InfiniteTimeSpan
        );
    }

    private readonly bool TryClaimWithMessage()
    {
        if (!Queue.IsWaiting || !Queue.TryTake()) return false;
        Queue.IsWaiting = false;
        return true;
    }

    // No message can arrive after the end of the transport or after the peer's close frame.
    private readonly bool IsAtEnd(WebSocketConnection connection) =>
        Queue.IsDiscarding || connection.Current.Phase is Phase.Closed or Phase.Closing { Theirs.IsSome: true };
}
