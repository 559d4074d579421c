namespace Pure.WebSockets.Host;

/// <content>Passes messages to a <see cref="WebSocketHandler"/>.</content>
internal partial struct MessageReceiver
{
    /// <summary>
    /// Whether <see cref="WebSocketHandler.OnOpened"/> has been called, so that <see cref="WebSocketHandler.OnClosed"/> must be called.
    /// </summary>
    public readonly bool IsHandled => isHandled;

    /// <summary>Calls <see cref="WebSocketHandler.OnOpened"/>.</summary>
    public void OpenHandler(WebSocketConnection connection, WebSocketHandler handler)
    {
        // A handler answers a message inside the call, so the loop never waits for an answer.
        (isHandled, hasAsked) = (true, true);
        try
        {
            handler.OnOpened(connection);
        }
        catch (Exception exception)
        {
            OnHandlerFailed(connection, exception);
        }
    }

    /// <summary>
    /// Processes the input and passes the messages to the handler, until no more input can be processed or the output is full. Returns
    /// false if the loop must wait for free space or for the answer to the upgrade request.
    /// </summary>
    private bool ProcessForHandler(WebSocketConnection connection, WebSocketHandler handler)
    {
        var buffer = HandlerBuffer.Take();
        try
        {
            while (true)
            {
                // The first look needs no lock. Other threads can send at any time, so the second look is under the lock.
                if (connection.Sender.IsOutputFull(connection) && MustPause(connection)) return false;
                if (TryReadShort(connection, buffer, out var message))
                {
                    isInHandler = true;
                    handler.OnMessage(connection, message);
                    isInHandler = false;
                    if (!Queue.TakeBack()) buffer = HandlerBuffer.Create();
                    if (!Input.IsEmpty) continue;
                    lock (connection.Gate) Queue.Compact();
                    return true;
                }

                if (ProcessOne(connection, handler) is { } result) return result;
            }
        }
        catch (Exception exception) when (isInHandler)
        {
            // An exception that the handler did not throw ends the connection. If it were handled here, the same input would be processed
            // again, and could throw the same exception forever.
            isInHandler = false;
            OnHandlerFailed(connection, exception);
            return false;
        }
        finally
        {
            if (Queue.TakeBack()) HandlerBuffer.Return(buffer);
        }
    }

    /// <summary>
    /// Reads a short, uncompressed message in one frame. Such a message does not change the state of the protocol. The method therefore
    /// needs no lock. If another thread changes the state at the same time, the change counts as later than the message.
    /// </summary>
    private bool TryReadShort(WebSocketConnection connection, byte[] buffer, out BorrowedMessage message)
    {
        message = default;
        var state = connection.Latest;
        if (Queue.IsDiscarding
            || state.Agreement.Compression.IsSome
            || !Kernel.TryReceiveMessage(state, Input.Bytes.Span, buffer, out var received))
            return false;
        connection.Metrics.FrameReceived(state, StepEvent.Data, received.Kind, received.Length, final: true, received.Consumed);
        connection.Limits?.OnMessage();
        Input.Consume(received.Consumed);
        message = Queue.Lend(buffer, received.Kind, received.Length);
        return true;
    }

    /// <summary>
    /// Passes input to the protocol kernel once, and calls the handler for the message that is then complete, if any. Returns null if more
    /// input can be processed. Otherwise, returns what <see cref="ProcessForHandler"/> must return.
    /// </summary>
    private bool? ProcessOne(WebSocketConnection connection, WebSocketHandler handler)
    {
        bool opened, hasMessage, isDone;
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
            hasMessage = Queue.TryTake();
            CountHeldBytes(connection);
            isDone = (Input.IsEmpty && !progress.More) || progress.Needed > Input.Bytes.Length;
            if (isDone) Queue.Compact();
        }

        if (opened) connection.Host.OnOpened(connection);
        if (stepEvent is StepEvent.Ping or StepEvent.Pong) connection.Options.CallHook(connection, stepEvent, control);
        if (hasMessage) PassCurrent(connection, handler);
        if (MustPause(connection)) return false;
        return isDone ? true : null;
    }

    // The memory is freed even if the handler throws an exception or disposes the connection.
    private void PassCurrent(WebSocketConnection connection, WebSocketHandler handler)
    {
        try
        {
            isInHandler = true;
            handler.OnMessage(connection, Queue.Current);
            isInHandler = false;
        }
        finally
        {
            lock (connection.Gate) Queue.ReleaseCurrent();
        }
    }

    private readonly bool MustPause(WebSocketConnection connection)
    {
        lock (connection.Gate)
        {
            if (!IsFull(connection) && connection.Current.Phase is not Phase.AwaitingAnswer) return false;
            Queue.Compact();
            return true;
        }
    }

    private static void OnHandlerFailed(WebSocketConnection connection, Exception exception)
    {
        var isOwnEnd = exception is WebSocketClosedException closed && ReferenceEquals(closed.Connection, connection);
        if (!isOwnEnd) connection.Host.Report(exception, connection);
        connection.StopReceiving();
        connection.BeginClose(isOwnEnd ? CloseCode.NormalClosure : CloseCode.InternalError);
    }
}
