using System.Net.Sockets;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes to a link while another thread reads from it. A tester that waited for its own writes could deadlock with a peer that does the
/// same.
/// </summary>
/// <param name="stream">The stream to write.</param>
/// <param name="end">Ends this direction of the transport.</param>
internal sealed class LinkWriter(Stream stream, Func<Task> end)
{
    private readonly Queue<ByteString> waiting = new();
    private bool isWriting;

    /// <summary>When bytes were last written.</summary>
    public PeerActivity Wrote { get; } = new();

    /// <summary>Also marked when bytes are written.</summary>
    public PeerActivity? Shared { get; set; }

    /// <summary>Completes when all blocks queued before are written, or cannot be written.</summary>
    public Task Written { get; private set; } = Task.CompletedTask;

    /// <summary>
    /// Queues blocks of bytes, each for one write, and starts writing. An empty block ends the output. The reader detects a broken
    /// transport.
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
            // The transport broke: discard the rest.
            lock (waiting) waiting.Clear();
        }
    }

    // An HTTP/2 stream sends only when it is flushed.
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
