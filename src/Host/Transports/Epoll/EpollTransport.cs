using System.Net;

namespace Pure.WebSockets.Host.Epoll;

/// <summary>TCP over a socket that a reactor watches.</summary>
/// <param name="socket">The socket.</param>
/// <param name="remote">The peer's address.</param>
internal sealed class EpollTransport(WatchedSocket socket, PeerAddress remote) : Transport
{
    /// <summary>The most that one call writes: a slow peer's progress shows in between.</summary>
    private const int WriteBytes = 256 * 1024;

    /// <summary>The bytes that a connection receives before the others of its reactor get their turn.</summary>
    private const int TurnBytes = 256 * 1024;

    private const int Sending = 1;

    private int taken;

    public override EndPoint? Remote => remote.ToEndPoint();

    public override bool NeverWaits => true;

    public override Task OpenAsync(TimeSpan limit)
    {
        Libc.DoNotDelay(socket.Descriptor);
        socket.Watch();
        return Task.CompletedTask;
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> into)
    {
        if (into.IsEmpty) return WaitForInput();
        if (taken >= TurnBytes) return new ValueTask<int>(Nothing);
        socket.Input.Begin();
        var received = (int)Libc.Receive(socket.Descriptor, into.Span);
        if (received < 0) return received == -Libc.Again ? new ValueTask<int>(Nothing) : throw Libc.Failure(received);
        taken += received;

        // Less than there is room for is all there is (epoll(7)), but for the end of the stream, and what a receive stops at.
        if (received == into.Length || socket.Over || socket.StopsShort) socket.Input.Set();
        return new ValueTask<int>(received);
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var sent = Send(bytes.Span);
        return sent == bytes.Length ? default : Rest(bytes[sent..]);
    }

    public override bool Gathers => true;

    public override int Send(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> payload) =>
        Accepted(Libc.Send(socket.Descriptor, bytes.Span, payload.Span));

    public override ValueTask EndAsync()
    {
        Libc.Checked(Libc.End(socket.Descriptor, Sending));
        return default;
    }

    public override void Drop() => socket.Shut();

    public override void Free() => socket.Close();

    private ValueTask<int> WaitForInput()
    {
        var itsTurn = taken < TurnBytes;
        taken = 0;
        return itsTurn ? socket.Input.WaitAsync() : socket.WaitForTurn();
    }

    /// <summary>Sends as much as the socket takes; how much that was.</summary>
    private int Send(ReadOnlySpan<byte> bytes)
    {
        var sent = 0;
        while (sent < bytes.Length)
        {
            var part = bytes[sent..Math.Min(bytes.Length, sent + WriteBytes)];
            var accepted = Accepted(Libc.Send(socket.Descriptor, part));
            if (accepted == 0) break;
            sent += accepted;
        }

        return sent;
    }

    /// <summary>How much the socket took; nothing when it is full.</summary>
    private static int Accepted(nint result) => result >= 0 ? (int)result : result == -Libc.Again ? 0 : throw Libc.Failure(result);

    private async ValueTask Rest(ReadOnlyMemory<byte> bytes)
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
