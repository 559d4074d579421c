using System.Buffers.Binary;

namespace Pure.WebSockets.Samples;

/// <summary>
/// Makes a reliable stream of one end of a bad line. A packet is a flag, the escaped content and a flag, as in HDLC. The content is a
/// number, which is 0 or 1, the type, at most 64 bytes and a checksum. Only one packet at a time is on its way in each direction. It is
/// sent again until it is acknowledged.
/// </summary>
public sealed class Link(Clock clock, Action<byte[]> write, Action<byte[]> receive, Action end)
{
    private const byte Flag = 0x7E;
    private const byte Escape = 0x7D;
    private const int MaxBytes = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly Queue<(PacketType Type, byte[] Bytes)> waiting = new();
    private readonly List<byte> arriving = [];
    private byte sending;
    private byte expected;

    private enum PacketType : byte
    {
        Data,
        End,
        Acknowledgement,
    }

    /// <summary>The number of packets that were sent again.</summary>
    public int Repeats { get; private set; }

    /// <summary>Sends bytes, after all earlier ones.</summary>
    public void Send(ReadOnlyMemory<byte> bytes)
    {
        for (; bytes.Length > 0; bytes = bytes[Math.Min(MaxBytes, bytes.Length)..])
            Enqueue(PacketType.Data, bytes[..Math.Min(MaxBytes, bytes.Length)].ToArray());
    }

    /// <summary>Ends this direction, after all earlier bytes.</summary>
    public void SendEnd() => Enqueue(PacketType.End, []);

    /// <summary>Takes what the line has let through, in pieces of any size.</summary>
    public void Arrive(byte[] bytes)
    {
        foreach (var next in bytes)
        {
            if (next != Flag)
            {
                arriving.Add(next);
                continue;
            }

            var packet = Unescape(arriving);
            arriving.Clear();

            // What is damaged is discarded. The other end sends it again, because nothing acknowledges it.
            if (packet.Length >= 6 && Checksum(packet[..^4]) == BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan()[^4..]))
                Take(packet[0], (PacketType)packet[1], packet[2..^4]);
        }
    }

    private void Take(byte number, PacketType type, byte[] bytes)
    {
        if (type == PacketType.Acknowledgement)
        {
            if (waiting.Count == 0 || number != sending) return;
            waiting.Dequeue();
            sending ^= 1;
            if (waiting.Count > 0) Transmit();
            return;
        }

        // A packet that arrives again is acknowledged again: the first acknowledgement may be lost.
        write(Packet(number, PacketType.Acknowledgement, []));
        if (number != expected) return;
        expected ^= 1;
        if (type == PacketType.Data) receive(bytes);
        else end();
    }

    private void Enqueue(PacketType type, byte[] bytes)
    {
        waiting.Enqueue((type, bytes));
        if (waiting.Count == 1) Transmit();
    }

    private void Transmit()
    {
        var (type, bytes) = waiting.Peek();
        var packet = Packet(sending, type, bytes);
        write(packet);
        clock.After(Patience, () =>
        {
            if (!waiting.TryPeek(out var still) || !ReferenceEquals(still.Bytes, bytes)) return;
            Repeats++;
            Transmit();
        });
    }

    private static byte[] Packet(byte number, PacketType type, byte[] bytes)
    {
        byte[] content = [number, (byte)type, .. bytes];
        var checksum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Checksum(content));
        var escaped = content.Concat(checksum).SelectMany(next => next is Flag or Escape ? [Escape, (byte)(next ^ 0x20)] : new[] { next });
        return [Flag, .. escaped, Flag];
    }

    private static byte[] Unescape(List<byte> bytes)
    {
        var plain = new List<byte>(bytes.Count);
        for (var place = 0; place < bytes.Count; place++)
        {
            if (bytes[place] != Escape) plain.Add(bytes[place]);
            else if (++place < bytes.Count) plain.Add((byte)(bytes[place] ^ 0x20));
        }

        return [.. plain];
    }

    /// <summary>Returns the CRC-32 of bytes. It misses one damaged packet in four thousand million.</summary>
    private static uint Checksum(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var next in bytes)
        {
            sum ^= next;
            for (var bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ ((sum & 1) * 0xEDB88320u);
        }

        return ~sum;
    }
}
