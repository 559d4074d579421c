using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Pure.WebSockets.Host;

/// <summary>
/// A transport over any bidirectional stream, for example a pipe, an HTTP/2 stream, a TLS stream, or the stream of a web server.
/// </summary>
/// <param name="stream">The stream, which the transport owns.</param>
/// <param name="remote">The peer's address, or null if it is not known.</param>
internal class StreamTransport(Stream stream, EndPoint? remote = null) : Transport
{
    /// <summary>
    /// The maximum number of bytes in one write. Longer output is divided into several writes. The completion of each write shows that a
    /// slow peer is still reading.
    /// </summary>
    private const int WriteBytes = 64 * 1024;

    private readonly CancellationTokenSource dropped = new();
    private volatile bool disposed;

    public override EndPoint? Remote => remote;

    /// <summary>The token that is cancelled when the transport is dropped.</summary>
    protected CancellationToken Dropped => dropped.Token;

    public override bool IsDisposed => disposed;

    /// <summary>
    /// Always false, because a read from a stream can wait for bytes. Some streams hold their own buffer during the wait.
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

    /// <summary>
    /// Ends the sending direction. A <see cref="NetworkStream"/> closes only its sending direction. Any other stream is disposed
    /// asynchronously, which also sends the bytes that the stream has buffered.
    /// </summary>
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
        // To end a waiting read, this method cancels the token and disposes the stream. Some streams react to only one of these two
        // actions.
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
