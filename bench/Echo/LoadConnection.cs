using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;

namespace Pure.WebSockets.Bench;

/// <summary>
/// One connection of the load: sends messages, reads the echoes, compares each with what was sent, and sends the same number again. It
/// never waits; its driver calls it again.
/// </summary>
internal sealed class LoadConnection : IDisposable
{
    private const int MostBufferBytes = 256 * 1024;

    private readonly LoadRequests requests;
    private readonly Socket socket;
    private readonly byte[] buffer;
    private readonly long[] sentAt;
    private readonly int depth;
    private ReadOnlyMemory<byte> unsent;
    private int start;
    private int end;
    private int remaining;
    private int compared;
    private bool final;
    private long sent;
    private long echoed;

    private LoadConnection(Load load, LoadRequests requests, Socket socket)
    {
        this.requests = requests;
        this.socket = socket;
        depth = load.Depth;
        sentAt = new long[load.Depth];

        // Room for all messages in flight if that is little, since there may be thousands of connections.
        buffer = new byte[Math.Min(MostBufferBytes, (long)load.Depth * (load.Bytes + FrameEncoder.MaxHeaderBytes))];
        socket.Blocking = false;
    }

    /// <summary>Whether all messages have been echoed.</summary>
    public bool IsQuiet => echoed == sent;

    public static async Task<LoadConnection> OpenAsync(Load load, LoadRequests requests, int port) =>
        new(load, requests, await Upgrade.OpenAsync(port));

    /// <summary>If no message is in flight, sends as many as may be.</summary>
    public void Begin() => Send(depth);

    /// <summary>Reads the data that has arrived.</summary>
    /// <param name="again">Whether to send the same number of messages again.</param>
    /// <param name="latencies">Receives the latencies, in ticks of the stopwatch.</param>
    public void Step(bool again, Latencies latencies)
    {
        // A long message is read while it is sent, since servers that echo it in pieces wait for this.
        if (!unsent.IsEmpty) SendRest();
        var received = socket.Receive(buffer.AsSpan(end), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return;
        if (error != SocketError.Success || received == 0)
            throw new InvalidOperationException($"The server has ended the connection: {error}.");
        end += received;
        var done = Take(latencies);
        if (again && done > 0) Send(done);
    }

    public void Dispose() => socket.Dispose();

    private void Send(int count)
    {
        var now = Stopwatch.GetTimestamp();
        for (var index = 0; index < count; index++) sentAt[(sent + index) % depth] = now;

        // The remainder of earlier messages is sent first. The new messages follow it in the same memory.
        unsent = requests.Of(sent - Pending, Pending + count)[(Pending * requests.FrameBytes - unsent.Length)..];
        sent += count;
        SendRest();
    }

    // Messages that have not been sent completely.
    private int Pending => (unsent.Length + requests.FrameBytes - 1) / requests.FrameBytes;

    private void SendRest()
    {
        var accepted = socket.Send(unsent.Span, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock) return;
        if (error != SocketError.Success) throw new InvalidOperationException($"The server has ended the connection: {error}.");
        unsent = unsent[accepted..];
    }

    /// <summary>Reads the data that has arrived. Returns the number of complete echoes.</summary>
    private int Take(Latencies latencies)
    {
        var done = 0;
        while (remaining > 0 || TakeHeader())
        {
            var part = Math.Min(remaining, end - start);
            if (part == 0 && remaining > 0)
                break;
            if (!buffer.AsSpan(start, part).SequenceEqual(requests.Message(echoed).Slice(compared, part)))
                throw new InvalidOperationException("An echo is not what was sent.");
            (start, compared, remaining) = (start + part, compared + part, remaining - part);
            if (remaining > 0 || !final) continue;
            if (compared != requests.Message(echoed).Length) throw new InvalidOperationException("An echo is too short.");
            latencies.Add(Stopwatch.GetTimestamp() - sentAt[echoed % depth]);
            (compared, echoed, done) = (0, echoed + 1, done + 1);
        }

        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        return done;
    }

    private bool TakeHeader()
    {
        var octets = buffer.AsSpan(start, end - start);
        if (octets.Length < 2)
            return false;
        var size = (octets[1] & 0x7F) switch
        {
            126 => 4,
            127 => 10,
            _ => 2,
        };
        if (octets.Length < size)
            return false;
        if ((octets[0] & 0x0F) > 2)
            throw new InvalidOperationException($"The server sent a frame of opcode {octets[0] & 0x0F}.");
        remaining = size switch
        {
            4 => BinaryPrimitives.ReadUInt16BigEndian(octets[2..]),
            10 => (int)BinaryPrimitives.ReadUInt64BigEndian(octets[2..]),
            _ => octets[1] & 0x7F,
        };
        final = octets[0] >= 0x80;
        start += size;
        return true;
    }
}
