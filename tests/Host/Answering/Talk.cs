using System.Net.WebSockets;
using System.Text;

namespace Pure.WebSockets.Host.Tests;

/// <summary>A connection as an application uses it, directly or through the drop-in.</summary>
internal abstract class Talk
{
    /// <summary>Receives the next message; null after the last one.</summary>
    public abstract Task<string?> ReceiveAsync();

    public abstract Task SendAsync(string text);

    public static Talk Over(WebSocketConnection connection) => new Ours(connection);

    public static Talk Over(WebSocket socket) => new DropIn(socket);

    private sealed class Ours(WebSocketConnection connection) : Talk
    {
        public override async Task<string?> ReceiveAsync() => (await connection.ReceiveAsync(Patience.Token))?.ToText();

        public override async Task SendAsync(string text) => await connection.SendTextAsync(text, Patience.Token);
    }

    /// <summary>Receives into short memory, so that a message comes in several parts.</summary>
    private sealed class DropIn(WebSocket socket) : Talk
    {
        public override async Task<string?> ReceiveAsync()
        {
            var text = new StringBuilder();
            var buffer = new byte[4];
            while (true)
            {
                ValueWebSocketReceiveResult result;
                try
                {
                    result = await socket.ReceiveAsync(buffer.AsMemory(), Patience.Token);
                }
                catch (WebSocketException)
                {
                    return null;
                }

                if (result.MessageType == WebSocketMessageType.Close) return null;
                text.Append(Encoding.UTF8.GetString(buffer, 0, result.Count));
                if (result.EndOfMessage) return text.ToString();
            }
        }

        public override Task SendAsync(string text) =>
            socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Patience.Token);
    }
}
