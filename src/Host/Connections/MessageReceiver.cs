using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host;

/// <summary>
/// The receiving half of a connection: gives the input to the protocol and the messages to the application, and pauses while the
/// application or the peer has to take data first. Guarded by the connection's lock, except for the input, which only the loop uses. A part
/// of its connection: never copied.
/// </summary>
internal struct MessageReceiver(BufferPool buffers)
{
    /// <summary>
    /// Reading stops when this many bytes of pongs are unsent, so that a peer that sends pings and never reads cannot fill the memory.
    /// </summary>
    private const int MaxReplyBytes = 64 * 1024;

    private static readonly Action<object?, CancellationToken> Cancelled =
        static (connection, token) => ((WebSocketConnection)connection!).CancelReceive(token);

    public readonly ReceiveQueue Queue = new(buffers);

    /// <summary>Received bytes that have not been processed yet.</summary>
    public InputBuffer Input;

    private ReadPause? pause;
    private ReceiveCancellation cancellation;
    private long lastReceived;
    private volatile int loopThreadId;

    // Whether the application runs inside the loop, with a message from the input, and more input is available.
    private bool hasMoreInline;

    // Whether the application has asked for a message. Before it asks, it may still want to send data first.
    private bool hasAsked;

    private volatile bool isPongDeferred;

    private enum Processing : byte
    {
        /// <summary>The loop processes all input that need not wait for the application's answer.</summary>
        Loop,

        /// <summary>
        /// A receive of the application inside the loop processes only a complete message that does not change the state.
        /// </summary>
        Inline,

        /// <summary>After the application's answer, the input that waited for the answer is processed.</summary>
        AfterAnswer,
    }

    /// <summary>
    /// When bytes were last received, in milliseconds of <see cref="ConnectionHostOptions.Clock"/>. It is 0 before the first bytes.
    /// </summary>
    public long LastReceived => Volatile.Read(ref lastReceived);

    /// <summary>Whether the loop waits until the application or the peer has taken data, or until the application has answered.</summary>
    public readonly bool IsPaused => pause is not null;

    /// <summary>
    /// Whether a missing pong is not yet a failure, because the pong may have arrived without being read. The deadline then waits until the
    /// loop reads on.
    /// </summary>
    public bool IsPongDeferred { readonly get => isPongDeferred; set => isPongDeferred = value; }

    /// <summary>Whether this code runs inside the loop, which writes the output when it has processed the input.</summary>
    public readonly bool IsOnLoop => loopThreadId == Environment.CurrentManagedThreadId;

    /// <summary>Records that bytes were received into the input.</summary>
    public void Add(int bytes, TimeProvider clock)
    {
        Volatile.Write(ref lastReceived, clock.Milliseconds());
        Input.Add(bytes);
    }

    /// <summary>
    /// Processes all input that can be processed. When a message is complete, the application continues inside this call, without a lock.
    /// Returns false if the application or the peer has to take data first, or if the application has to answer first.
    /// </summary>
    public bool ProcessInput(WebSocketConnection connection)
    {
        loopThreadId = Environment.CurrentManagedThreadId;
        try
        {
            while (true)
            {
                bool opened, completesMessage, completesEnd, isFull, isDone;
                StepEvent happening;
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
                    (happening, control) = (progress.Event, connection.Options.CopyForHook(progress));
                    completesMessage = TryClaimWithMessage();
                    completesEnd = !completesMessage && TryClaimAtEnd(connection);
                    CountHeldBytes(connection);
                    isFull = IsFull(connection) || connection.Current.Phase is Phase.AwaitingAnswer;
                    isDone = (Input.IsEmpty && !progress.More) || progress.Needed > Input.Bytes.Length;
                    if (isDone || isFull) Queue.Compact();
                }

                if (opened) connection.Host.OnOpened(connection);
                if (happening is StepEvent.Ping or StepEvent.Pong) connection.Options.CallHook(connection, happening, control);
                if (completesMessage)
                {
                    hasMoreInline = !isDone && !isFull;
                    Queue.Complete(isMessage: true, inline: true);
                    hasMoreInline = false;
                }
                else if (completesEnd) Queue.Complete(isMessage: false, inline: true);

                if (isFull) return false;
                if (isDone) return true;
            }
        }
        finally
        {
            loopThreadId = 0;
        }
    }

    /// <summary>Starts the application on the loop.</summary>
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
    /// Begins a receive. If a message has arrived, makes it <see cref="ReceiveSignal.Current"/>. Otherwise finds the end of the messages,
    /// or begins to wait.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another receive is in progress.</exception>
    public ReceiveStart Begin(WebSocketConnection connection, CancellationToken cancellationToken)
    {
        lock (connection.Gate)
        {
            if (Queue.InProgress)
                throw new InvalidOperationException("Another receive is in progress on this connection. Only one is allowed at a time.");

            // An application that has ended its use gets no more messages, and the memory that it holds does not change.
            if (Queue.IsDiscarding) return ReceiveStart.EndOfMessages;
            var isTaken = Queue.TryTake() || TryProcessInline(connection);
            Resume(connection);
            hasAsked = true;
            if (isTaken) return ReceiveStart.Completed;
            ProcessAfterAnswer(connection);
            if (IsAtEnd(connection)) return ReceiveStart.EndOfMessages;
            Queue.Begin();
            cancellation.Use(cancellationToken, connection.Host.Stopping, Cancelled, connection);

            // The token may have been cancelled, and its callback called, just before the wait began.
            if (cancellationToken.IsCancellationRequested) Cancel(connection, cancellationToken);
            return ReceiveStart.Pending;
        }
    }

    /// <summary>Ends a receive that waits with this token. The token has been cancelled.</summary>
    public readonly void Cancel(WebSocketConnection connection, CancellationToken cancellationToken)
    {
        lock (connection.Gate)
        {
            if (!Queue.IsWaiting || !cancellation.IsCurrent(cancellationToken)) return;
            Queue.IsWaiting = false;
        }

        Queue.Cancel(cancellationToken);
    }

    /// <summary>Drops all further messages, so that the closing handshake can complete. A receive that waits ends.</summary>
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

        if (completes) Queue.Complete(isMessage: false, inline: false);
    }

    /// <summary>
    /// Returns whether a receive is waiting that now ends without a message. The caller must complete that receive without holding the
    /// lock.
    /// </summary>
    public readonly bool TryClaimAtEnd(WebSocketConnection connection)
    {
        if (!Queue.IsWaiting || !IsAtEnd(connection)) return false;
        Queue.IsWaiting = false;
        return true;
    }

    /// <summary>Returns whether the end of the input has to wait for the application's answer.</summary>
    public bool EndMustWait(WebSocketConnection connection)
    {
        lock (connection.Gate)
        {
            if (connection.Current.Phase is not Phase.Open || !OwesAnswer(connection)) return false;
            PauseForAnswer(connection, atEnd: true);
            return true;
        }
    }

    /// <summary>Returns a task that completes when the loop may read on. The gathered output is written first.</summary>
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

    /// <summary>Lets the loop read on, if it waits and no longer has to wait.</summary>
    public void Resume(WebSocketConnection connection)
    {
        CountHeldBytes(connection);
        if (pause is null || (pause.ForAnswer && connection.Current.Phase is Phase.Open) || !HasRoom(connection)) return;
        pause.End();
        pause = null;
        connection.RestartPongTimer();
    }

    /// <summary>
    /// Returns whether a pong may have arrived without being read, or whether the input has ended and the end waits for the application's
    /// answer.
    /// </summary>
    public readonly bool HasUnreadInput(WebSocketConnection connection)
    {
        // Input does not count as unread if the peer takes none of our output.
        ref var writer = ref connection.Sender.Writer;
        return loopThreadId != 0 || pause is { ForAnswer: true } || (pause is not null && !writer.IsWriting && writer.Output.IsEmpty);
    }

    /// <summary>
    /// Copies from the memory of the message that the application reads. Returns false, and copies nothing, after the application has ended
    /// its use of the connection.
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

        if (completes) Queue.Complete(isMessage: false, inline: false);
        connection.Sender.Writer.Flush(connection);
    }

    /// <summary>Gives back all buffers, except the buffer of a message that the application is reading.</summary>
    public readonly void Clear(WebSocketConnection connection)
    {
        Queue.Clear();
        CountHeldBytes(connection);
    }

    /// <summary>Removes the registration of the application's token.</summary>
    public readonly void Unregister() => cancellation.Unregister();

    /// <summary>
    /// Lets the kernel process some input, and applies the result. Returns false if the result must not take effect now. In that case
    /// nothing has changed, because the kernel has no side effects on the state. All received bytes are processed here; the compiler makes
    /// a copy for each constant mode. With <see cref="Processing.Inline"/>, <paramref name="progress"/> is not set.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryProcess(WebSocketConnection connection, Processing mode, out StepResult progress)
    {
        var state = connection.Current;
        var bytes = Input.Bytes;
        var result = Kernel.Receive(state, bytes, Queue.Lend(state, bytes));

        // The inline mode uses single fields only and returns nothing, so that the JIT need not copy the struct for each message.
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
    /// Takes the next message, if the application runs inside the loop and the input contains a complete message that is not compressed.
    /// The application then need not return to the loop to get the message.
    /// </summary>
    private bool TryProcessInline(WebSocketConnection connection) =>
        hasMoreInline
        && !Input.IsEmpty
        && IsOnLoop
        && connection.Current.Agreement.Compression.IsNone
        && TryProcess(connection, Processing.Inline, out _)
        && Queue.TryTake();

    /// <summary>
    /// Processes the input that waited for the application's answer, because the application has answered or its time is over. The loop,
    /// which continues afterwards, writes the output.
    /// </summary>
    private void ProcessAfterAnswer(WebSocketConnection connection)
    {
        if (pause is not { ForAnswer: true } waiting || connection.Current.Phase is not Phase.Open) return;
        if (waiting.AtEnd)
        {
            connection.Apply(Kernel.EndOfStream(connection.Current));
            return;
        }

        // With the memory that was lent before, one step is enough. If messages are dropped now, less memory is lent, and more steps may be
        // needed.
        StepResult progress;
        do TryProcess(connection, Processing.AfterAnswer, out progress);
        while (connection.Current.Phase is Phase.Open && (progress.Consumed > 0 || progress.More));
    }

    /// <summary>Returns whether the next state has to wait for the application's answer, because it is no longer an open state.</summary>
    private readonly bool MustWaitForAnswer(WebSocketConnection connection, Connection next) =>
        !ReferenceEquals(next, connection.Current)
        && connection.Current.Phase is Phase.Open
        && next.Phase is not Phase.Open
        && OwesAnswer(connection);

    // Whether the application may still answer received messages: it has not asked for a message yet, it is reading a message, or messages
    // wait for it.
    private readonly bool OwesAnswer(WebSocketConnection connection) =>
        !Queue.IsDiscarding && connection.Options.AnswerTime > TimeSpan.Zero && (!hasAsked || Queue.HasMessages);

    /// <summary>Ends the pause, because the time for the application's answer is over.</summary>
    private void EndPause(WebSocketConnection connection, ReadPause overdue)
    {
        lock (connection.Gate)
        {
            if (ReferenceEquals(pause, overdue)) ProcessAfterAnswer(connection);
        }
    }

    /// <summary>
    /// Lets the loop wait until the application has answered, for at most <see cref="ConnectionHostOptions.AnswerTime"/>.
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
            Timeouts.Clamp(connection.Options.AnswerTime),
            Timeout.InfiniteTimeSpan
        );
    }

    private readonly bool TryClaimWithMessage()
    {
        if (!Queue.IsWaiting || !Queue.TryTake()) return false;
        Queue.IsWaiting = false;
        return true;
    }

    // No message can come after the end of the transport or a close frame.
    private readonly bool IsAtEnd(WebSocketConnection connection) =>
        Queue.IsDiscarding || connection.Current.Phase is Phase.Closed or Phase.Closing { Theirs.IsSome: true };

    // Beyond these bounds, an open connection stops reading. A connection that is no longer open reads on, to find the peer's close frame.
    private readonly bool IsFull(WebSocketConnection connection) =>
        connection.Current.Phase is Phase.Open
        && ((Queue.UnreadBytes >= connection.Options.MaxUnreadBytes && !Queue.IsDiscarding)
            || connection.Sender.Writer.Output.ReplyBytes >= MaxReplyBytes
            || OthersComeFirst(connection));

    private readonly bool HasRoom(WebSocketConnection connection) =>
        connection.Current.Phase is not Phase.Open
        || ((Queue.UnreadBytes <= connection.Options.MaxUnreadBytes / 2 || Queue.IsDiscarding)
            && connection.Sender.Writer.Output.ReplyBytes < MaxReplyBytes
            && !OthersComeFirst(connection));

    // Whether this connection must pause while another one reads, because the server holds too much memory.
    private static bool OthersComeFirst(WebSocketConnection connection) =>
        connection.Buffers.Bound is { } bound && bound.HasToWait(connection);

    /// <summary>
    /// Reports to the server's bound, if there is one, whether the connection holds received bytes that the application has not taken yet.
    /// </summary>
    private readonly void CountHeldBytes(WebSocketConnection connection)
    {
        if (connection.Buffers.Bound is not { } bound || Queue.HoldsBytes == Queue.IsCounted) return;
        Queue.IsCounted = !Queue.IsCounted;
        if (Queue.IsCounted) bound.Join(connection);
        else bound.Leave(connection);
    }
}
