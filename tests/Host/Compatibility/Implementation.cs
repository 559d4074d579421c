using System.Net.WebSockets;
using System.Text;

namespace Pure.WebSockets.Host.Tests;

/// <summary>The WebSocket implementation under test.</summary>
public enum Implementation
{
    Ours,
    Frameworks,
}

/// <summary>A server's WebSocket of one implementation, and the client's end of its stream.</summary>
internal sealed class Pair : IDisposable
{
    private readonly Stream peer;

    private Pair(WebSocket socket, Stream peer) => (Socket, this.peer) = (socket, peer);

    public WebSocket Socket { get; }

    public static async Task<Pair> OpenAsync(Implementation whose, ConnectionHostOptions? options = null)
    {
        var (client, server) = await Loopback.PairAsync();
        return new Pair(
            whose == Implementation.Ours
                ? new PureWebSocket(
                    WebSocketConnection.FromStream(server, Role.Server, Agreement.Plain with { Subprotocol = "spoken" }, options)
                )
                : WebSocket.CreateFromStream(server, new WebSocketCreationOptions { IsServer = true, SubProtocol = "spoken" }),
            client);
    }

    public async Task SendAsync(params byte[] bytes) => await peer.WriteAsync(bytes, Patience.Token);

    public Task SendAsync(Opcode opcode, byte[] payload, bool final = true) => SendAsync(RawPeer.Frame(opcode, payload, final));

    public Task SendCloseAsync(CloseStatus status) => SendAsync(Opcode.Close, Payload(status));

    /// <summary>The payload of a close frame.</summary>
    public static byte[] Payload(CloseStatus status) =>
        status == CloseStatus.None ? [] : [(byte)(status.Code >> 8), (byte)status.Code, .. Encoding.UTF8.GetBytes(status.Reason)];

    /// <summary>The next frame; null after the end of the stream, or a reset.</summary>
    public async Task<Frame?> ReadFrameAsync()
    {
        var head = new byte[2];
        try
        {
            await peer.ReadExactlyAsync(head, Patience.Token);
            var length = head[1] & 0x7F;
            if (length == 126)
            {
                await peer.ReadExactlyAsync(head.AsMemory(), Patience.Token);
                (length, head) = ((head[0] << 8) | head[1], [0x82, 0]);
            }

            var payload = new byte[length];
            await peer.ReadExactlyAsync(payload, Patience.Token);
            return new Frame((Opcode)(head[0] & 0x0F), head[0] >= 0x80, (head[0] & 0x40) != 0, payload);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The peer disappears without a close frame.</summary>
    public void Vanish() => peer.Dispose();

    public void Dispose()
    {
        Socket.Dispose();
        peer.Dispose();
    }
}
