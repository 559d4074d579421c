namespace Pure.WebSockets.Host;

/// <content>The writer: one at a time takes all that has gathered and writes it, while others go on gathering.</content>
public sealed partial class WebSocketConnection
{
    /// <summary>
    /// Writes that follow each other on one thread, before another takes over: a sender is not kept for ever writing what others send.
    /// </summary>
    private const int WritesInARow = 16;

    private bool flushing;
    private bool ending;

    /// <summary>The fold writes at its end, in one go, unless so much has gathered that it should leave now.</summary>
    private void FlushUnlessFolding()
    {
        if (InFold && outbox.Bytes < options.MaxUnsentBytes) return;
        Flush();
    }

    /// <summary>Writes what has gathered, unless somebody does already.</summary>
    private void Flush()
    {
        lock (gate)
        {
            if (flushing) return;
            flushing = true;
        }

        Write();
    }

    private void Write()
    {
        for (var writes = 0; ; writes++)
        {
            ReadOnlyMemory<byte> bytes, payload;
            lock (gate)
            {
                outbox.Written();
                AdmitSenders();
                ResumeReading();
                if (outbox.IsEmpty)
                {
                    flushing = false;
                    if (closure is null || ending) return;
                    ending = true;
                    break;
                }

                bytes = outbox.Take(out payload);
                ObserveWritten(bytes.Length + payload.Length);
            }

            if (!payload.IsEmpty) bytes = Unsent(bytes, payload);
            if (writes == WritesInARow)
            {
                ThreadPool.UnsafeQueueUserWorkItem(
                    static call => call.Connection.WriteOn(call.Bytes),
                    (Connection: this, Bytes: bytes),
                    preferLocal: false
                );
                return;
            }

            if (!Wrote(bytes)) return;
        }

        _ = EndOutput();
    }

    /// <summary>Sends from both places what goes at once; what is left then is in the connection's own memory.</summary>
    private ReadOnlyMemory<byte> Unsent(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> payload)
    {
        var sent = 0;
        try
        {
            sent = transport.Send(bytes, payload);
        }
        catch (Exception exception) when (IsTransportFailure(exception) || IsOver(exception))
        {
            Break();
        }

        if (sent == bytes.Length + payload.Length || outbox.Broken) return default;
        lock (gate)
        {
            try
            {
                return outbox.Keep(payload, sent);
            }
            catch (Exception exception) when (IsOver(exception))
            {
                outbox.Break();
                return default;
            }
        }
    }

    // Memory that somebody gave to another use while it was sent: the frame that was begun cannot be ended.
    private static bool IsOver(Exception exception) => exception is ObjectDisposedException or ArgumentException;

    private void WriteOn(ReadOnlyMemory<byte> bytes)
    {
        if (Wrote(bytes)) Write();
    }

    /// <summary>Whether the bytes are written, or the wire is broken; else writing goes on by itself when the wire has room.</summary>
    private bool Wrote(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty) return true;
        try
        {
            var sending = transport.SendAsync(bytes);
            if (!sending.IsCompleted)
            {
                _ = WriteAfter(sending);
                return false;
            }

            sending.GetAwaiter().GetResult();
        }
        catch (Exception exception) when (IsTransportFailure(exception))
        {
            Break();
        }

        return true;
    }

    private async Task WriteAfter(ValueTask sending)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (Exception exception) when (IsTransportFailure(exception))
        {
            Break();
        }

        Write();
    }

    // The loop goes on reading: what the peer said before it left, its close frame even, may still be there. Then it finds the end.
    private void Break()
    {
        lock (gate) outbox.Break();
    }
}
