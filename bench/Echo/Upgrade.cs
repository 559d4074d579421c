using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pure.WebSockets.Bench;

/// <summary>The opening handshake of a measuring client, which consists of a socket only.</summary>
internal static class Upgrade
{
    private const int HeadBytes = 1024;

    /// <summary>Opens a connection. The next bytes on the socket are frames.</summary>
    /// <param name="port">The port of the server on the loopback interface.</param>
    /// <param name="offer">The extension to offer, which the server must accept; empty for none.</param>
    public static async Task<Socket> OpenAsync(int port, string offer = "")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var extensions = offer.Length > 0 ? $"Sec-WebSocket-Extensions: {offer}\r\n" : "";
        await socket.SendAsync(
            Encoding.ASCII.GetBytes(
                $"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
                    + $"dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{extensions}\r\n"
            )
        );
        var head = await HeadAsync(socket);
        if (!head.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal))
            throw new InvalidOperationException("The server did not accept.");
        if (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            throw new InvalidOperationException("The server sent more than its response.");
        return head.Contains(offer, StringComparison.OrdinalIgnoreCase)
            ? socket
            : throw new InvalidOperationException($"The server did not agree to {offer}.");
    }

    private static async Task<string> HeadAsync(Socket socket)
    {
        var buffer = new byte[HeadBytes];
        var head = 0;
        while (buffer.AsSpan(0, head).IndexOf("\r\n\r\n"u8) < 0)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(head));
            if (received == 0) throw new InvalidOperationException("The server has ended the connection.");
            head += received;
        }

        return Encoding.ASCII.GetString(buffer, 0, head);
    }
}
