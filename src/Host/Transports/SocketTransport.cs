using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host;

/// <summary>TCP.</summary>
internal sealed class SocketTransport : Transport
{
    /// <summary>The most that one call writes: a slow peer's progress shows in between.</summary>
    private const int WriteBytes = 256 * 1024;

    private readonly Socket socket;

    public SocketTransport(Socket socket)
    {
        this.socket = socket;
        try
        {
            // Output is gathered before it is written: to wait for more in the kernel would only delay it.
            if (socket.AddressFamily != AddressFamily.Unix) socket.NoDelay = true;

            // Over a Unix domain socket a client has no address.
            Remote =
                socket.RemoteEndPoint is not UnixDomainSocketEndPoint unix || unix.ToString().Length > 0 ? socket.RemoteEndPoint : null;
        }
        catch (SocketException)
        {
            // The peer is gone already: the first receive will tell.
        }
    }

    public override EndPoint? Remote { get; }

    public override bool NeverWaits => true;

    public override Task OpenAsync(TimeSpan limit)
    {
        // For what goes at once: what waits is asynchronous all the same.
        socket.Blocking = false;
        return Task.CompletedTask;
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> into)
    {
        if (into.IsEmpty) return socket.ReceiveAsync(into, SocketFlags.None);
        var received = socket.Receive(into.Span, SocketFlags.None, out var error);
        if (error == SocketError.Success) return new ValueTask<int>(received);
        if (error == SocketError.WouldBlock) return new ValueTask<int>(Nothing);
        throw new SocketException((int)error);
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        // Almost all goes at once. Sent asynchronously it would leave behind what the framework keeps for the next time: more than the
        // connection itself holds.
        var sent = Accepted(socket.Send(Part(bytes).Span, SocketFlags.None, out var error), error);
        return sent == bytes.Length ? default : Rest(bytes[sent..]);
    }

    public override bool Gathers => true;

    public override int Send(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> payload)
    {
        // Memory that is no array's is copied, but for what is a message that came.
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

    /// <summary>How much the socket took; nothing when it is full.</summary>
    private static int Accepted(int sent, SocketError error) => error switch
    {
        SocketError.Success => sent,
        SocketError.WouldBlock => 0,
        _ => throw new SocketException((int)error),
    };

    private int Send(ArraySegment<byte> bytes, ArraySegment<byte> payload) =>
        Accepted(socket.Send([bytes, payload], SocketFlags.None, out var error), error);

    private async ValueTask Rest(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(Part(bytes), SocketFlags.None).ConfigureAwait(false)..];
            Unblocked();
        }
    }
}
