using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host;

/// <summary>A transport over a .NET socket, which is a TCP socket or a Unix domain socket.</summary>
internal sealed class SocketTransport : Transport
{
    /// <summary>
    /// The maximum number of bytes in one write by <see cref="SendAsync"/>. Longer output is divided into several writes. The completion of
    /// each write shows that a slow peer is still reading. A gather write never waits and is not divided.
    /// </summary>
    private const int WriteBytes = 256 * 1024;

    private readonly Socket socket;

    public SocketTransport(Socket socket)
    {
        this.socket = socket;
        try
        {
            // The connection buffers its output itself, so Nagle's algorithm would only add a delay.
            if (socket.AddressFamily != AddressFamily.Unix) socket.NoDelay = true;

            // A client of a Unix domain socket usually has no address. In this case, Remote is null.
            Remote =
                socket.RemoteEndPoint is not UnixDomainSocketEndPoint unix || unix.ToString().Length > 0 ? socket.RemoteEndPoint : null;
        }
        catch (SocketException)
        {
            // The peer has already disconnected. The first receive reports the failure.
        }
    }

    public override EndPoint? Remote { get; }

    public override bool IsNonBlocking => true;

    public override Task OpenAsync(TimeSpan limit)
    {
        // Synchronous calls on this socket must not block. Asynchronous calls can still wait, because their waits do not block a thread.
        socket.Blocking = false;
        return Task.CompletedTask;
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> into)
    {
        if (into.IsEmpty) return socket.ReceiveAsync(into, SocketFlags.None);
        var received = socket.Receive(into.Span, SocketFlags.None, out var error);
        if (error == SocketError.Success) return new ValueTask<int>(received);
        if (error == SocketError.WouldBlock) return new ValueTask<int>(WouldBlock);
        throw new SocketException((int)error);
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        // The first attempt is synchronous, because almost every send completes immediately. For an asynchronous send, .NET creates objects
        // that it does not free before the next send. These objects use more memory than the connection itself.
        var sent = AcceptedBytes(socket.Send(Part(bytes).Span, SocketFlags.None, out var error), error);
        return sent == bytes.Length ? default : SendRemainderAsync(bytes[sent..]);
    }

    public override bool SupportsGatherWrite => true;

    public override int Send(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> payload)
    {
        // Only arrays and the memory of received messages can be sent without copying. For any other memory, the method returns 0, and the
        // caller copies the payload.
        if (!MemoryMarshal.TryGetArray(bytes, out var first)) return 0;
        if (MemoryMarshal.TryGetMemoryManager<byte, LentMemory>(payload, out var lent, out var start, out var length))
            return Send(first, lent.Segment().Slice(start, length));
        return MemoryMarshal.TryGetArray(payload, out var second) ? Send(first, second) : 0;
    }

    public override ValueTask EndAsync()
    {
        socket.Shutdown(SocketShutdown.Send);
        return default;
    }

    public override void Drop() => socket.Dispose();

    private static ReadOnlyMemory<byte> Part(ReadOnlyMemory<byte> bytes) => bytes[..Math.Min(bytes.Length, WriteBytes)];

    /// <summary>Returns the number of bytes that were sent, or 0 if the socket's send buffer is full.</summary>
    private static int AcceptedBytes(int sent, SocketError error) => error switch
    {
        SocketError.Success => sent,
        SocketError.WouldBlock => 0,
        _ => throw new SocketException((int)error),
    };

    private int Send(ArraySegment<byte> bytes, ArraySegment<byte> payload) =>
        AcceptedBytes(socket.Send([bytes, payload], SocketFlags.None, out var error), error);

    private async ValueTask SendRemainderAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(Part(bytes), SocketFlags.None).ConfigureAwait(false)..];
            Unblocked();
        }
    }
}
