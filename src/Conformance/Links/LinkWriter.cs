using System.Net.Sockets;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes to a link in the background while the tester reads from the link. If both the tester and the peer waited for their own writes
/// to complete before reading, the tester and the peer could block each other.
/// </summary>
/// <param name="stream">The stream to which the bytes are written.</param>
/// <param name="end">The function that ends the output of the transport.</param>
internal sealed class LinkWriter(Stream stream, Func<Task> end)
{
    private readonly Queue<ByteString> waiting = new();
    private bool isWriting;

    /// <summary>Records when bytes were last written to this link.</summary>
    public PeerActivity Wrote { get; } = new();

    /// <summary>
    /// Records when bytes of a heavy case were last transferred on any connection to the same peer. The value is null if the current case
    /// is not heavy, or if the transfers of heavy cases are not recorded.
    /// </summary>
    public PeerActivity? Shared { get; set; }

    /// <summary>A task that completes when all queued blocks have been written, or when the transport has failed.</summary>
    public Task Written { get; private set; } = Task.CompletedTask;

    /// <summary>
    /// Queues blocks of bytes and starts to write them in the background. Each block is written in one call, and an empty block ends the
    /// output. Failures of the transport are not reported here, because the reader detects them.
    /// </summary>
    public void Write(IReadOnlyList<ByteString> writes)
    {
        if (writes.Count == 0) return;
        lock (waiting)
        {
            foreach (var octets in writes) waiting.Enqueue(octets);
            if (isWriting) return;
            isWriting = true;
        }

        Written = DrainAsync();
    }

    private async Task DrainAsync()
    {
        try
        {
            while (Next() is { } octets) await (octets.Length == 0 ? end() : WriteAsync(octets)).ConfigureAwait(false);
        }
        catch (Exception error)
            when (error is IOException or SocketException or ObjectDisposedException or InvalidOperationException or TimeoutException)
        {
            // The transport has failed, so the remaining blocks are discarded.
            lock (waiting) waiting.Clear();
        }
    }

    // Flush after each write, because an HTTP/2 stream sends the written bytes only when the stream is flushed.
    private async Task WriteAsync(ByteString octets)
    {
        await stream.WriteAsync(octets.Memory, CancellationToken.None).ConfigureAwait(false);
        await stream.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        Wrote.Mark();
        Shared?.Mark();
    }

    private ByteString? Next()
    {
        lock (waiting)
        {
            if (waiting.TryDequeue(out var octets)) return octets;
            isWriting = false;
            return null;
        }
    }
}
