using System.Net.WebSockets;

namespace Pure.WebSockets.Host.Tests;

/// <summary>The framework's own WebSocket, an implementation that owes nothing to this one.</summary>
internal static class Framework
{
    public static async Task<ClientWebSocket> ConnectAsync(Uri uri, Action<ClientWebSocketOptions>? configure = null)
    {
        var client = new ClientWebSocket();
        configure?.Invoke(client.Options);
        await client.ConnectAsync(uri, Patience.Token);
        return client;
    }

    public static ValueTask SendAsync(this WebSocket client, WebSocketMessageType type, ReadOnlyMemory<byte> data, bool end = true) =>
        client.SendAsync(data, type, end, Patience.Token);

    /// <summary>A whole message.</summary>
    public static async Task<(WebSocketMessageType Type, byte[] Data)> ReceiveAsync(this WebSocket client)
    {
        var buffer = new byte[64 * 1024];
        using var whole = new MemoryStream();
        while (true)
        {
            var result = await client.ReceiveAsync(buffer.AsMemory(), Patience.Token);
            whole.Write(buffer, 0, result.Count);
            if (result.EndOfMessage) return (result.MessageType, whole.ToArray());
        }
    }
}
