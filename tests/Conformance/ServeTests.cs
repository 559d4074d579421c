using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The echo server on the command line, with the framework's own client.</summary>
public sealed class ServeTests
{
    [Theory]
    [InlineData("127.0.0.1", "sockets")]
    [InlineData("::1", "sockets")]
    [InlineData("127.0.0.1", "epoll")]
    [InlineData("::", "epoll")]
    public async Task Serve_echoes_until_it_is_interrupted_and_then_closes_with_1001(string address, string transport)
    {
        Assert.SkipWhen(transport == "epoll" && !OperatingSystem.IsLinux(), "epoll is Linux's");
        var stop = TestContext.Current.CancellationToken;
        using var server = ToolProcess.Start("serve", "--address", address, "--port", "0", "--transport", transport);
        var line = await server.StandardOutput.ReadLineAsync(stop);
        var url = new Uri(line!.Split(' ').Single(word => word.StartsWith("ws://", StringComparison.Ordinal)).Replace("[::]", "[::1]", StringComparison.Ordinal));

        using var client = new ClientWebSocket();
        await client.ConnectAsync(url, stop);
        await EchoesAsync(client, Encoding.UTF8.GetBytes("hello, κόσμε"), WebSocketMessageType.Text, stop);
        await EchoesAsync(client, new byte[1024 * 1024], WebSocketMessageType.Binary, stop);
        await client.CloseAsync((WebSocketCloseStatus)3000, "enough", stop);
        Assert.Equal(3000, (int)client.CloseStatus!);

        using var other = new ClientWebSocket();
        await other.ConnectAsync(url, stop);
        await EchoesAsync(other, [1], WebSocketMessageType.Binary, stop);
        using (var interrupt = Process.Start("kill", ["-INT", $"{server.Id}"])) await interrupt.WaitForExitAsync(stop);
        var closed = await other.ReceiveAsync(new byte[16], stop);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, closed.CloseStatus);
        await other.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "", stop);
        await server.WaitForExitAsync(stop);
        Assert.Equal(0, server.ExitCode);
    }

    private static async Task EchoesAsync(ClientWebSocket client, byte[] message, WebSocketMessageType kind, CancellationToken stop)
    {
        await client.SendAsync(message, kind, endOfMessage: true, stop);
        using var received = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await client.ReceiveAsync(buffer.AsMemory(), stop);
            received.Write(buffer.AsSpan(0, part.Count));
            Assert.Equal(kind, part.MessageType);
            if (part.EndOfMessage) break;
        }

        Assert.Equal(message, received.ToArray());
    }
}
