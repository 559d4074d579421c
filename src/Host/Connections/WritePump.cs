namespace Pure.WebSockets.Host;

/// <summary>
/// Writes a connection's output to its transport. Only one thread at a time writes the buffered output. Meanwhile, other threads can add
/// output. When the exchange of frames has ended and the output is empty, the writing thread ends the stream. The struct is part of its
/// connection and must not be copied, because changes to a copy would be lost.
/// </summary>
internal struct WritePump(BufferPool buffers, Role role)
{
    /// <summary>
    /// The maximum number of consecutive writes on one thread. After this number of writes, a thread of the thread pool takes over.
    /// Otherwise, the thread of one sender could spend an unlimited time on the output of other senders.
    /// </summary>
    private const int WritesInARow = 16;

    /// <summary>The output that is waiting to be written. The connection's lock guards this field.</summary>
    public SendBuffer Output = new(buffers, role);

    private bool isEnding;

    /// <summary>
    /// Whether a thread is writing. The thread that sets this property to true must call <see cref="Write"/>. The connection's lock guards
    /// this property.
    /// </summary>
    public bool IsWriting { get; set; }

    /// <summary>Returns whether the exception means that the transport failed.</summary>
    public static bool IsTransportFailure(Exception exception) =>
        exception is System.Net.Sockets.SocketException or IOException or ObjectDisposedException or OperationCanceledException;

    /// <summary>Writes the output, unless another thread is already writing.</summary>
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
    /// Writes the buffered output until the buffer is empty. If the transport cannot accept all bytes immediately, writing continues in the
    /// background.
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

    /// <summary>
    /// Writes both buffers to the transport without waiting, and copies the bytes that the transport did not accept. Returns the copy,
    /// which is empty if no bytes remain or the output was dropped.
    /// </summary>
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

    // This method drops only the output. The loop continues reading, because the peer can have sent data, such as its close frame, before
    // it disconnected. When all data has been read, the loop reaches the end of the transport.
    private static void Break(WebSocketConnection connection)
    {
        lock (connection.Gate) connection.Sender.Writer.Output.Break();
    }

    // A stream that the caller provides can throw an exception of any type. The exception ends only this connection, and must not end the
    // writing thread.
    private static void Fail(WebSocketConnection connection, Exception exception)
    {
        Break(connection);
        if (!IsTransportFailure(exception) && !connection.Transport.IsDisposed) connection.Host.Report(exception, connection);
    }

    // Returns whether the exception means that the sender's memory became invalid during the write. The frame in progress cannot be
    // completed without that memory, so all output is dropped.
    private static bool IsInvalidMemory(Exception exception) => exception is ObjectDisposedException or ArgumentException;

    private void Continue(WebSocketConnection connection, ReadOnlyMemory<byte> bytes)
    {
        if (TryWrite(connection, bytes)) Write(connection);
    }

    /// <summary>
    /// Writes the given bytes to the transport. Returns true if all bytes have been written or the transport has failed. Returns false if
    /// writing continues in the background.
    /// </summary>
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
    /// Ends the stream after all output has been written. After the closing handshake, a server ends the stream immediately, because "the
    /// server MUST close the underlying TCP connection immediately" (RFC 6455 §5.5.1). A client ends the stream only after the server has
    /// ended its sending direction, or after a timeout. An endpoint of either role that fails the connection (RFC 6455 §7.1.7) ends the
    /// stream immediately.
    /// </summary>
    private static async Task EndStreamAsync(WebSocketConnection connection)
    {
        try
        {
            await connection.Transport.EndAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The stream cannot be ended, because the transport has failed.
            Fail(connection, exception);
        }

        connection.OnStreamEnded();
    }
}
