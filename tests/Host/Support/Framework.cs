using System.Net.WebSockets;

namespace Pure.WebSockets.Host.Tests;

/// <summary>.NET's own WebSocket: an independent implementation.</summary>
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

    /// <summary>A complete message.</summary>
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
