using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;

namespace Pure.WebSockets.Bench;

/// <summary>One connection of the load: it sends, takes the echoes, compares each with what was sent, and sends as many again.</summary>
internal sealed class LoadConnection : IDisposable
{
    private const int BufferBytes = 256 * 1024;
    private static readonly MaskKey Key = MaskKey.FromBytes(0x37, 0xFA, 0x21, 0x3D);

    private readonly byte[] buffer = new byte[BufferBytes];
    private readonly byte[][] messages;
    private readonly byte[] requests;
    private readonly int requestBytes;
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

    public LoadConnection(Load load, byte[][] messages)
    {
        this.messages = messages;
        depth = load.Depth;
        sentAt = new long[load.Depth];
        var frames = messages.Select(message => FrameEncoder.Encode(new Frame((Opcode)load.Kind, Final: true, Rsv1: false, message), Key)).ToArray();
        requestBytes = frames[0].Length;

        // Twice around, so that any run of messages lies in one piece.
        var around = 1 + ((load.Depth + messages.Length - 1) / messages.Length);
        requests = [.. Enumerable.Repeat(frames, around).SelectMany(frame => frame).SelectMany(octets => octets)];
    }

    public async Task OpenAsync(int port) => socket = await Upgrade.OpenAsync(port);

    /// <summary>Echoes until the time is over, and adds how long each took, in ticks of the stopwatch.</summary>
    public async Task RunAsync(long until, Latencies latencies)
    {
        await SendAsync(depth);
        while (true)
        {
            end += await ReceiveAsync(buffer.AsMemory(end));
            var done = Take(latencies);
            if (Stopwatch.GetTimestamp() >= until)
            {
                if (echoed == sent) return;
                continue;
            }

            if (done > 0) await SendAsync(done);
        }
    }

    public void Dispose() => socket?.Dispose();

    private async Task SendAsync(int count)
    {
        var now = Stopwatch.GetTimestamp();
        for (var index = 0; index < count; index++) sentAt[(sent + index) % depth] = now;
        var from = (int)(sent % messages.Length) * requestBytes;
        sent += count;
        for (var left = requests.AsMemory(from, count * requestBytes); !left.IsEmpty;) left = left[await socket!.SendAsync(left)..];
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
            if (!buffer.AsSpan(start, part).SequenceEqual(messages[echoed % messages.Length].AsSpan(compared, part))) throw new InvalidOperationException("An echo is not what was sent.");
            (start, compared, remaining) = (start + part, compared + part, remaining - part);
            if (remaining > 0 || !final) continue;
            if (compared != messages[0].Length) throw new InvalidOperationException("An echo is too short.");
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
