namespace Pure.WebSockets.Host;

/// <summary>
/// Writes a connection's output to its transport. One thread at a time writes the gathered output, while other threads add to it. When the
/// protocol is over and the output is empty, the pump ends the stream. A part of its connection: never copied.
/// </summary>
internal struct WritePump(BufferPool buffers, Role role)
{
    /// <summary>
    /// The maximum number of consecutive writes on one thread. After them, a thread of the pool continues, so that a sender does not write
    /// for other senders endlessly.
    /// </summary>
    private const int WritesInARow = 16;

    /// <summary>The output that waits to be written. Guarded by the connection's lock.</summary>
    public SendBuffer Output = new(buffers, role);

    private bool isEnding;

    /// <summary>
    /// Whether a thread is writing. The thread that sets it must call <see cref="Write"/>. Guarded by the connection's lock.
    /// </summary>
    public bool IsWriting { get; set; }

    /// <summary>Returns whether the exception means that the transport failed.</summary>
    public static bool IsTransportFailure(Exception exception) =>
        exception is System.Net.Sockets.SocketException or IOException or ObjectDisposedException or OperationCanceledException;

    /// <summary>Writes the output, unless another thread does.</summary>
    public void Flush(WebSocketConnection connection)
    {
        lock (connection.Gate)
        {
            if (IsWriting) return;
            IsWriting = true;
        }

        Write(connection);
    }

    /// <summary>
    /// Writes the output until it is empty, or until the transport waits. In the latter case, writing continues in the background.
    /// </summary>
    public void Write(WebSocketConnection connection)
    {
        for (var writes = 0; ; writes++)
        {
            ReadOnlyMemory<byte> bytes, payload;
            lock (connection.Gate)
            {
                Output.ReleaseWritten();
                connection.Sender.OnWritten(connection);
                connection.Receiver.Resume(connection);
                if (Output.IsEmpty)
                {
                    IsWriting = false;
                    if (!connection.IsProtocolOver || isEnding) return;
                    isEnding = true;
                    break;
                }

                bytes = Output.Take(out payload);
                connection.Metrics.BytesSent(bytes.Length + payload.Length);
            }

            if (!payload.IsEmpty) bytes = WriteUncopied(connection, bytes, payload);
            if (writes == WritesInARow)
            {
                ThreadPool.UnsafeQueueUserWorkItem(
                    static call => call.Connection.Sender.Writer.Continue(call.Connection, call.Bytes),
                    (Connection: connection, Bytes: bytes),
                    preferLocal: false
                );
                return;
            }

            if (!TryWrite(connection, bytes)) return;
        }

        _ = EndStreamAsync(connection);
    }

    /// <summary>Writes as much as possible without waiting from both buffers, and copies the rest. Returns the copy.</summary>
    private ReadOnlyMemory<byte> WriteUncopied(WebSocketConnection connection, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> payload)
    {
        var sent = 0;
        try
        {
            sent = connection.Transport.Send(bytes, payload);
        }
        catch (Exception exception) when (IsTransportFailure(exception) || IsInvalidMemory(exception))
        {
            Break(connection);
        }

        if (sent == bytes.Length + payload.Length || Output.IsBroken) return default;
        lock (connection.Gate)
        {
            try
            {
                return Output.CopyUnsent(payload, sent);
            }
            catch (Exception exception) when (IsInvalidMemory(exception))
            {
                Output.Break();
                return default;
            }
        }
    }

    // The loop reads on, because data that the peer sent before it disconnected, such as its close frame, may still be unread. After that
    // data, the loop finds the end.
    private static void Break(WebSocketConnection connection)
    {
        lock (connection.Gate) connection.Sender.Writer.Output.Break();
    }

    // A stream of the caller's may throw an exception of any type. It ends this connection, and never the thread that writes.
    private static void Fail(WebSocketConnection connection, Exception exception)
    {
        Break(connection);
        if (!IsTransportFailure(exception) && !connection.Transport.IsDisposed) connection.Host.Report(exception);
    }

    // The sender's memory was reused for another purpose during the write, so the frame in progress cannot be completed.
    private static bool IsInvalidMemory(Exception exception) => exception is ObjectDisposedException or ArgumentException;

    private void Continue(WebSocketConnection connection, ReadOnlyMemory<byte> bytes)
    {
        if (TryWrite(connection, bytes)) Write(connection);
    }

    /// <summary>Returns whether the bytes are written or the transport failed. If not, writing continues in the background.</summary>
    private static bool TryWrite(WebSocketConnection connection, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty) return true;
        try
        {
            var sending = connection.Transport.SendAsync(bytes);
            if (!sending.IsCompleted)
            {
                _ = WriteAfterAsync(connection, sending);
                return false;
            }

            sending.GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            Fail(connection, exception);
        }

        return true;
    }

    private static async Task WriteAfterAsync(WebSocketConnection connection, ValueTask sending)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Fail(connection, exception);
        }

        connection.Sender.Writer.Write(connection);
    }

    /// <summary>
    /// Ends the stream when all output is written. "The server MUST close the connection first" (RFC 6455 §7.1.1), so a server ends it
    /// directly after its close frame. A client gets here only after the server has ended it, or after a timeout.
    /// </summary>
    private static async Task EndStreamAsync(WebSocketConnection connection)
    {
        try
        {
            await connection.Transport.EndAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // There is no stream to end.
            Fail(connection, exception);
        }

        connection.OnStreamEnded();
    }
}
