using System.Net;

namespace Pure.WebSockets.Host.Epoll;

/// <summary>A transport over a TCP or Unix domain socket that a reactor watches.</summary>
/// <param name="socket">The socket.</param>
/// <param name="remote">The peer's address.</param>
internal sealed class EpollTransport(EpollSocket socket, CompactEndPoint remote) : Transport
{
    /// <summary>
    /// The maximum number of bytes in one write by <see cref="SendAsync"/>. Longer output is divided into several writes. The completion of
    /// each write shows that a slow peer is still reading. A gather write never waits and is not divided.
    /// </summary>
    private const int WriteBytes = 256 * 1024;

    /// <summary>The number of bytes after which a connection stops receiving until the reactor has served its other sockets.</summary>
    private const int RoundBytes = 256 * 1024;

    private const int Sending = 1;

    private int taken;

    public override EndPoint? Remote => remote.ToEndPoint();

    public override bool IsNonBlocking => true;

    public override Task OpenAsync(TimeSpan limit)
    {
        Libc.SetNoDelay(socket.Descriptor);
        socket.Watch();
        return Task.CompletedTask;
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> into)
    {
        if (into.IsEmpty) return WaitForInput();
        if (taken >= RoundBytes) return new ValueTask<int>(WouldBlock);
        socket.Input.Begin();
        var received = (int)Libc.Receive(socket.Descriptor, into.Span);
        if (received < 0) return received == -Libc.Again ? new ValueTask<int>(WouldBlock) : throw Libc.Failure(received);
        taken += received;

        // If a receive does not fill the buffer, no more bytes are available (epoll(7)). This rule does not apply after the end of the
        // stream has been reported, or if MayReadShort is true.
        if (received == into.Length || socket.HasEnded || socket.MayReadShort) socket.Input.Set();
        return new ValueTask<int>(received);
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var sent = Send(bytes.Span);
        return sent == bytes.Length ? default : SendRemainderAsync(bytes[sent..]);
    }

    public override bool SupportsGatherWrite => true;

    public override int Send(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> payload) =>
        AcceptedBytes(Libc.Send(socket.Descriptor, bytes.Span, payload.Span));

    public override ValueTask EndAsync()
    {
        Libc.ThrowIfFailed(Libc.ShutDown(socket.Descriptor, Sending));
        return default;
    }

    public override void Drop() => socket.ShutDown();

    public override void Free() => socket.Close();

    private ValueTask<int> WaitForInput()
    {
        var hasQuota = taken < RoundBytes;
        taken = 0;
        return hasQuota ? socket.Input.WaitAsync() : socket.WaitForNextRound();
    }

    /// <summary>
    /// Sends bytes until all bytes are sent or the socket's send buffer is full. The method does not wait for free space. Returns the
    /// number of bytes that were sent.
    /// </summary>
    private int Send(ReadOnlySpan<byte> bytes)
    {
        var sent = 0;
        while (sent < bytes.Length)
        {
            var part = bytes[sent..Math.Min(bytes.Length, sent + WriteBytes)];
            var accepted = AcceptedBytes(Libc.Send(socket.Descriptor, part));
            if (accepted == 0) break;
            sent += accepted;
        }

        return sent;
    }

    /// <summary>Returns the number of bytes that were sent, or 0 if the socket's send buffer is full.</summary>
    private static int AcceptedBytes(nint result) => result >= 0 ? (int)result : result == -Libc.Again ? 0 : throw Libc.Failure(result);

    private async ValueTask SendRemainderAsync(ReadOnlyMemory<byte> bytes)
    {
        while (true)
        {
            socket.Output.Begin();
            var sent = Send(bytes.Span);
            bytes = bytes[sent..];
            if (sent > 0) Unblocked();
            if (bytes.IsEmpty) return;
            await socket.Output.WaitAsync().ConfigureAwait(false);
        }
    }
}
