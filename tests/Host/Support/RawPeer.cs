using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pure.WebSockets.Host.Tests;

/// <summary>A client that is only a socket: it sends the test's bytes and shows the received ones.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly byte[] buffer = new byte[1024 * 1024];
    private int start;
    private int end;

    private RawPeer(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    /// <summary>A connection without any bytes sent.</summary>
    public static async Task<RawPeer> ConnectAsync(EndPoint endPoint, Action<Socket>? configure = null)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        configure?.Invoke(socket);
        await socket.ConnectAsync(endPoint, Patience.Token);
        return new RawPeer(socket);
    }

    /// <summary>A connection after its opening handshake.</summary>
    public static async Task<RawPeer> OpenAsync(EndPoint endPoint, Action<Socket>? configure = null)
    {
        var peer = await ConnectAsync(endPoint, configure);
        await peer.SendAsync(Request());
        var head = await peer.ReadHeadAsync();
        Assert.StartsWith("HTTP/1.1 101 ", head, StringComparison.Ordinal);
        return peer;
    }

    public static byte[] Request(string more = "") =>
        Encoding.ASCII.GetBytes(
            $"GET /chat HTTP/1.1\r\nHost: example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
                + $"dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{more}\r\n"
        );

    public static byte[] Frame(Opcode opcode, byte[] payload, bool final = true) =>
        FrameEncoder.Encode(new Frame(opcode, final, Rsv1: false, payload), MaskKey.FromBytes(1, 2, 3, 4));

    public static byte[] Text(string text) => Frame(Opcode.Text, Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;) sent += await Socket.SendAsync(bytes.AsMemory(sent), SocketFlags.None, Patience.Token);
    }

    public async Task<string> ReadHeadAsync()
    {
        int length;
        while ((length = buffer.AsSpan(start, end - start).IndexOf("\r\n\r\n"u8)) < 0)
            Assert.True(await FillAsync(), "the server ended the transport within its head");
        var head = Encoding.ASCII.GetString(buffer, start, length + 4);
        start += length + 4;
        return head;
    }

    /// <summary>All bytes until the server ends the transport.</summary>
    public async Task<string> ReadRestAsync()
    {
        while (await FillAsync())
        {
        }

        return Encoding.UTF8.GetString(buffer, start, end - start);
    }

    /// <summary>The next frame; null after the end of the transport, or a reset.</summary>
    public async Task<Frame?> ReadFrameAsync()
    {
        int header, length;
        while (!HasFrame(out header, out length))
        {
            if (await FillAsync()) continue;
            Assert.Equal(start, end);
            return null;
        }

        var frame = new Frame(
            (Opcode)(buffer[start] & 0x0F),
            buffer[start] >= 0x80,
            (buffer[start] & 0x40) != 0,
            buffer.AsSpan(start + header, length).ToArray()
        );
        start += header + length;
        return frame;
    }

    public async Task<string> ReadTextAsync()
    {
        var frame = await ReadFrameAsync();
        Assert.Equal(Opcode.Text, frame?.Opcode);
        return frame!.Value.Payload.ToText();
    }

    /// <summary>Code and reason of the next close frame, after pings and data.</summary>
    public async Task<(int Code, string Reason)> ReadCloseAsync()
    {
        while (await ReadFrameAsync() is { } frame)
        {
            if (frame.Opcode != Opcode.Close) continue;
            var payload = frame.Payload.Memory;
            return payload.IsEmpty
                ? (CloseCode.NoStatusReceived, "")
                : (BinaryPrimitives.ReadUInt16BigEndian(payload.Span), Encoding.UTF8.GetString(payload.Span[2..]));
        }

        Assert.Fail("the transport ended without a close frame");
        return default;
    }

    public void Dispose() => Socket.Dispose();

    private bool HasFrame(out int header, out int length)
    {
        header = length = 0;
        var bytes = buffer.AsSpan(start, end - start);
        if (bytes.Length < 2) return false;
        length = bytes[1] & 0x7F;
        header = length switch { 126 => 4, 127 => 10, _ => 2 };
        if (bytes.Length < header) return false;
        if (length == 126) length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        else if (length == 127) length = (int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]);
        return bytes.Length >= header + length;
    }

    private async Task<bool> FillAsync()
    {
        if (start > 0) buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        try
        {
            var received = await Socket.ReceiveAsync(buffer.AsMemory(end), SocketFlags.None, Patience.Token);
            end += received;
            return received > 0;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            throw Patience.Over(
                $"bytes from the server, or its end; {end} bytes wait: {Convert.ToHexString(buffer.AsSpan(0, Math.Min(end, 100)))}"
            );
        }
    }
}
