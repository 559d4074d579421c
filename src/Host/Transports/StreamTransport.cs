using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Pure.WebSockets.Host;

/// <summary>Any stream of bytes both ways: a pipe, HTTP/2, TLS, what a web server hands over.</summary>
/// <param name="stream">The stream. It is the transport's.</param>
/// <param name="remote">The peer's address, where it is known.</param>
internal class StreamTransport(Stream stream, EndPoint? remote = null) : Transport
{
    /// <summary>The most that one call writes: a slow peer's progress shows in between.</summary>
    private const int WriteBytes = 64 * 1024;

    private readonly CancellationTokenSource dropped = new();

    public override EndPoint? Remote => remote;

    /// <summary>Cancelled when the wire is dropped.</summary>
    protected CancellationToken Dropped => dropped.Token;

    /// <summary>A stream waits; one that cannot wait without a buffer waits with it.</summary>
    public override bool NeverWaits => false;

    /// <summary>A transport over such a stream.</summary>
    public static StreamTransport Of(Stream stream, EndPoint? remote = null) =>
        stream is SslStream tls ? new SecuredTransport(tls, remote) : new StreamTransport(stream, remote);

    public override ValueTask<int> ReceiveAsync(Memory<byte> into) => stream.ReadAsync(into, dropped.Token);

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var part = bytes[..Math.Min(bytes.Length, WriteBytes)];
        var sending = WriteAsync(part);
        return sending.IsCompletedSuccessfully && part.Length == bytes.Length ? sending : Rest(sending, bytes[part.Length..]);
    }

    /// <summary>What has no end for each direction is disposed: asynchronously, which is how a stream ends in good order.</summary>
    public override ValueTask EndAsync()
    {
        if (stream is not NetworkStream network) return stream.DisposeAsync();
        network.Socket.Shutdown(SocketShutdown.Send);
        return default;
    }

    public override void Drop()
    {
        // A read that waits ends by the token, or by the stream's end: not every stream heeds both.
        dropped.Cancel();
        stream.Dispose();
    }

    protected virtual ValueTask WriteAsync(ReadOnlyMemory<byte> part)
    {
        var writing = stream.WriteAsync(part, dropped.Token);
        return writing.IsCompletedSuccessfully ? new ValueTask(stream.FlushAsync(dropped.Token)) : Flushed(writing);
    }

    private async ValueTask Flushed(ValueTask writing)
    {
        await writing.ConfigureAwait(false);
        await stream.FlushAsync(dropped.Token).ConfigureAwait(false);
    }

    private async ValueTask Rest(ValueTask sending, ReadOnlyMemory<byte> bytes)
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
