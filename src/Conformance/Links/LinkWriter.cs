using System.Net.Sockets;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes to a link while somebody else reads from it: a tester that waited for its writes would wait for a peer that waits for its own.
/// </summary>
/// <param name="stream">Where to.</param>
/// <param name="end">Ends this half of the transport.</param>
internal sealed class LinkWriter(Stream stream, Func<Task> end)
{
    private readonly Queue<Octets> waiting = new();
    private bool isWriting;

    /// <summary>When octets were last written to the transport.</summary>
    public PeerActivity Wrote { get; } = new();

    /// <summary>Whose activity it is, too, that octets are written.</summary>
    public PeerActivity? Shared { get; set; }

    /// <summary>Completes when all that was queued before is written, or cannot be.</summary>
    public Task Written { get; private set; } = Task.CompletedTask;

    /// <summary>
    /// Queues octets, a write each, none at all for the end of what is said, and begins to write if nobody does. A transport that breaks
    /// is the reader's to notice.
    /// </summary>
    public void Write(IReadOnlyList<Octets> writes)
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
            // Nothing can be written any more: what comes is dropped.
            lock (waiting) waiting.Clear();
        }
    }

    // What is written to a stream of HTTP/2 stays there until it is flushed.
    private async Task WriteAsync(Octets octets)
    {
        await stream.WriteAsync(octets.Memory, CancellationToken.None).ConfigureAwait(false);
        await stream.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        Wrote.Mark();
        Shared?.Mark();
    }

    private Octets? Next()
    {
        lock (waiting)
        {
            if (waiting.TryDequeue(out var octets)) return octets;
            isWriting = false;
            return null;
        }
    }
}
