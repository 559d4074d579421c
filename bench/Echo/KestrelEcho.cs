using System.Buffers;
using System.Net.WebSockets;

namespace Pure.WebSockets.Bench;

/// <summary>The application of System.Net.WebSockets: sends everything back, fragment by fragment.</summary>
internal static class KestrelEcho
{
    private const int LargeBytes = 64 * 1024;
    private const int SmallBytes = 4 * 1024;

    public static async Task RunAsync(WebSocket socket, EchoBuffer buffer)
    {
        try
        {
            if (buffer == EchoBuffer.Rented) await WithRentedAsync(socket);
            else await WithHeldAsync(socket, new byte[buffer == EchoBuffer.Large ? LargeBytes : SmallBytes]);
        }
        catch (WebSocketException)
        {
            // The load generator has ended and dropped its connections.
        }
    }

    private static async Task WithHeldAsync(WebSocket socket, byte[] buffer)
    {
        while (
            await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } received
        )
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, CancellationToken.None);
    }

    private static async Task WithRentedAsync(WebSocket socket)
    {
        while (await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None) is { MessageType: not WebSocketMessageType.Close })
        {
            var buffer = ArrayPool<byte>.Shared.Rent(SmallBytes);
            var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (received.MessageType == WebSocketMessageType.Close) return;
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, CancellationToken.None);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
