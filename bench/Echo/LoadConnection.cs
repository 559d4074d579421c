using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;

namespace Pure.WebSockets.Bench;

/// <summary>One connection of the load: it sends, takes the echoes, compares each with what was sent, and sends as many again.</summary>
internal sealed class LoadConnection : IDisposable
{
    private const int MostBufferBytes = 256 * 1024;

    private readonly LoadRequests requests;
    private readonly byte[] buffer;
    private readonly long[] sentAt;
    private readonly int depth;
    private Socket? socket;
    private int start;
    private int end;
    private int remaining;
    private int compared;
    private bool final;
    private long sent;
    private long echoed;

    public LoadConnection(Load load, LoadRequests requests)
    {
        this.requests = requests;
        depth = load.Depth;
        sentAt = new long[load.Depth];

        // All that is on its way, where that is little: there may be thousands of connections.
        buffer = new byte[Math.Min(MostBufferBytes, (long)load.Depth * (load.Bytes + FrameEncoder.MaxHeaderBytes))];
    }

    public async Task OpenAsync(int port) => socket = await Upgrade.OpenAsync(port);

    /// <summary>Echoes until the time is over, at least once; how long each took, in ticks of the stopwatch.</summary>
    public async Task<Latencies> RunAsync(long until)
    {
        var latencies = new Latencies();

        // A long message is read while it is sent: servers that echo it in pieces wait for that.
        var sending = SendAsync(depth);
        while (true)
        {
            end += await ReceiveAsync(buffer.AsMemory(end));
            var done = Take(latencies);
            if (Stopwatch.GetTimestamp() >= until)
            {
                if (echoed < sent) continue;
                await sending;
                return latencies;
            }

            if (done == 0) continue;
            await sending;
            sending = SendAsync(done);
        }
    }

    public void Dispose() => socket?.Dispose();

    private async Task SendAsync(int count)
    {
        var now = Stopwatch.GetTimestamp();
        for (var index = 0; index < count; index++) sentAt[(sent + index) % depth] = now;
        var left = requests.Of(sent, count);
        for (sent += count; !left.IsEmpty;) left = left[await socket!.SendAsync(left)..];
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> into)
    {
        var received = await socket!.ReceiveAsync(into);
        return received > 0 ? received : throw new InvalidOperationException("The server has ended the connection.");
    }

    /// <summary>Takes what has come; how many echoes are whole now.</summary>
    private int Take(Latencies latencies)
    {
        var done = 0;
        while (remaining > 0 || TakeHeader())
        {
            var part = Math.Min(remaining, end - start);
            if (part == 0 && remaining > 0) break;
            if (!buffer.AsSpan(start, part).SequenceEqual(requests.Message(echoed).Slice(compared, part))) throw new InvalidOperationException("An echo is not what was sent.");
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
        if (octets.Length < 2) return false;
        var size = (octets[1] & 0x7F) switch { 126 => 4, 127 => 10, _ => 2 };
        if (octets.Length < size) return false;
        if ((octets[0] & 0x0F) > 2) throw new InvalidOperationException($"The server sent a frame of opcode {octets[0] & 0x0F}.");
        remaining = size switch { 4 => BinaryPrimitives.ReadUInt16BigEndian(octets[2..]), 10 => (int)BinaryPrimitives.ReadUInt64BigEndian(octets[2..]), _ => octets[1] & 0x7F };
        final = octets[0] >= 0x80;
        start += size;
        return true;
    }
}
