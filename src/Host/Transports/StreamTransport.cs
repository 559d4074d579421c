using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Pure.WebSockets.Host;

/// <summary>Any bidirectional stream: a pipe, HTTP/2, TLS, or the stream of a web server.</summary>
/// <param name="stream">The stream. The transport owns it.</param>
/// <param name="remote">The peer's address, if it is known.</param>
internal class StreamTransport(Stream stream, EndPoint? remote = null) : Transport
{
    /// <summary>The maximum number of bytes of one write. The progress of a slow peer becomes visible between writes.</summary>
    private const int WriteBytes = 64 * 1024;

    private readonly CancellationTokenSource dropped = new();
    private volatile bool disposed;

    public override EndPoint? Remote => remote;

    /// <summary>Cancelled when the transport is dropped.</summary>
    protected CancellationToken Dropped => dropped.Token;

    public override bool IsDisposed => disposed;

    /// <summary>
    /// Always false, because reads of a stream wait. A stream that needs a buffer for waiting holds that buffer during the wait.
    /// </summary>
    public override bool IsNonBlocking => false;

    /// <summary>Creates the transport for a stream.</summary>
    public static StreamTransport Of(Stream stream, EndPoint? remote = null) =>
        stream is SslStream tls ? new SecuredTransport(tls, remote) : new StreamTransport(stream, remote);

    public override ValueTask<int> ReceiveAsync(Memory<byte> into) => stream.ReadAsync(into, dropped.Token);

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var part = bytes[..Math.Min(bytes.Length, WriteBytes)];
        var sending = WriteAsync(part);
        return sending.IsCompletedSuccessfully && part.Length == bytes.Length ? sending : SendRemainderAsync(sending, bytes[part.Length..]);
    }

    /// <summary>Disposes a stream that cannot end one direction alone. Asynchronous disposal sends what is still buffered.</summary>
    public override ValueTask EndAsync()
    {
        if (stream is not NetworkStream network)
        {
            disposed = true;
            return stream.DisposeAsync();
        }

        network.Socket.Shutdown(SocketShutdown.Send);
        return default;
    }

    public override void Drop()
    {
        // Both the token and the disposal are used to end a waiting read, because not every stream observes both.
        disposed = true;
        dropped.Cancel();
        stream.Dispose();
    }

    protected virtual ValueTask WriteAsync(ReadOnlyMemory<byte> part)
    {
        var writing = stream.WriteAsync(part, dropped.Token);
        return writing.IsCompletedSuccessfully ? new ValueTask(stream.FlushAsync(dropped.Token)) : FlushAfterAsync(writing);
    }

    private async ValueTask FlushAfterAsync(ValueTask writing)
    {
        await writing.ConfigureAwait(false);
        await stream.FlushAsync(dropped.Token).ConfigureAwait(false);
    }

    private async ValueTask SendRemainderAsync(ValueTask sending, ReadOnlyMemory<byte> bytes)
    {
        while (true)
        {
            var waited = !sending.IsCompleted;
            await sending.ConfigureAwait(false);
            if (waited) Unblocked();
            if (bytes.IsEmpty) return;
            var part = bytes[..Math.Min(bytes.Length, WriteBytes)];
            sending = WriteAsync(part);
            bytes = bytes[part.Length..];
        }
    }
}
