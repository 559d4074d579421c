using System.Net.Sockets;

namespace Pure.WebSockets.Conformance;

/// <summary>Reads from a socket with a time limit that costs nothing while it is not reached. What it lends is its own memory: the next read writes over it.</summary>
internal sealed class TcpReader(Socket socket, int size, bool lends = false)
{
    private readonly byte[] buffer = new byte[size];
    private CancellationTokenSource limit = new();

    /// <summary>What arrives: no octets at the end of the stream, which a broken transport is too; none when the time is over first.</summary>
    public async ValueTask<Option<Octets>> ReadAsync(TimeSpan patience, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        limit.CancelAfter(patience > TimeSpan.FromDays(1) ? Timeout.InfiniteTimeSpan : patience < TimeSpan.Zero ? TimeSpan.Zero : patience);
        try
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(), limit.Token).ConfigureAwait(false);
            return lends ? Octets.Of(buffer.AsMemory(0, read)) : buffer.AsSpan(0, read).ToArray();
        }
        catch (SocketException)
        {
            return Octets.Empty;
        }
        catch (OperationCanceledException)
        {
            return Option<Octets>.None;
        }
        finally
        {
            if (!limit.TryReset())
            {
                limit.Dispose();
                limit = new CancellationTokenSource();
            }
        }
    }
}
