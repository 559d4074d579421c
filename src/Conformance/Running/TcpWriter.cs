using System.Net.Sockets;

namespace Pure.WebSockets.Conformance;

/// <summary>Writes to a socket while somebody else reads from it: a tester that waited for its writes would wait for a peer that waits for its own.</summary>
internal sealed class TcpWriter(Socket socket)
{
    private readonly Queue<Octets> waiting = new();
    private bool isWriting;

    /// <summary>Queues writes, and begins to write if nobody does. A transport that breaks is the reader's to notice.</summary>
    public void Write(List<Octets> writes)
    {
        if (writes.Count == 0) return;
        lock (waiting)
        {
            foreach (var octets in writes) waiting.Enqueue(octets);
            if (isWriting) return;
            isWriting = true;
        }

        _ = DrainAsync();
    }

    private async Task DrainAsync()
    {
        try
        {
            while (Next() is { } octets)
            {
                for (var rest = octets.Memory; !rest.IsEmpty;)
                    rest = rest[await socket.SendAsync(rest, SocketFlags.None, CancellationToken.None).ConfigureAwait(false)..];
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            lock (waiting) waiting.Clear();
        }
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
